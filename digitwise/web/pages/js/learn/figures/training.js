// A training, while the learner's digit watches: its ten bars, the weights of a node, and the loss, step after step.

import { scaleLinear, scaleLog } from "../../../vendor/d3.js";
import { make, makeButton } from "../../dom.js";
import { axes, curve, makeChart, svg } from "../parts/chart.js";
import { makeGuess, makeSlider, openFigure, recorded, sentenceOf as problemOf } from "../parts/figure.js";
import { openFile } from "../files.js";
import { columnOf, nodeInView } from "../learner.js";
import { replayRecording, trainHere, trainOnServer } from "../moments.js";
import { argmax, forward } from "../network.js";
import { paintSigned } from "../parts/paint.js";
import { openServer } from "../server.js";
import { makeShares } from "../parts/shares.js";
import { accuracy, count, number, percent } from "../parts/speak.js";

const IS_HERE = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
const PACE = 450; // milliseconds for each recorded checkpoint
const FIRST = 16; // the first steps are shown one by one, for nearly everything is learned in them
const SLOW = 150; // milliseconds for each of them

export function openTraining(chapter, learner) {
  const figure = openFigure(chapter);
  const at = { source: null, moments: [], waiting: [], place: 0, run: null, image: null, words: "", ended: "" };
  const parts = makeParts();
  const show = () => update(figure, parts, at, learner.current);
  const begin = (source, words) => {
    Object.assign(at, { source, moments: [], waiting: [], place: 0, image: learner.current.image, words, ended: "", finished: false });
    show();
  };
  const tell = (moment) => at.waiting.push(moment);
  const say = (words) => {
    at.words = words;
    show();
  };
  const train = async (source, start) => {
    if (at.run || !learner.current.image) return;
    begin(source, "Starting …");
    try {
      at.run = await start(learner.current.image, tell, say);
      const shown = showEach(at, show);
      const end = await at.run.done.finally(() => (at.finished = true));
      await shown;
      at.ended = at.moments.length ? endOf(end) : beforeItBegan(end);
    } catch (error) {
      Object.assign(at, { words: "", ended: problemOf(error) });
    }
    at.run = null;
    show();
  };
  const replay = async () => {
    if (at.run) return;
    begin("recorded", "");
    at.run = { stop: () => {} };
    try {
      await replayRecording(learner.current.manifest, (moment) => at.moments.push(moment));
      await play(at, show);
    } catch (error) {
      at.ended = problemOf(error);
    }
    at.run = null;
    show();
  };
  const buttons = {
    server: makeButton(`Train the real network now, on ${IS_HERE ? "this computer" : "the computer that serves this page"}`, () => train("server", trainOnServer), { class: "button main" }),
    recorded: makeButton("Replay the recorded training", replay),
    here: makeButton("Train a small network in this browser", () => train("here", trainHere)),
    stop: makeButton("Stop", () => at.run?.stop()),
  };
  buttons.server.hidden = true;
  openServer().then((server) => (buttons.server.hidden = !server?.training || !server.data));
  parts.buttons = buttons;
  parts.slider = makeSlider("Step", { min: 0, max: 0, step: 1, value: 0 }, (place) => stepWords(at, place), (place) => {
    at.place = place;
    show();
  }); // prettier-ignore
  figure.body.append(make("div", { class: "row-of" }, ...Object.values(buttons)), parts.told, parts.grid, parts.slider.row, parts.chart);
  openFile("history.json").then((history) => figure.body.prepend(guessOf(history)), () => {});
  figure.numbers("The moments of the training", () => ({
    heads: ["step", "loss", "accuracy", "your digit"],
    rows: at.moments.map((moment) => {
      const shares = sharesAt(at, moment, learner.current);
      return [
        moment.step, moment.loss === null ? "–" : number(moment.loss, 3), moment.accuracy === null ? "–" : accuracy(moment.accuracy),
        shares ? `${argmax(shares)}, ${percent(Math.max(...shares))}` : "–",
      ]; // prettier-ignore
    }),
  }));
  // What stands there first is the end of the recorded training, without its eight files.
  at.moments = [{ step: stepsOf(learner.current.manifest), loss: null, accuracy: learner.current.manifest.test_accuracy, probabilities: null, weights: learner.current.weights }];
  at.source = "recorded";
  return show;
}

