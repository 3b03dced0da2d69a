// The picture that was brought, as it lies in its frame.

import { byId } from "../dom.js";

const MOST_BYTES = 9_000_000; // the server takes ten million with everything around it
const LONGEST = 2400;

/**
 * Show a picture file.
 * @param {File} file
 * @returns {Promise<boolean>} false for what the browser cannot show; the reader may know it all the same
 */
export async function showPicture(file) {
  return show(URL.createObjectURL(file), file.name);
}

/**
 * Show what the reader made of a picture that the browser cannot show.
 * @param {object[]} stages of its reading
 * @param {string} name
 */
export async function showStage(stages, name) {
  const gray = stages.find((stage) => stage.name === "gray");
  if (gray) await show(gray.png, name);
}

async function show(address, name) {
  const picture = byId("picture");
  URL.revokeObjectURL(picture.src);
  picture.src = address;
  const shown = await picture.decode().then(
    () => true,
    () => false,
  );
  byId("frame").dataset.shows = shown ? "picture" : "nothing";
  picture.alt = name ? `The picture ${name}` : "The picture";
  if (shown) fit(byId("picture-place"), picture.naturalWidth, picture.naturalHeight);
  return shown;
}

/** As large as fits into the frame, so that a layer of the same size lies exactly over the picture. */
function fit(place, width, height) {
  place.style.aspectRatio = `${width} / ${height}`;
  place.dataset.fills = width / height > 4 / 3 ? "width" : "height";
  place.classList.toggle("tiny", width < 150);
}

/**
 * The picture as it is sent: as it is, unless that is too much for the server.
 * @param {File} file
 * @returns {Promise<Blob>}
 */
export async function fitToSend(file) {
  if (file.size <= MOST_BYTES) return file;
  return (await redraw(file, "image/jpeg").catch(() => null)) ?? file;
}

/**
 * A picture as PNG, as the layout of practice pictures wants it.
 * @param {Blob} blob
 * @returns {Promise<Blob>}
 */
export async function asPng(blob) {
  return blob.type === "image/png" ? blob : redraw(blob, "image/png");
}

async function redraw(blob, type) {
  const bitmap = await createImageBitmap(blob, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, type, 0.92));
}
