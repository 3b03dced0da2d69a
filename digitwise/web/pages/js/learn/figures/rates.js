// How large a step: the real network trained for one epoch at several learning rates, and what the first step did.

import { scaleLinear, scaleLog } from "../../../vendor/d3.js";
import { make } from "../../dom.js";
import { axes, makeChart, svg } from "../parts/chart.js";
import { makeChoice, makeGuess, openFigure, recorded } from "../parts/figure.js";
import { openFile } from "../files.js";
import { linesChart, smoothed } from "../parts/lines.js";
import { accuracy, count, number } from "../parts/speak.js";

const WAYS = { sgd: "Plain descent", momentum: "Momentum", rmsprop: "RMSprop" };
const HIGHEST = 3; // losses above this are off the chart

export function openRates(chapter, learner) {
  const figure = openFigure(chapter);
  const at = { way: "sgd", rate: null, sweeps: null, first: null };
  const [rates, chart, steps, told] = [make("div"), make("div"), make("div"), make("p")];
  const show = () => at.sweeps && update(figure, { way, rates, chart, steps, told }, at, show);
  const way = makeChoice("Optimizer", Object.entries(WAYS), (chosen) => {
    Object.assign(at, { way: chosen, rate: null });
    show();
  });
  figure.from("recorded", recorded(learner.current.manifest));
  Promise.all([openFile("sweeps.json"), openFile("first_step.json")]).then(
    ([sweeps, first]) => {
      Object.assign(at, { sweeps, first });
      figure.body.append(guessOf(sweeps, [chart]), way.group, rates, chart, make("h3", {}, "The very first step"), steps, told);
      show();
    },
    (error) => figure.fail(error),
  );
  figure.numbers("One epoch at each rate", () => ({
    heads: ["optimizer", "learning rate", "test accuracy", "different answers"],
    rows: at.sweeps.runs.map((run) => [WAYS[run.optimizer], run.learning_rate, accuracy(run.test_accuracy), run.answers]),
  }));
  return show;
}

function runsOf(at) {
  return at.sweeps.runs.filter((run) => run.optimizer === at.way).sort((a, b) => a.learning_rate - b.learning_rate);
}

function guessOf({ runs }, veiled) {
  const plain = runs.filter((run) => run.optimizer === "sgd").sort((a, b) => b.learning_rate - a.learning_rate);
  const [largest] = plain;
  const best = plain.reduce((a, b) => (a.test_accuracy > b.test_accuracy ? a : b));
  return makeGuess(
    `With plain descent a rate of ${best.learning_rate} reads ${accuracy(best.test_accuracy)} after one epoch. What does a rate of ${largest.learning_rate} do?`,
    [{ label: "It learns faster still" }, { label: "It kills the network", right: largest.answers <= 2 || largest.diverged }, { label: "The same, in fewer steps" }],
    () => (largest.diverged ? "Its loss is soon no number any more." : `It reads ${accuracy(largest.test_accuracy)}: whatever is shown, it knows ${count(largest.answers, "answer")}.`),
    veiled,
  );
}

function update(figure, { way, rates, chart, steps, told }, at, show) {
  way.press(at.way);
  const runs = runsOf(at);
  at.rate ??= runs.reduce((a, b) => (a.test_accuracy > b.test_accuracy ? a : b)).learning_rate;
  const choice = makeChoice("Learning rate", runs.map((run) => [String(run.learning_rate), String(run.learning_rate)]), (chosen) => {
    at.rate = Number(chosen);
    show();
  }); // prettier-ignore
  const focused = rates.contains(document.activeElement);
  choice.press(at.rate);
  rates.replaceChildren(choice.group);
  if (focused) choice.group.querySelector("[aria-pressed=true]").focus();
  const run = runs.find((one) => one.learning_rate === at.rate);
  chart.replaceChildren(chartOf(runs, run, at.sweeps));
  steps.replaceChildren(stepsChart(at.first));
  told.textContent = stepsWords(at.first);
  figure.say(sentenceOf(run, at.sweeps));
  figure.refresh();
}

function sentenceOf(run, { batch_size: batch }) {
  const name = `${WAYS[run.optimizer]} with a rate of ${run.learning_rate}`;
  if (run.diverged) return `${name} diverged: the steps were so large that the loss is no number any more.`;
  const highest = Math.max(...smoothed(run.loss));
  const off = highest > HIGHEST ? ` Its loss, up to ${number(highest, 1)}, lies above this chart.` : "";
  if (run.answers === 1) return `${name} killed the network: after one epoch it calls every digit the same, and is right in ${accuracy(run.test_accuracy)}.${off}`;
  return `${name} reads ${accuracy(run.test_accuracy)} of the test digits after one epoch of batches of ${batch}.${off}`;
}

/** The loss of each run, smoothed; the chosen one is drawn strongly and named. */
function chartOf(runs, chosen, { every }) {
  const lines = runs.map((run) => ({
    name: `rate ${run.learning_rate}`,
    points: smoothed(run.loss).map((loss, index) => [index * every, loss]),
    strong: run === chosen,
  }));
  // The chosen one comes first, as the full line.
  lines.sort((a, b) => Number(b.strong) - Number(a.strong));
  return linesChart({
    label: "Loss of each batch in one epoch, smoothed, at each learning rate",
    xName: "steps", yName: "loss of the batch, smoothed", lines, y: [0, HIGHEST],
  }); // prettier-ignore
}

/** How far the weights of the first layer moved in the first step, for each optimizer. */
function stepsChart({ runs }) {
  const shown = runs.filter((run) => run.optimizer !== "momentum");
  const { chart, across, down } = makeChart("How many weights moved how far in the first step, plain descent and RMSprop", 240);
  const { edges } = shown[0];
  const most = Math.max(...shown.flatMap((run) => run.counts));
  const x = scaleLog([1e-7, 1e-2], across);
  const y = scaleLinear([0, most], down);
  chart.append(
    axes({ x, y, xName: "how far a weight moved", yName: "weights", xTicks: innerWidth < 640 ? [1e-6, 1e-4, 1e-2] : [1e-6, 1e-5, 1e-4, 1e-3, 1e-2], xText: String }),
  );
  shown.forEach((run, index) => {
    const points = run.counts.map((weights, bin) => [edges[bin], weights]).filter(([edge]) => edge >= 1e-7 && edge <= 1e-2);
    const path = points.map(([edge, weights], bin) => `${bin ? "L" : "M"}${x(edge)} ${y(weights)}`).join("");
    const peak = points.reduce((a, b) => (b[1] > a[1] ? b : a));
    chart.append(svg("path", { class: `curve ${index ? "second" : ""}`, d: path }));
    chart.append(svg("text", { x: x(peak[0]), y: y(peak[1]) - 8, "text-anchor": "middle" }, run.optimizer === "sgd" ? "plain descent" : WAYS[run.optimizer]));
  });
  return chart;
}

function stepsWords({ runs }) {
  const [plain, rms] = ["sgd", "rmsprop"].map((name) => runs.find((run) => run.optimizer === name));
  const times = (run) => number(run.high / run.low, 0);
  return `From one batch, 90 of 100 weights that moved went between ${small(plain.low)} and ${small(plain.high)} with plain descent at a rate of ${plain.learning_rate}, which follows the slope: the farthest ${times(plain)} times as far as the nearest. RMSprop, at ${rms.learning_rate}, divides each slope by its usual size, so there it is ${times(rms)} times, and half of them moved ${small(rms.median)} or more.`;
}

function small(value) {
  return value.toPrecision(2).replace(/e-(\d+)/, " · 10^−$1");
}
