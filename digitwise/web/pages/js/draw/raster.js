// Strokes as a picture for the reader: black on white whatever the colors of the page, and no more paper than needed.

import { PAD, boundsOf, paintStrokes } from "./strokes.js";
import { grayPng } from "./png.js";

const LONGEST = 320; // more pixels take longer to read and are not read better
const MARGIN = 24;

const canvas = document.createElement("canvas");
// Read back after every stroke: pixels that live with the processor are at hand at once.
const context = canvas.getContext("2d", { willReadFrequently: true });

/**
 * The picture of a drawing, and the way from its pixels back to the pad.
 * @param {import("./strokes.js").Stroke[]} strokes
 * @returns {{png: Blob, toPad: (box: object) => object} | null} null if nothing was drawn
 */
export function rasterize(strokes) {
  const bounds = boundsOf(strokes);
  if (bounds === null) return null;
  const [across, down] = [bounds.right - bounds.left, bounds.bottom - bounds.top];
  const scale = Math.min(1, LONGEST / Math.max(across, down));
  const [width, height] = [across, down].map((length) => Math.ceil(length * scale) + 2 * MARGIN);
  canvas.width = width;
  canvas.height = height;
  context.setTransform(scale, 0, 0, scale, MARGIN - bounds.left * scale, MARGIN - bounds.top * scale);
  paintStrokes(context, strokes, "#000");
  const png = grayPng(grayOf(context.getImageData(0, 0, width, height).data), width, height);
  const toPad = (box) => ({
    left: Math.round((box.left - MARGIN) / scale + bounds.left),
    top: Math.round((box.top - MARGIN) / scale + bounds.top),
    width: Math.round(box.width / scale),
    height: Math.round(box.height / scale),
  });
  return { png, toPad };
}

/** Black ink on white paper: how dark a pixel is is how much of it is covered. */
function grayOf(pixels) {
  const gray = new Uint8Array(pixels.length / 4);
  for (let index = 0; index < gray.length; index++) gray[index] = 255 - pixels[4 * index + 3];
  return gray;
}

/**
 * A reading of the raster as a reading of the pad.
 * @param {object} reading
 * @param {(box: object) => object} toPad
 */
export function onPad(reading, toPad) {
  const moved = (items) => items.map((item) => ({ ...item, box: toPad(item.box) }));
  return {
    ...reading,
    width: PAD.width,
    height: PAD.height,
    lines: moved(reading.lines),
    numbers: moved(reading.numbers),
    digits: moved(reading.digits),
    marks: moved(reading.marks),
    rejected: moved(reading.rejected),
  };
}
