// Ways to bring a picture: drop, paste, choose, or take one with the camera.

import { announce } from "../live_region.js";
import { startCamera, stopCamera, takePicture } from "./camera.js";
import { byId } from "../dom.js";

/**
 * Listen for pictures, anywhere on the page.
 * @param {(file: File, others: number) => void} bring called with each, and with how many came with it that are not read
 */
export function openWays(bring) {
  const camera = openCamera(bring);
  const take = (files) => {
    if (!files?.length || document.querySelector("dialog[open]")) return;
    camera.stop();
    bring(files[0], files.length - 1);
  };

  byId("choose").addEventListener("click", () => byId("file").click());
  for (const id of ["file", "capture"]) {
    byId(id).addEventListener("change", ({ target }) => {
      take(target.files);
      // The same file may be chosen again, changed in the meantime.
      target.value = "";
    });
  }
  document.addEventListener("paste", ({ clipboardData }) => take(clipboardData?.files));
  followDragging(take);
}

function followDragging(take) {
  const mark = (over) => document.body.classList.toggle("dragging", over);
  const isFile = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    mark(true);
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget ?? mark(false));
  document.addEventListener("drop", (event) => {
    if (!isFile(event)) return;
    // Else the browser would leave the page for the picture.
    event.preventDefault();
    mark(false);
    take(event.dataTransfer.files);
  });
}

function openCamera(bring) {
  const video = byId("camera");
  const show = (on) => {
    byId("frame").dataset.camera = on ? "on" : "off";
    for (const id of ["shoot", "camera-off"]) byId(id).hidden = !on;
    for (const id of ["choose", "camera-on"]) byId(id).hidden = on;
  };
  const stop = () => {
    if (video.srcObject === null) return;
    stopCamera(video);
    show(false);
  };
  byId("camera-on").addEventListener("click", async () => {
    if (await startCamera(video)) {
      show(true);
      byId("shoot").focus();
    } else {
      // Telephones offer their camera for this input even where a page may not use it itself.
      byId("capture").click();
      announce("The camera cannot be used from this page; choose a picture instead.", true);
    }
  });
  byId("shoot").addEventListener("click", async () => {
    const file = await takePicture(video);
    stop();
    byId("camera-on").focus();
    bring(file, 0);
  });
  byId("camera-off").addEventListener("click", () => {
    stop();
    byId("camera-on").focus();
  });
  document.addEventListener("visibilitychange", () => document.hidden && stop());
  return { stop };
}
