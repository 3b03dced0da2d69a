// A number for those who have nothing to draw with: pen strokes, point by point, in units of the pad.

import { widthUnder } from "./strokes.js";

const NUMBER = [
  [[70, 230], [98, 198], [138, 190], [166, 212], [160, 250], [122, 280], [104, 286], [142, 294], [176, 330],
   [166, 384], [124, 414], [76, 404]],
  [[284, 204], [306, 186], [304, 260], [300, 340], [298, 416]],
  [[436, 190], [416, 246], [396, 308], [440, 308], [500, 306]],
  [[476, 244], [472, 318], [470, 420]],
  [[610, 236], [640, 198], [690, 196], [712, 234], [690, 292], [648, 346], [606, 404], [660, 402], [730, 404]],
]; // prettier-ignore

/** @type {import("./strokes.js").Stroke[]} */
export const EXAMPLE = NUMBER.map((points) => ({
  erases: false,
  points: points.map(([x, y]) => ({ x, y, width: widthUnder(0.5, false) })),
}));
