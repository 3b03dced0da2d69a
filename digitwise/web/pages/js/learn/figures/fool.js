// Fool the network: change as few pixels of the digit as possible; the hints are blame carried back to the pixels.

import { make, makeButton } from "../../dom.js";
import { NOW, makeChoice, makeGuess, openFigure, recorded } from "../parts/figure.js";
import { openFile } from "../files.js";
import { fool, leadSlopes, nextPixel, runnerUp } from "../fooling.js";
import { argmax, forward, scale } from "../network.js";
import { channels, colors, fitted, paintSigned } from "../parts/paint.js";
import { makeShares } from "../parts/shares.js";
import { count, number, percent, signed, whole } from "../parts/speak.js";

const SIDE = 28;
const LAYERS = {
  scores: "1. At the scores",
  hidden: "2. At the lights",
  sums: "3. Through ReLU",
  pixels: "4. At the pixels",
};

export function openFool(chapter, learner) {
  const figure = openFigure(chapter);
  const at = { image: null, original: null, answer: null, changed: new Set(), hints: false, layer: "pixels", row: 14, column: 14, facts: null };
  const parts = makeParts();
  const show = () => update(figure, parts, at, learner.current);
  const set = (pixel, value) => {
    at.image = Uint8Array.from(at.image);
    at.image[pixel] = value;
    if (at.image[pixel] === at.original[pixel]) at.changed.delete(pixel);
    else at.changed.add(pixel);
  };
  const step = () => {
    const done = forward(learner.current.weights, scale(at.image));
    const { pixel, value } = nextPixel(learner.current.weights, done, at.answer, at.changed);
    if (pixel >= 0) set(pixel, 255 * value);
  };
  const deeds = {
    "Change the best pixel": step,
    "Until it flips": () => {
      reset(at, learner.current);
      const { pixels, ink } = fool(learner.current.weights, at.image);
      pixels.forEach((pixel, index) => set(pixel, 255 * ink[index]));
    },
    "All back": () => reset(at, learner.current),
  };
  const buttons = Object.entries(deeds).map(([words, deed]) =>
    makeButton(words, () => {
      if (at.original === null) return;
      deed();
      show();
    }),
  );
  const hints = makeButton("Show the hints", () => {
    at.hints = !at.hints;
    show();
  }, { "aria-pressed": "false" }); // prettier-ignore
  parts.hints = hints;
  parts.layer = makeChoice("How far back", Object.entries(LAYERS), (layer) => {
    at.layer = layer;
    show();
  });
  followCells(parts.canvas, at, (pixel) => {
    if (at.original === null) return;
    set(pixel, at.image[pixel] >= 128 ? 0 : 255);
    show();
  }, show); // prettier-ignore
  figure.body.append(
    make("div", { class: "fool" }, parts.canvas, parts.shares.element),
    make("div", { class: "row-of" }, hints, ...buttons),
    parts.key,
    make("h3", {}, "Where the hints come from: backpropagation"),
    parts.layer.group,
    parts.flow,
    parts.words,
  );
  figure.from("live", NOW);
  openFile("accuracies.json").then((facts) => {
    at.facts = facts;
    figure.from("live", `computing now; the median ${recorded(learner.current.manifest)}`);
    figure.body.prepend(guessOf(facts));
    show();
  }, () => {}); // prettier-ignore
  figure.numbers("The changed pixels", () => ({
    heads: ["row", "column", "was", "is"],
    rows: [...at.changed].map((pixel) => [Math.floor(pixel / SIDE), pixel % SIDE, at.original[pixel], at.image[pixel]]),
  }));
  return show;
}

function guessOf({ fooling }) {
  return makeGuess(
    "How many of its 784 pixels have to change until a digit that was read is read as another?",
    [{ label: whole(fooling.median), right: true }, { label: whole(fooling.median * 10) }, { label: "About half of them" }],
    () => `For half of ${fooling.count} test digits ${whole(fooling.median)} or fewer were enough. Changed at random, far more would be needed: it takes the slope to know which.`,
  );
}

function makeParts() {
  const canvas = make("canvas", {
    class: "fool-picture", tabindex: 0, role: "application",
    "aria-label": "Your digit: press a pixel to change it; arrow keys move, the space bar changes",
  }); // prettier-ignore
  const panel = (layer, width, height) => {
    const inside = make("canvas", { width, height, role: "img", "aria-label": LAYERS[layer] });
    return { layer, inside, element: make("div", { class: "panel" }, inside, make("p", {}, LAYERS[layer])) };
  };
  const panels = [panel("scores", 10, 1), panel("hidden", 32, 16), panel("sums", 32, 16), panel("pixels", SIDE, SIDE)];
  const flow = make("div", { class: "flow" }, ...panels.map(({ element }) => element));
  return { canvas, panels, flow, words: make("p", { class: "blame" }), key: make("p", { class: "small soft" }), shares: makeShares("What the network answers now") };
}

function reset(at, { image, answer }) {
  Object.assign(at, { image, original: image, answer, changed: new Set() });
}

function followCells(canvas, at, press, show) {
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const inside = (value) => Math.min(SIDE - 1, Math.max(0, value));
  canvas.addEventListener("click", (event) => {
    if (event.detail === 0) return;
    at.row = inside(Math.floor((event.offsetY / canvas.clientHeight) * SIDE));
    at.column = inside(Math.floor((event.offsetX / canvas.clientWidth) * SIDE));
    press(at.row * SIDE + at.column);
  });
  canvas.addEventListener("keydown", (event) => {
    if (event.key === " ") press(at.row * SIDE + at.column);
    else if (event.key in steps) {
      at.row = inside(at.row + steps[event.key][0]);
      at.column = inside(at.column + steps[event.key][1]);
      show();
    } else return;
    event.preventDefault();
  });
}

