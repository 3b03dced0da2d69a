// Gradient descent on two real weights: a ball on the loss, an arrow downhill, and steps of a size to be chosen.

import { make, makeButton } from "../../dom.js";
import { gradientDescentStep, momentumStep, rmspropStep } from "../engine.js";
import { NOW, makeChoice, makeGuess, makeSlider, openFigure } from "../parts/figure.js";
import { openFile } from "../files.js";
import { knobsOf } from "../knobs.js";
import { between, colors, fitted } from "../parts/paint.js";
import { count, number, signed } from "../parts/speak.js";

const REACH = 16; // the two biases are shown so far on each side of where training left them
const START = [13, -9];
const CELLS = 48;
const SIDE = 320;
const RUN = 20;
const WAYS = { sgd: "Plain descent", momentum: "Momentum", rmsprop: "RMSprop" };
const NAMES = { sgd: "plain descent", momentum: "momentum", rmsprop: "RMSprop" };
// Rates at which each goes well; momentum adds up ten steps, and RMSprop takes the size of the slope out.
const GOOD = { sgd: 30, momentum: 10, rmsprop: 1 };

export function openDescent(chapter) {
  const figure = openFigure(chapter);
  const at = { way: "sgd", rate: GOOD.sgd, path: [START], memory: null, knobs: null, surface: null };
  const canvas = make("canvas", { class: "surface-picture", role: "img" });
  const show = () => at.knobs && update(figure, canvas, way, rate, at);
  const begin = (from) => Object.assign(at, { path: [from], memory: null });
  const steps = (times) => {
    for (let step = 0; step < times; step++) takeStep(at);
    show();
  };
  const way = makeChoice("Optimizer", Object.entries(WAYS), (chosen) => {
    at.way = chosen;
    rate.set(Math.log10((at.rate = GOOD[chosen])));
    begin(at.path[0]);
    show();
  });
  const rate = makeSlider(
    "Learning rate",
    { min: -1, max: 3, step: 0.01, value: Math.log10(at.rate) },
    (power) => rateWords(10 ** power),
    (power) => {
      at.rate = 10 ** power;
      begin(at.path[0]);
      show();
    },
  );
  const buttons = [
    makeButton("One step", () => steps(1), { class: "button main" }),
    makeButton(`${RUN} steps`, () => steps(RUN)),
    makeButton("Back to the start", () => {
      begin(START);
      show();
    }),
  ];
  canvas.addEventListener("click", (event) => {
    begin([event.offsetX / canvas.clientWidth, event.offsetY / canvas.clientHeight].map((share, axis) => (axis ? -1 : 1) * (2 * share - 1) * REACH));
    show();
  });
  figure.from("live", NOW);
  openFile("knobs.safetensors").then(
    ({ logits, labels }) => {
      at.knobs = knobsOf(logits.data, labels.data);
      at.surface = surfaceOf(at.knobs);
      figure.body.append(guessOf(at.knobs), way.group, rate.row, make("div", { class: "row-of" }, ...buttons), canvas);
      show();
    },
    (error) => figure.fail(error),
  );
  figure.numbers("The steps", () => ({
    heads: ["step", "bias of 4", "bias of 9", "loss"],
    rows: at.path.map(([a, b], step) => [step, signed(a), signed(b), number(at.knobs.loss(a, b), 3)]),
  }));
  return show;
}

function rateWords(rate) {
  return rate < 10 ? number(rate, rate < 1 ? 2 : 1) : number(rate, 0);
}

function guessOf(knobs) {
  const after = (rate) => {
    const trial = { way: "sgd", rate, path: [START], memory: null, knobs };
    for (let step = 0; step < RUN; step++) takeStep(trial);
    return knobs.loss(...trial.path.at(-1));
  };
  const [good, far] = [GOOD.sgd, 600].map(after);
  return makeGuess(
    `With a learning rate of ${GOOD.sgd}, ${RUN} steps lead to the valley. What happens with one of 600?`,
    [{ label: "It is there sooner" }, { label: "It jumps to and fro", right: far > 2 * good }, { label: "Nothing changes" }],
    () => `After ${RUN} steps the loss is ${number(good, 3)} with a rate of ${GOOD.sgd}, and ${number(far, 3)} with 600: each step goes past the valley.`,
  );
}

