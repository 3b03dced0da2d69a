// Charts in SVG: axes and curves, on scales from d3.

import { line } from "../../../vendor/d3.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element of SVG.
 * @param {string} tag
 * @param {Object<string, string | number>} attributes
 * @param {...(Node | string)} children
 */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

const LETTER = 6.2; // units that a letter takes, about
const SAMPLE = 24; // units of each curve that stand before its name
const ROW = 19;
const INSET = 2; // so that half the breadth of a line is inside

/**
 * An empty chart, drawn in fewer units where the screen is narrow, so that its words stay readable.
 * @param {string} label what it shows, for those who do not see it
 * @param {number} height
 * @param {{name: string, kind: string}[]} names of its curves, which stand below it; on it they would hide one another
 * @returns {{chart: SVGElement, across: [number, number], down: [number, number]}} where its scales run
 */
export function makeChart(label, height = 260, names = []) {
  const width = innerWidth < 400 ? 270 : innerWidth < 640 ? 330 : 600;
  const { named, rows } = namesOf(names, width, height);
  const chart = svg("svg", { viewBox: `0 0 ${width} ${height + rows * ROW}`, role: "img", "aria-label": label }, ...named);
  return { chart, across: [44, width - 12], down: [height - 42, 20] };
}

/** The names of curves, each behind a piece of its curve, in as many rows as they need. */
function namesOf(names, width, height) {
  let [x, row] = [INSET, 0];
  const named = names.map(({ name, kind }) => {
    const long = SAMPLE + 6 + name.length * LETTER;
    if (x > INSET && x + long > width) [x, row] = [INSET, row + 1];
    const y = height + row * ROW + 8;
    const one = svg("g", { class: "named" }, svg("path", { class: `curve ${kind}`, d: `M${x} ${y - 4}h${SAMPLE}` }), svg("text", { x: x + SAMPLE + 6, y }, name));
    x += long + 18;
    return one;
  });
  return { named, rows: names.length ? row + 1 : 0 };
}

/**
 * Axes along the left and the lower edge.
 * @param {{x: any, y: any, xName: string, yName: string, xTicks?: number[], yTicks?: number[],
 *   xText?: (value: number) => string, yText?: (value: number) => string}} scales
 */
export function axes({ x, y, xName, yName, xTicks = x.ticks(innerWidth < 640 ? 4 : 7), yTicks = y.ticks(5), xText = short, yText = short }) {
  const [left, right] = x.range();
  const [bottom, top] = y.range();
  const group = svg("g", { "aria-hidden": "true" });
  for (const value of yTicks) {
    group.append(
      svg("g", { class: "tick" }, svg("line", { x1: left, x2: right, y1: y(value), y2: y(value) }),
        svg("text", { x: left - 6, y: y(value) + 4, "text-anchor": "end" }, yText(value))),
    ); // prettier-ignore
  }
  for (const value of xTicks) {
    group.append(svg("text", { x: x(value), y: bottom + 16, "text-anchor": "middle" }, xText(value)));
  }
  group.append(
    svg("path", { class: "axis", d: `M${left} ${top}V${bottom}H${right}` }),
    svg("text", { x: right, y: bottom + 32, "text-anchor": "end" }, xName),
    svg("text", { x: left, y: top - 8 }, yName),
  );
  return group;
}

/** A number for an axis. */
function short(value) {
  return value.toLocaleString("en", { maximumSignificantDigits: 4 }).replace("-", "−");
}

/**
 * A curve through points that have a number.
 * @param {[number, number][]} points
 * @param {any} x
 * @param {any} y
 * @param {string} kind further classes
 */
export function curve(points, x, y, kind = "") {
  const path = line().defined(([, value]) => Number.isFinite(value)).x(([at]) => x(at)).y(([, value]) => y(value));
  return svg("path", { class: `curve ${kind}`, d: path(points) ?? "" });
}