function update(figure, parts, at, current) {
  if (at.original !== current.image) reset(at, current);
  parts.hints.ariaPressed = String(at.hints);
  parts.layer.press(at.layer);
  if (!current.done) {
    parts.shares.show(null);
    paintDigit(parts.canvas, at, null);
    return figure.say("Draw a digit: there is nothing to change yet.");
  }
  const done = forward(current.weights, scale(at.image));
  const now = argmax(done.scores);
  // Once it is fooled, what holds the new answer up against the old one is of interest.
  const other = now === at.answer ? runnerUp(done.scores, at.answer) : now;
  const slopes = leadSlopes(current.weights, done, at.answer, other);
  parts.shares.show(done.probabilities);
  paintDigit(parts.canvas, at, at.hints ? slopes.pixels : null);
  paintFlow(parts, at, slopes);
  parts.key.textContent = at.hints
    ? `Ink on a green square holds the ${at.answer} up, ink on a purple one makes it more of a ${other}; the larger the square, the more. Blue frames: changed.`
    : at.changed.size
      ? "Blue frames: changed."
      : "";
  parts.words.textContent = wordsOf(at, slopes, done, other);
  figure.say(sentenceOf(at, done, now));
  figure.refresh();
}

function sentenceOf(at, done, now) {
  const half = at.facts ? ` For half of ${at.facts.fooling.count} test digits ${count(at.facts.fooling.median, "pixel")} or fewer did it.` : "";
  const pixels = `${count(at.changed.size, "pixel")} of 784`;
  if (at.changed.size === 0) return `The network says ${now}, with ${percent(done.probabilities[now])}. Press pixels until it says something else.`;
  if (now === at.answer) return `With ${pixels} changed it still says ${now}, with ${percent(done.probabilities[now])}.`;
  return `Fooled: ${pixels} changed, and the ${at.answer} is a ${now} to the network, with ${percent(done.probabilities[now])}.${half}`;
}

/** What each layer does with the slope on the way back. */
function wordsOf(at, slopes, done, other) {
  const blocked = slopes.hidden.reduce((sum, slope, node) => sum + (slope !== 0 && done.sums[node] <= 0 ? 1 : 0), 0);
  const strongest = argmax(slopes.pixels.map(Math.abs));
  const place = `row ${Math.floor(strongest / SIDE)}, column ${strongest % SIDE}`;
  return {
    scores: `The question: how much does the ${at.answer} lead over the ${other}? The lead is ${signed(done.scores[at.answer] - done.scores[other])} points. One point more for ${at.answer} adds 1 to it, one for ${other} takes 1 away; the other scores do not matter.`,
    hidden: `Each light gets its share of the blame along its weights: the weight to ${at.answer} minus the weight to ${other}. A green light holds the ${at.answer} up, a purple one pulls it down.`,
    sums: `ReLU lets blame pass only where the node is lit: ${count(blocked, "dark node")} of 512 stop it here, for a little more or less ink would not light them.`,
    pixels: `Each pixel collects blame from all lit nodes along its 512 weights. The largest slope is ${signed(slopes.pixels[strongest], 3)} points, at ${place}. Ink on green holds the ${at.answer} up, ink on purple makes it more of a ${other}. Training carries blame back in the same way, only it changes the weights and not the pixels.`,
  }[at.layer];
}

function paintFlow(parts, at, slopes) {
  for (const { layer, inside, element } of parts.panels) {
    element.classList.toggle("chosen", layer === at.layer);
    const values = slopes[layer];
    paintSigned(inside, values, values.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  }
}

/** The digit, where it was changed, where the keys are, and what each pixel would do. */
function paintDigit(canvas, at, slopes) {
  const { context } = fitted(canvas, 280);
  const { sheet, ink, blue, hair } = colors();
  const [paper, full] = [channels(sheet), channels(ink)];
  const limit = slopes ? slopes.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0) : 1;
  for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
    const [x, y] = [(pixel % SIDE) * 10, Math.floor(pixel / SIDE) * 10];
    const share = (at.image?.[pixel] ?? 0) / 255;
    context.fillStyle = `rgb(${paper.map((value, index) => value + share * (full[index] - value)).join(" ")})`;
    context.fillRect(x, y, 10, 10);
    if (!slopes || Math.abs(slopes[pixel]) < 0.15 * limit) continue;
    context.fillStyle = slopes[pixel] > 0 ? colors().for : colors().against;
    const size = 8 * Math.abs(slopes[pixel] / limit);
    context.fillRect(x + 5 - size / 2, y + 5 - size / 2, size, size);
  }
  context.strokeStyle = hair;
  context.lineWidth = 0.5;
  for (let line = 0; line <= 280; line += 10) {
    context.strokeRect(0, line, 280, 0);
    context.strokeRect(line, 0, 0, 280);
  }
  context.strokeStyle = blue;
  context.lineWidth = 2;
  for (const pixel of at.changed) context.strokeRect((pixel % SIDE) * 10 + 1, Math.floor(pixel / SIDE) * 10 + 1, 8, 8);
  if (document.activeElement === canvas) {
    context.lineWidth = 3;
    context.strokeRect(at.column * 10 - 1, at.row * 10 - 1, 12, 12);
  }
}
