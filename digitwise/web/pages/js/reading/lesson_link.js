// From a digit that was drawn to the lesson that explains it: the address carries its strokes.

import { linkTo } from "../learn/page/link.js";

/**
 * @param {import("../draw/strokes.js").Stroke[]} strokes all that was drawn
 * @param {object | null} digit of a reading of the pad
 * @returns {string} an address relative to the page
 */
export function lessonLink(strokes, digit) {
  const own = digit ? strokes.filter((stroke) => !stroke.erases && liesIn(stroke.points, digit.box)) : [];
  return `learn${linkTo("fool", { strokes: own, node: null, output: null })}`;
}

/** Whether most of a stroke's points lie in a box. */
function liesIn(points, { left, top, width, height }) {
  const inside = points.filter(({ x, y }) => x >= left && x <= left + width && y >= top && y <= top + height);
  return 2 * inside.length > points.length;
}