function makeParts() {
  const shares = makeShares("What the network answers for your digit");
  const weights = make("canvas", { width: 28, height: 28, role: "img", "aria-label": "Weights of a node" });
  const node = make("p", {});
  const grid = make("div", { class: "watch" }, shares.element, make("div", { class: "panel" }, weights, node));
  return { shares, weights, node, grid, chart: make("div"), told: make("p", { class: "small soft", role: "status" }) };
}

function stepsOf({ settings }) {
  return settings.epochs * settings.steps_per_epoch;
}

function guessOf(history) {
  const enough = 0.8;
  const { step, test_accuracy: reached } = history.steps.find((entry) => entry.test_accuracy >= enough);
  const last = history.steps.at(-1).step;
  return makeGuess(
    `The training takes ${count(last, "step")}. After how many does the network read four of five test digits?`,
    [{ label: count(step, "step"), right: true }, { label: `${last / 5} steps, one epoch` }, { label: "Nearly all of them" }],
    () => `After ${count(step, "step")} it read ${accuracy(reached)}. Nearly everything is learned at the beginning; the rest is polish.`,
  );
}

function endOf(event) {
  if (event.state === "stopped") return "Stopped. What was learned until then stands here.";
  if (event.state === "diverged") return "The weights are no longer numbers: the steps were too large.";
  if (event.state === "failed") return event.message ?? "The training failed; this browser gives no reason.";
  const tested = event.test_accuracy === undefined ? "" : ` It reads ${accuracy(event.test_accuracy)} of the test digits.`;
  return `Done in ${number(event.seconds, 1)} seconds.${tested}`;
}

function beforeItBegan(event) {
  return event.state === "stopped" ? "Stopped before the first step: nothing was learned yet." : endOf(event);
}

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Show what has happened in a training, moment after moment, until it is over. */
async function showEach(at, show) {
  const { moments, waiting } = at;
  while (!at.finished || waiting.length) {
    const next = waiting[0];
    if (next) {
      const slow = next.step <= FIRST && !still();
      moments.push(...waiting.splice(0, slow ? 1 : waiting.length));
      at.place = moments.length - 1;
      show();
      await pause(slow ? SLOW : 0);
    }
    await pause(30);
  }
}

/** From the first moment to the last, so that somebody can watch. */
async function play(at, show) {
  for (at.place = still() ? at.moments.length - 1 : 0; ; at.place++) {
    show();
    if (at.place >= at.moments.length - 1) return;
    await pause(PACE);
  }
}

/** The ten shares of the learner's digit at a moment: where weights are known for the digit of now, else as reported. */
function sharesAt(at, moment, { done }) {
  if (moment.weights && done) return forward(moment.weights, done.inputs).probabilities;
  return moment.probabilities;
}

function stepWords(at, place) {
  return at.moments[place] ? `${at.moments[place].step.toLocaleString("en")}` : "0";
}

function update(figure, parts, at, current) {
  const { buttons, slider } = parts;
  for (const name of ["server", "recorded", "here"]) buttons[name].disabled = at.run !== null || !current.image;
  buttons.stop.hidden = at.run === null || at.source === "recorded";
  parts.told.textContent = [at.words, at.ended].filter(Boolean).join(" ");
  slider.input.max = String(Math.max(0, at.moments.length - 1));
  slider.set(at.place);
  slider.row.hidden = at.moments.length < 2;
  const moment = at.moments[at.place];
  const shares = moment && sharesAt(at, moment, current);
  parts.shares.show(shares ?? null);
  showNode(parts, at, current);
  parts.chart.replaceChildren(at.moments.length > 1 ? chartOf(at, current) : "");
  if (at.source === "recorded") figure.from("recorded", recorded(current.manifest));
  else figure.from("live", at.source === "server" ? "computing now, on the server" : "computing now, in this browser");
  figure.say(sentenceOf(at, moment, shares, current));
  figure.refresh();
}

