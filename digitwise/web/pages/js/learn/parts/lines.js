// Several curves in one chart, each told apart by its dashes, and named below it.

import { scaleLinear, scaleLog } from "../../../vendor/d3.js";
import { axes, curve, makeChart } from "./chart.js";

const KINDS = ["", "second", "third", "for", "against"];

/**
 * @param {{label: string, xName: string, yName: string, lines: {name: string, points: [number, number][], strong?: boolean}[],
 *   y: [number, number], log?: boolean, x?: [number, number], yText?: (value: number) => string, height?: number}} what
 */
export function linesChart({ label, xName, yName, lines, y: ends, log = false, x: width = null, yText, height = 270 }) {
  const kinds = lines.map(({ strong }, index) => `${KINDS[index % KINDS.length]}${strong ? " strong" : ""}`);
  const { chart, across, down } = makeChart(label, height, lines.map(({ name }, index) => ({ name, kind: kinds[index] }))); // prettier-ignore
  const all = lines.flatMap((line) => line.points.map(([at]) => at)).filter((at) => !log || at > 0);
  const [low, high] = width ?? [Math.min(...all), Math.max(...all)];
  const x = log ? scaleLog([low, Math.max(high, low * 1.1)], across) : scaleLinear([low, high], across);
  const y = scaleLinear(ends, down);
  const xTicks = log ? x.ticks(4).filter((tick) => /^1(e|0*$|\.?0*$)|^0\.0*1$/.test(String(tick))) : undefined;
  chart.append(axes({ x, y, xName, yName, yText, xTicks }));
  lines.forEach(({ points }, index) => {
    // What is off the chart runs along its edge.
    const inside = points.filter(([at]) => !log || at > 0).map(([at, value]) => [at, Math.min(value, ends[1])]);
    chart.append(curve(inside, x, y, kinds[index]));
  });
  return chart;
}

/** A running mean, because single batches jump. */
export function smoothed(values, share = 0.9) {
  let mean = values[0];
  return values.map((value) => (mean = value === null || !Number.isFinite(value) ? Number.NaN : share * mean + (1 - share) * value));
}
