// One node: the learner's ink, the node's weights, their product, and the sum running up pixel by pixel.

import { scaleLinear } from "../../../vendor/d3.js";
import { make } from "../../dom.js";
import { axes, curve, makeChart, svg } from "../parts/chart.js";
import { weightedSum } from "../engine.js";
import { NOW, makeChoice, makeGuess, makeSlider, openFigure, recorded, sentenceOf as problemOf } from "../parts/figure.js";
import { openFile } from "../files.js";
import { columnOf, nodeInView, votesFor, weightsOf } from "../learner.js";
import { NODES, makeNodeField } from "../parts/node_field.js";
import { paintInk, paintSigned } from "../parts/paint.js";
import { number, signed } from "../parts/speak.js";

const PIXELS = 784;
const VIEWS = { now: "Weights now", start: "At the start", change: "What training changed" };
const CAPTIONS = { now: "weights of the node, w", start: "w at the start", change: "what training changed in w" };
const BEFORE = {
  now: "",
  start: "Random numbers, before the first step.",
  change: "Now minus the start: the strokes that this node has learned to look for. The plain edge never had ink in training.",
};

export function openNode(chapter, learner) {
  const figure = openFigure(chapter);
  const at = { pixels: PIXELS, timer: 0, start: null, never: new Set(), view: "now" };
  const panels = ["your ink, x", "weights of the node, w", "ink × weight"].map((words) => {
    const canvas = make("canvas", { width: 28, height: 28, role: "img", "aria-label": words });
    const caption = make("p", {}, words);
    return { canvas, caption, element: make("div", { class: "panel" }, canvas, caption) };
  });
  const chart = make("div");
  const before = make("p", { class: "small soft" });
  const view = makeChoice("Which weights", Object.entries(VIEWS), async (chosen) => {
    at.view = chosen;
    try {
      at.start ??= weightsOf(await openFile("start.safetensors"));
      at.never = new Set((await openFile("accuracies.json")).never_inked);
      before.textContent = BEFORE[chosen];
      figure.from("live", `computing now; the start ${recorded(learner.current.manifest)}`);
    } catch (error) {
      at.view = "now";
      before.textContent = problemOf(error);
    }
    show();
  });
  const field = makeNodeField("node-field", learner);
  const show = () => update(figure, { panels, chart, field, slider, view }, at, learner.current);
  const slider = makeSlider(
    "Pixels added up",
    { min: 0, max: PIXELS, step: 1, value: PIXELS },
    (value) => `${value} of ${PIXELS}`,
    (value) => {
      at.pixels = value;
      show();
    },
  );
  const buttons = {
    "Add up from the start": () => play(at, slider, show),
    "Speaks most for the answer": () => learner.set({ node: null }),
    "Speaks most against it": () => learner.set({ node: mostAgainst(learner.current) }),
  };
  const row = Object.entries(buttons).map(([words, press]) => {
    const button = make("button", { type: "button", class: "button" }, words);
    button.addEventListener("click", press);
    return button;
  });
  figure.body.append(
    makeGuess(
      "This node has 784 weights, and most of your picture is paper. What do the weights on paper add to the sum?",
      [{ label: "Their weight" }, { label: "Nothing", right: true }, { label: "Minus their weight" }],
      () => "A weight times 0 is 0: only where there is ink has the node anything to say.",
    ),
    make("div", { class: "row-of" }, make("label", { for: "node-field" }, "Node"), field, ...row),
    make("div", { class: "panels" }, ...panels.map((panel) => panel.element)),
    view.group,
    before,
    make("p", { class: "key" }, make("span", { class: "key-for" }, "+ for"), make("span", { class: "key-against" }, "− against")),
    slider.row,
    chart,
  );
  figure.from("live", NOW);
  figure.numbers("The ten pixels that say most", () => {
    const { node, products, weights } = termsOf(learner.current);
    const order = [...products.keys()].sort((a, b) => Math.abs(products[b]) - Math.abs(products[a])).slice(0, 10);
    const inputs = learner.current.done?.inputs ?? new Float32Array(PIXELS);
    return {
      heads: ["row", "column", "x", `w of node ${node}`, "w · x"],
      rows: order.map((pixel) => [
        Math.floor(pixel / 28), pixel % 28, number(inputs[pixel]), signed(weights[pixel], 3), signed(products[pixel], 3),
      ]), // prettier-ignore
    };
  });
  return show;
}

