// The camera, where the browser has one and lets us: it does on this machine and over https, and else hides it.

/**
 * Show what the camera sees.
 * @param {HTMLVideoElement} video
 * @returns {Promise<boolean>} false if there is no camera to be had; then a file input with `capture` may do
 */
export async function startCamera(video) {
  const wanted = { audio: false, video: { facingMode: "environment", width: { ideal: 1920 } } };
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia(wanted);
    await video.play();
    return true;
  } catch {
    stopCamera(video);
    return false;
  }
}

/**
 * Let the camera go.
 * @param {HTMLVideoElement} video
 */
export function stopCamera(video) {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
}

/**
 * What the camera sees now, as a picture file.
 * @param {HTMLVideoElement} video
 * @returns {Promise<File>}
 */
export async function takePicture(video) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext("2d").drawImage(video, 0, 0);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.92));
  return new File([blob], "camera.jpg", { type: blob.type });
}
