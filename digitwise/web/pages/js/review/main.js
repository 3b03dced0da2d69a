// The page for reviewing a table: wires typing, odd one out and the report together.

import { byId, moveWithArrows } from "../dom.js";
import { showBreaches } from "./breaches.js";
import { showReport } from "./report.js";
import { Keeper, loadReview } from "./server.js";
import { Sorting } from "./sorting.js";
import { Typing } from "./typing.js";

let report = null;
let blind = [];

const keeper = new Keeper(
  (answer, left) => {
    report = answer.report;
    byId("trouble").hidden = true;
    showReport(report, left);
    showBreaches(answer.breaches, decideAnew);
  },
  (error) => complain(`${error.message} What you decided since is kept on this page: try again before you leave it.`),
);

const typing = new Typing(
  (decisions) => {
    const cells = decisions.filter((decision) => decision.way !== "withdrawn");
    if (cells.length) sorting.drop(cells);
    else sorting.restore(decisions);
    keep(decisions);
  },
  () => typed(),
);

const sorting = new Sorting(
  (decisions, accepted, odd) => {
    typing.drop(accepted);
    typing.ask(odd);
    keep(decisions);
  },
  (decisions, cells) => {
    typing.restore(cells);
    keep(decisions);
  },
);

function keep(decisions) {
  keeper.keep(decisions);
  showReport(report, keeper.left);
}

/** Nothing is left to type: sure cells are asked to check, then it is over. */
function typed() {
  const sure = blind;
  blind = [];
  if (sure.length) {
    typing.ask(sure.map((cell) => ({ ...cell, blind: true })));
    return;
  }
  byId("type-done").textContent = "Nothing is left to type. The report below says what can be said of the table.";
}

function decideAnew(cell) {
  typing.again(cell);
  choose("type", true);
}

function complain(words) {
  byId("trouble-words").textContent = words;
  byId("trouble").hidden = false;
}

function choose(way, focus = false) {
  for (const name of ["type", "sort"]) {
    const tab = byId(`tab-${name}`);
    tab.ariaSelected = String(name === way);
    tab.tabIndex = name === way ? 0 : -1;
    byId(`panel-${name}`).hidden = name !== way;
  }
  if (focus) (way === "type" ? typing : sorting).focus();
}

async function open() {
  const review = await loadReview();
  byId("trouble").hidden = true;
  byId("title").textContent = `Review ${review.name}`;
  document.title = `Digitwise: review ${review.name}`;
  report = review.report;
  blind = review.blind;
  byId("work").hidden = false;
  sorting.open(review.alike);
  typing.ask(review.asked);
  showReport(report, 0);
  showBreaches(review.breaches, decideAnew);
  if (review.torn) complain(`The last decision before was cut off when its process ended, and does not count.`);
  typing.focus();
}

moveWithArrows(document.querySelector("[role=tablist]"), "[role=tab]");
for (const way of ["type", "sort"]) {
  byId(`tab-${way}`).addEventListener("focus", () => choose(way));
  byId(`tab-${way}`).addEventListener("click", () => choose(way, true));
}
byId("again").addEventListener("click", () => (report === null ? start() : keeper.retry()));
window.addEventListener("beforeunload", (event) => keeper.left && event.preventDefault());

function start() {
  open().catch((error) => complain(error.message));
}

start();
