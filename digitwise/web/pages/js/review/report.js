// How far a review is, and what can be said of the cells that nobody looked at.

import { byId, make } from "../dom.js";

const percent = (share, digits = 1) => `${(100 * share).toFixed(digits)} %`;

/**
 * Show a report.
 * @param {object} report as the server gives it
 * @param {number} waiting batches of decisions that are not on the disk yet
 */
export function showReport(report, waiting) {
  const others = report.cells - report.decided;
  const looked = report.asked - report.left;
  byId("progress").max = Math.max(1, report.asked);
  byId("progress").value = looked;
  byId("standing").textContent = [
    report.left ? `${report.left} of ${report.asked} cells to look at are left` : "All cells to look at are decided",
    ...(report.is_refuted ? ["more of the sure cells are wrong than was expected: look at all of them"] : []),
    waiting ? "saving …" : "saved",
  ].join(" · ");
  const [low, high] = report.blind_interval;
  const facts = [
    ["Cells with data", `${report.cells}, of which ${report.decided} are decided`],
    ["Read otherwise by a person", `${report.changed} of ${report.decided}`],
    ["Wished", `at most ${percent(report.target_error)} wrong among the cells nobody looks at: ${report.asked} to look at`],
    ["Expected wrong among the other cells", `${report.expected_wrong.toFixed(1)} of ${others}` + (others ? ` (${percent(report.expected_wrong / others, 2)})` : "")],
    [
      "Sure cells asked blind",
      report.blind
        ? `${report.blind_wrong} of ${report.blind} differ: ${percent(low)} to ${percent(high)} of all sure cells, at 95 % (Wilson)`
        : "none yet",
    ],
  ];
  byId("report").replaceChildren(
    ...facts.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))),
  );
}