function takeStep(at) {
  const from = Float64Array.from(at.path.at(-1));
  const gradient = Float64Array.from(at.knobs.gradient(...from));
  at.memory ??= new Float64Array(2);
  let to;
  if (at.way === "sgd") to = gradientDescentStep(from, gradient, at.rate);
  else if (at.way === "momentum") [to, at.memory] = momentumStep(from, gradient, at.memory, at.rate);
  else [to, at.memory] = rmspropStep(from, gradient, at.memory, at.rate);
  at.path = [...at.path, [...to]];
}

function surfaceOf(knobs) {
  const at = (index) => ((2 * (index + 0.5)) / CELLS - 1) * REACH;
  return Float32Array.from({ length: CELLS * CELLS }, (_, index) => knobs.loss(at(index % CELLS), -at(Math.floor(index / CELLS))));
}

function update(figure, canvas, way, rate, at) {
  way.press(at.way);
  paint(canvas, at);
  const told = sentenceOf(at);
  figure.say(told);
  canvas.ariaLabel = `The loss as two biases change, and the way of the ball. ${told}`;
  figure.refresh();
}

function sentenceOf({ path, knobs, way }) {
  const [now, before] = [path.at(-1), path.at(-2)];
  const loss = knobs.loss(...now);
  const slope = knobs.gradient(...now);
  const where = `The loss is ${number(loss, 3)}, and the slope is ${signed(slope[0], 3)} for the bias of 4 and ${signed(slope[1], 3)} for that of 9`;
  if (!before) return `${where}: downhill is ${slope[0] > 0 ? "less" : "more"} of the first and ${slope[1] > 0 ? "less" : "more"} of the second.`;
  const outside = now.some((value) => Math.abs(value) > REACH);
  const last = knobs.loss(...before);
  if (outside) return `After ${count(path.length - 1, "step")} the ball is off the map, at a loss of ${number(loss, 3)}: the steps are too large.`;
  if (loss > last) return `The last step of ${NAMES[way]} went uphill, from ${number(last, 3)} to ${number(loss, 3)}: ${way === "momentum" ? "it rolls on with what it had" : "it was longer than the valley is wide"}.`;
  return `${count(path.length - 1, "step")} of ${NAMES[way]} brought the loss from ${number(knobs.loss(...path[0]), 3)} to ${number(loss, 3)}.`;
}

/** The loss as shades, the way of the ball, and an arrow against the slope. */
function paint(canvas, { surface, path, knobs }) {
  const { context } = fitted(canvas, SIDE);
  const { sheet, ink, blue } = colors();
  const cell = SIDE / CELLS;
  const highest = Math.log(1 + surface.reduce((a, b) => Math.max(a, b)));
  for (let index = 0; index < surface.length; index++) {
    // In steps, so that lines of equal loss can be seen.
    const level = Math.floor((14 * Math.log(1 + surface[index])) / highest) / 14;
    context.fillStyle = between(sheet, colors().bar, Math.min(1, level));
    context.fillRect((index % CELLS) * cell, Math.floor(index / CELLS) * cell, cell + 0.5, cell + 0.5);
  }
  const place = ([a, b]) => [((a / REACH + 1) * SIDE) / 2, ((1 - b / REACH) * SIDE) / 2];
  context.strokeStyle = blue;
  context.lineWidth = 2;
  context.beginPath();
  for (const point of path) context.lineTo(...place(point));
  context.stroke();
  context.fillStyle = blue;
  for (const point of path) {
    context.beginPath();
    context.arc(...place(point), 2.5, 0, 2 * Math.PI);
    context.fill();
  }
  const [x, y] = place(path.at(-1));
  const [da, db] = knobs.gradient(...path.at(-1));
  const length = Math.hypot(da, db);
  if (length > 0) drawArrow(context, x, y, (-da / length) * 34, (db / length) * 34, ink);
  context.fillStyle = blue;
  context.strokeStyle = sheet;
  context.beginPath();
  context.arc(x, y, 8, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  context.fillStyle = ink;
  context.font = "12px sans-serif";
  context.fillText("bias of 4 →", SIDE - 70, SIDE - 8);
  context.fillText("↑ bias of 9", 6, 16);
}

function drawArrow(context, x, y, dx, dy, color) {
  const angle = Math.atan2(dy, dx);
  context.strokeStyle = color;
  context.lineWidth = 3;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + dx, y + dy);
  for (const turn of [2.6, -2.6]) {
    context.moveTo(x + dx, y + dy);
    context.lineTo(x + dx + 9 * Math.cos(angle + turn), y + dy + 9 * Math.sin(angle + turn));
  }
  context.stroke();
}