/** The weights of the node in view, as they were at the last moment of which they are known. */
function showNode(parts, at, current) {
  const known = at.moments.slice(0, at.place + 1).findLast((moment) => moment.weights);
  if (!known) {
    parts.node.textContent = "the weights of a node appear at the first checkpoint";
    return paintSigned(parts.weights, new Float32Array(784), 1);
  }
  const nodes = known.weights.hiddenBiases.length;
  const node = nodeInView(current) % nodes;
  const first = at.moments[0];
  const weights = columnOf(known.weights.hidden, nodes, node);
  // Beside the random start, what was learned can hardly be seen: where the start is known, the change is shown.
  const changed = first.weights && first.step === 0 && known !== first;
  if (changed) columnOf(first.weights.hidden, nodes, node).forEach((start, pixel) => (weights[pixel] -= start));
  paintSigned(parts.weights, weights, weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0));
  const what = changed ? `what ${count(known.step, "step")} changed in the weights of node ${node}` : `weights of node ${node}`;
  parts.node.textContent = known === first && first.step === 0 ? `${what}, at random` : what;
}

function sentenceOf(at, moment, shares, { image }) {
  if (!image) return "Draw a digit first: it is to watch.";
  if (!moment) return at.ended ? "Of this training there is nothing to show." : "The first steps are being computed.";
  const right = moment.accuracy === null ? "" : ` Of ${at.source === "server" ? "the digits it learns from" : "the test digits"} it reads ${accuracy(moment.accuracy)}.`;
  if (!shares) return `After ${count(moment.step, "step")} nothing is known of your digit.`;
  const answer = argmax(shares);
  const stale = !moment.weights && at.image !== image ? " (the one that stood there when the training began)" : "";
  const sure = shares[answer] < 0.3 ? "guesses" : shares[answer] < 0.9 ? "leans to" : "is sure of";
  const when = moment.step === 0 ? "Before the first step" : `After ${count(moment.step, "step")}`;
  return `${when} the network ${sure} ${answer} for your digit${stale}, with ${percent(shares[answer])}.${right}`;
}

/** The loss from step to step, and how much of its certainty the network gives to what it answers in the end. */
function chartOf(at, current) {
  const last = at.moments.at(-1);
  const losses = at.moments.filter((moment) => Number.isFinite(moment.loss)).map((moment) => [moment.step + 1, moment.loss]);
  const shares = at.moments.map((moment) => [moment.step + 1, sharesAt(at, moment, current)]);
  const final = shares.findLast(([, values]) => values)?.[1];
  const answer = final ? argmax(final) : 0;
  const { chart, across, down } = makeChart("The loss, and the share of the final answer for your digit, step after step", 240, [
    { name: "loss", kind: "" },
    { name: `share of ${answer} for your digit, from 0 to 100 %`, kind: "second" },
  ]);
  const x = scaleLog([1, Math.max(10, last.step + 1)], across);
  const y = scaleLinear([0, Math.max(2.5, ...losses.map(([, loss]) => loss))], down);
  const scaled = scaleLinear([0, 1], down);
  const ticks = [1, 2, 11, 101, 1001].filter((step) => step < x.domain()[1]);
  chart.append(
    axes({ x, y, xName: "steps, on a scale of tens", yName: "loss", xTicks: ticks, xText: (step) => (step - 1).toLocaleString("en") }),
    curve(losses, x, y),
    curve(shares.filter(([, values]) => values).map(([step, values]) => [step, values[answer]]), x, scaled, "second"),
  );
  const moment = at.moments[at.place];
  chart.append(svg("line", { class: "guide", x1: x(moment.step + 1), x2: x(moment.step + 1), y1: down[0], y2: down[1] }));
  return chart;
}
