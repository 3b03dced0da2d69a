// Ten digits that were drawn already, for those who have nothing to draw with: the points that a pen went through.

import { widthUnder } from "../../draw/strokes.js";

const DIGITS = [
  [[[56, 6], [30, 14], [14, 44], [12, 82], [26, 118], [50, 132], [74, 120], [90, 84], [86, 42], [70, 14], [52, 6]]],
  [[[44, 18], [56, 6], [54, 50], [52, 92], [50, 134]]],
  [[[14, 40], [26, 14], [52, 4], [78, 16], [84, 42], [66, 76], [38, 106], [12, 130], [50, 128], [92, 130]]],
  [[[14, 22], [40, 6], [72, 12], [82, 34], [66, 56], [40, 64], [70, 72], [86, 96], [74, 122], [44, 134], [12, 122]]],
  [[[58, 4], [40, 44], [16, 88], [52, 86], [94, 84]], [[70, 48], [68, 90], [64, 136]]],
  [[[28, 8], [24, 36], [20, 64], [46, 54], [74, 64], [84, 92], [70, 122], [42, 134], [12, 124]], [[28, 8], [82, 6]]],
  [[[70, 4], [40, 32], [20, 72], [18, 108], [38, 132], [66, 130], [82, 108], [76, 84], [52, 74], [26, 92]]],
  [[[12, 12], [50, 10], [86, 10], [68, 50], [50, 92], [38, 136]]],
  [[[76, 22], [52, 6], [26, 18], [28, 44], [54, 64], [80, 90], [76, 122], [48, 134], [20, 118], [22, 90], [50, 64],
    [76, 42], [76, 22]]],
  [[[82, 34], [64, 10], [36, 12], [20, 38], [34, 64], [62, 60], [80, 36], [80, 78], [74, 108], [66, 136]]],
]; // prettier-ignore

/**
 * The strokes of a digit, in the middle of the pad.
 * @param {number} digit
 * @returns {import("../../draw/strokes.js").Stroke[]}
 */
export function exampleOf(digit) {
  return DIGITS[digit].map((points) => ({
    erases: false,
    points: rounded(points).map(([x, y]) => ({ x: 250 + 3 * x, y: 90 + 3 * y, width: widthUnder(0.5, false) })),
  }));
}

/** Three points for each of one stroke, as a hand would go from each to the next (Catmull and Rom 1974). */
function rounded(points) {
  const at = (index) => points[Math.min(points.length - 1, Math.max(0, index))];
  const found = [points[0]];
  for (let index = 0; index < points.length - 1; index++) {
    const [a, b, c, d] = [-1, 0, 1, 2].map((step) => at(index + step));
    for (const t of [1 / 3, 2 / 3, 1]) found.push([0, 1].map((axis) => onCurve(a[axis], b[axis], c[axis], d[axis], t)));
  }
  return found;
}

function onCurve(a, b, c, d, t) {
  return b + (t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * b - a - 3 * c + d)))) / 2;
}
