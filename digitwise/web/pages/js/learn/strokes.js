// Pen strokes as the 28 × 28 pixels that the network was taught: the rule of digitwise/lesson/strokes.py.

import { normalize } from "./normalize.js";

const BOX = 160; // the longer side of the ink map's digit: eight of its pixels are one of the image
const PEN = 20; // as broad, beside the digit, as MNIST's pens were
const ERASER = 75;
const MARGIN = 24;

/**
 * @param {{points: {x: number, y: number}[] | [number, number][], erases?: boolean}[]} strokes
 * @returns {Uint8Array | null} 784 bytes, 0 = paper, 255 = ink; null if nothing was drawn
 */
export function imageOf(strokes) {
  const map = inkOf(strokes);
  return map && normalize(map.ink, map.width, map.height);
}

// While somebody draws, a map is made for each frame: fresh memory for each would take longer than filling it.
let covers = new Float64Array(0);

/**
 * Strokes as a map of ink, the digit always as large and the pen always as broad.
 * @returns {{ink: Uint8Array, width: number, height: number} | null}
 */
export function inkOf(strokes) {
  const lines = strokes.map((stroke) => ({ erases: stroke.erases ?? false, points: pointsOf(stroke) }));
  const points = lines.filter((line) => !line.erases).flatMap((line) => line.points);
  if (points.length === 0) return null;
  const [left, right] = ends(points.map(([x]) => x));
  const [top, bottom] = ends(points.map(([, y]) => y));
  const longer = Math.max(right - left, bottom - top);
  const scale = longer > 0 ? (BOX - PEN) / longer : 0;
  const width = Math.ceil((right - left) * scale) + PEN + 2 * MARGIN;
  const height = Math.ceil((bottom - top) * scale) + PEN + 2 * MARGIN;
  if (covers.length < width * height) covers = new Float64Array(width * height);
  const ink = covers.subarray(0, width * height).fill(0);
  for (const line of lines) {
    const placed = line.points.map(([x, y]) => [(x - left) * scale + PEN / 2 + MARGIN, (y - top) * scale + PEN / 2 + MARGIN]);
    drawLine(ink, width, height, placed, line.erases);
  }
  const bytes = new Uint8Array(ink.length);
  for (let index = 0; index < bytes.length; index++) {
    const cover = ink[index];
    if (cover !== 0) bytes[index] = cover * 255 + 0.5;
  }
  return { ink: bytes, width, height };
}

function pointsOf(stroke) {
  return (stroke.points ?? stroke).map((point) => (Array.isArray(point) ? point : [point.x, point.y]));
}

function ends(values) {
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

/**
 * A round pen takes of each pixel what its distance from the nearest segment leaves, with a soft edge.
 *
 * The first digit of a page is drawn by code that no browser has compiled yet: so there is little in the innermost loop.
 */
function drawLine(ink, width, height, points, erases) {
  const reach = (erases ? ERASER : PEN) / 2 + 0.5;
  for (let index = 0; index < Math.max(1, points.length - 1); index++) {
    const [ax, ay] = points[index];
    const [bx, by] = points[index + 1] ?? points[index];
    const [firstRow, lastRow] = span(ay, by, reach, height);
    const [firstColumn, lastColumn] = span(ax, bx, reach, width);
    const [dx, dy] = [bx - ax, by - ay];
    const length = dx * dx + dy * dy;
    const far = reach * reach;
    for (let row = firstRow; row <= lastRow; row++) {
      const y = row + 0.5 - ay;
      for (let column = firstColumn, at = row * width + firstColumn; column <= lastColumn; column++, at++) {
        const x = column + 0.5 - ax;
        let along = length > 0 ? (x * dx + y * dy) / length : 0;
        if (along < 0) along = 0;
        else if (along > 1) along = 1;
        const aside = x - along * dx;
        const above = y - along * dy;
        const square = aside * aside + above * above;
        if (square >= far) continue;
        const cover = Math.min(1, reach - Math.sqrt(square));
        if (erases) ink[at] = Math.min(ink[at], 1 - cover);
        else if (cover > ink[at]) ink[at] = cover;
      }
    }
  }
}

function span(a, b, reach, size) {
  return [Math.max(0, Math.floor(Math.min(a, b) - reach)), Math.min(size - 1, Math.floor(Math.max(a, b) + reach))];
}