function mostAgainst(current) {
  if (!current.done) return null;
  const votes = votesFor(current, current.answer);
  return votes.reduce((worst, vote, node) => (vote < votes[worst] ? node : worst), 0);
}

function termsOf(current) {
  const node = nodeInView(current);
  const weights = columnOf(current.weights.hidden, NODES, node);
  const inputs = current.done?.inputs ?? new Float32Array(PIXELS);
  return { node, weights, inputs, bias: current.weights.hiddenBiases[node], products: weights.map((w, j) => w * inputs[j]) };
}

/** The slider runs by itself, in two seconds, or jumps where motion is not wanted. */
function play(at, slider, show) {
  clearInterval(at.timer);
  at.pixels = matchMedia("(prefers-reduced-motion: reduce)").matches ? PIXELS : 0;
  at.timer = setInterval(() => {
    at.pixels = Math.min(PIXELS, at.pixels + 14);
    slider.set(at.pixels);
    show();
    if (at.pixels === PIXELS) clearInterval(at.timer);
  }, 36);
}

function update(figure, parts, at, current) {
  const terms = termsOf(current);
  if (document.activeElement !== parts.field) parts.field.value = String(terms.node);
  const limit = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const seen = terms.products.map((value, pixel) => (pixel < at.pixels ? value : 0));
  paintInk(parts.panels[0].canvas, current.image);
  parts.view.press(at.view);
  parts.panels[1].caption.textContent = parts.panels[1].canvas.ariaLabel = CAPTIONS[at.view];
  const weights = viewOf(terms, at);
  paintSigned(parts.panels[1].canvas, weights, limit(weights.filter((weight) => !Number.isNaN(weight))));
  paintSigned(parts.panels[2].canvas, seen, limit(terms.products));
  const sums = runningSums(terms);
  parts.chart.replaceChildren(chartOf(sums, at.pixels));
  figure.say(sentenceOf(terms, seen, sums[at.pixels], at.pixels));
  figure.refresh();
}

/** The weights as they are, as they began, or what is between, without the pixels from which nothing could be learned. */
function viewOf({ node, weights }, { start, view, never }) {
  if (view === "now") return weights;
  const begun = columnOf(start.hidden, NODES, node);
  if (view === "start") return begun;
  return weights.map((weight, pixel) => (never.has(pixel) ? Number.NaN : weight - begun[pixel]));
}

function runningSums({ bias, products }) {
  const sums = [bias];
  for (const product of products) sums.push(sums.at(-1) + product);
  return sums;
}

function sentenceOf({ node, bias, inputs, weights, products }, seen, sum, pixels) {
  if (products.every((product) => product === 0)) {
    return `On paper alone node ${node} computes its bias: v = ${number(bias, 3)}.`;
  }
  if (pixels < PIXELS) return `After ${pixels} of ${PIXELS} pixels the sum stands at ${number(sum)}.`;
  const [plus, minus] = [1, -1].map((sign) => seen.reduce((total, value) => total + Math.max(0, sign * value), 0));
  const v = weightedSum(inputs, weights, bias);
  const lit = v > 0 ? `so the node is lit, with ${number(v)}` : "so the node stays dark";
  return `Your ink on green weights adds ${number(plus)}, on purple ones it takes ${number(minus)}; with the bias of ${number(bias)} the sum of node ${node} is v = ${number(v)}, ${lit}.`;
}

function chartOf(sums, pixels) {
  const { chart, across, down } = makeChart("The sum as pixel after pixel is added", 220);
  const ends = [Math.min(0, ...sums), Math.max(0.1, ...sums)];
  const x = scaleLinear([0, PIXELS], across);
  const y = scaleLinear(ends, down).nice();
  const seen = sums.slice(0, pixels + 1).map((sum, index) => [index, sum]);
  chart.append(
    axes({ x, y, xName: "pixels, row after row", yName: "sum so far", xTicks: [0, 196, 392, 588, 784], yTicks: y.ticks(4) }),
    svg("line", { class: "guide", x1: across[0], x2: across[1], y1: y(0), y2: y(0) }),
    curve(seen, x, y),
    svg("circle", { class: "dot", cx: x(pixels), cy: y(sums[pixels]), r: 6 }),
  );
  return chart;
}
