// The whole network in one picture: pixels, nodes, answers, and the strongest of what runs between them.

import { make } from "../../dom.js";
import { NOW, openFigure } from "../parts/figure.js";
import { columnOf, nodeInView, votesFor } from "../learner.js";
import { between, channels, colours, fitted, paintPixels } from "../parts/paint.js";
import { accuracy, count, percent, signed } from "../parts/speak.js";

const SIDE = 28;
const NODES = 512;
const LEVELS = 16; // of light are told apart
const WIRES = 24; // as many of the strongest votes are drawn; more hide each other

/** Where things stand, in units of the canvas; upright where the screen is narrow. */
const WIDE = { width: 1000, pixels: { x: 0, y: 75, cell: 10 }, nodes: { x: 420, y: 23, cell: 12, columns: 16 } };
const TALL = { width: 360, pixels: { x: 80, y: 4, cell: 7.1 }, nodes: { x: 4, y: 262, cell: 11, columns: 32 } };

export function openMap(chapter, learner) {
  const figure = openFigure(chapter);
  const canvas = make("canvas", { class: "map-canvas", role: "img" });
  const field = make("input", { class: "field", type: "number", min: 0, max: NODES - 1, id: "map-node" });
  const strongest = make("button", { type: "button", class: "button", "aria-pressed": "true" }, "The one that decides");
  const key = make(
    "p",
    { class: "key" },
    make("span", { class: "key-on" }, "a node that is lit"),
    make("span", { class: "key-for" }, "+ speaks for"),
    make("span", { class: "key-against" }, "− speaks against"),
  );
  figure.body.append(
    canvas,
    make("div", { class: "row-of" }, make("label", { for: "map-node" }, "Node"), field, strongest),
    key,
  );
  figure.from("live", NOW);
  figure.numbers("The ten answers", () => ({
    heads: ["digit", "score", "share"],
    rows: learner.current.done
      ? [...learner.current.done.scores].map((score, digit) => [
          digit, signed(score), percent(learner.current.done.probabilities[digit]),
        ]) // prettier-ignore
      : [],
  }));
  field.addEventListener("change", () => {
    const node = Math.round(Number(field.value));
    if (field.value !== "" && node >= 0 && node < NODES) learner.set({ node });
  });
  strongest.addEventListener("click", () => learner.set({ node: null, output: null }));
  canvas.addEventListener("click", (event) => choose(event, canvas, learner));
  return (current) => {
    const node = nodeInView(current);
    if (document.activeElement !== field) field.value = String(node);
    strongest.ariaPressed = String(current.node === null && current.output === null);
    draw(canvas, current, node);
    figure.say(sentenceOf(current, node));
    canvas.ariaLabel = current.done ? `The network, lit by your ${current.answer}` : "The network, dark";
    figure.refresh();
  };
}

function sentenceOf({ done, answer, output, weights, manifest }, node) {
  const tested = `On digits that it had never seen it was right in ${accuracy(manifest.test_accuracy)}.`;
  if (!done) return `Paper lights no picture: draw a digit. ${tested}`;
  const lit = done.hidden.filter((value) => value > 0).length;
  const shown = output ?? answer;
  const vote = done.hidden[node] * weights.output[node * 10 + shown];
  const says = vote === 0 ? "says nothing" : `says ${signed(vote)}`;
  return `${count(lit, "node")} of ${NODES} ${lit === 1 ? "is" : "are"} lit. The network answers ${answer}, with ${percent(done.probabilities[answer])}; to the ${shown}, node ${node} ${says}.`;
}

function placesOf(canvas) {
  const tall = canvas.clientHeight > canvas.clientWidth;
  const plan = tall ? TALL : WIDE;
  const { x, y, cell, columns } = plan.nodes;
  return {
    tall,
    ...plan,
    node: (index) => [x + ((index % columns) + 0.5) * cell, y + (Math.floor(index / columns) + 0.5) * cell],
    output: (digit) => (tall ? [22 + digit * 35, 505] : [800, 34 + digit * 40]),
  };
}

function choose(event, canvas, learner) {
  const places = placesOf(canvas);
  const scale = places.width / canvas.clientWidth;
  const [x, y] = [event.offsetX * scale, event.offsetY * scale];
  const { nodes } = places;
  const [column, row] = [Math.floor((x - nodes.x) / nodes.cell), Math.floor((y - nodes.y) / nodes.cell)];
  const node = row * nodes.columns + column;
  if (column >= 0 && column < nodes.columns && row >= 0 && node < NODES) return learner.set({ node });
  for (let digit = 0; digit < 10; digit++) {
    const [left, top] = places.output(digit);
    const near = places.tall ? Math.abs(x - left) < 17 && Math.abs(y - top) < 40 : x > left - 24 && Math.abs(y - top) < 20;
    if (near) return learner.set({ output: digit });
  }
}

function draw(canvas, current, node) {
  const places = placesOf(canvas);
  const { context } = fitted(canvas, places.width);
  const shown = current.output ?? current.answer;
  if (current.done) drawWires(context, places, current, node, shown);
  drawPixels(context, places, current, node);
  drawNodes(context, places, current, node);
  drawAnswers(context, places, current, shown);
}

/** From the pixels to the node in view, and from the nodes that say most to the answer in view. */
function drawWires(context, places, { weights, done }, node, shown) {
  const { pixels, tall } = places;
  const products = columnOf(weights.hidden, NODES, node).map((weight, pixel) => weight * done.inputs[pixel]);
  const pixelAt = (pixel) => [
    pixels.x + ((pixel % SIDE) + 0.5) * pixels.cell, pixels.y + (Math.floor(pixel / SIDE) + 0.5) * pixels.cell,
  ]; // prettier-ignore
  drawBundle(context, tall, products, pixelAt, places.node(node));
  const end = places.output(shown);
  const port = tall ? [end[0], end[1] - 20] : [end[0] - 20, end[1]];
  drawBundle(context, tall, votesFor({ weights, done }, shown), places.node, port);
}

function drawBundle(context, tall, values, from, to) {
  const order = [...values.keys()].sort((a, b) => Math.abs(values[b]) - Math.abs(values[a])).slice(0, WIRES);
  const most = Math.abs(values[order[0]]) || 1;
  for (const index of order) {
    if (values[index] === 0) continue;
    const share = Math.abs(values[index]) / most;
    const [x, y] = from(index);
    context.strokeStyle = values[index] > 0 ? colours().for : colours().against;
    context.globalAlpha = 0.15 + 0.75 * share;
    context.lineWidth = 0.5 + 2.5 * share;
    context.beginPath();
    context.moveTo(x, y);
    if (tall) context.bezierCurveTo(x, (y + to[1]) / 2, to[0], (y + to[1]) / 2, to[0], to[1]);
    else context.bezierCurveTo((x + to[0]) / 2, y, (x + to[0]) / 2, to[1], to[0], to[1]);
    context.stroke();
  }
  context.globalAlpha = 1;
}

const picture = new OffscreenCanvas(SIDE, SIDE);

/** Ink on paper; where the node in view has its say, in the colour of what it says. */
function drawPixels(context, { pixels: { x, y, cell } }, { image, weights, done }, node) {
  const { edge, ink, for: plus, against } = colours();
  const [plain, good, bad] = [ink, plus, against].map(channels);
  const products = columnOf(weights.hidden, NODES, node).map((weight, pixel) => weight * (done?.inputs[pixel] ?? 0));
  const most = products.reduce((a, b) => Math.max(a, Math.abs(b)), 0) || 1;
  const tinted = (pixel) => {
    const [share, tint] = [Math.abs(products[pixel]) / most, products[pixel] > 0 ? good : bad];
    return plain.map((value, channel) => value + share * (tint[channel] - value));
  };
  paintPixels(picture, (pixel) => (image?.[pixel] ?? 0) / 255, (pixel) => (products[pixel] === 0 ? plain : tinted(pixel))); // prettier-ignore
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, x, y, SIDE * cell, SIDE * cell);
  context.strokeStyle = edge;
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, y + 0.5, SIDE * cell - 1, SIDE * cell - 1);
}

/** Nodes of about the same light are painted at once: a colour for each of 512 takes most of the time of a frame. */
function drawNodes(context, { nodes: { cell }, node: at }, { done }, chosen) {
  const { blue, hair, ink } = colours();
  const most = done ? done.hidden.reduce((a, b) => Math.max(a, b), 0) || 1 : 1;
  const levels = Array.from({ length: LEVELS + 1 }, () => new Path2D());
  for (let node = 0; node < NODES; node++) {
    const [x, y] = at(node);
    const light = done ? done.hidden[node] / most : 0;
    const path = levels[Math.ceil(LEVELS * light)];
    const radius = light > 0 ? cell * (0.22 + 0.24 * light) : cell * 0.13;
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
  }
  levels.forEach((path, level) => {
    context.fillStyle = level > 0 ? between(hair, blue, 0.15 + (0.85 * level) / LEVELS) : hair;
    context.fill(path);
  });
  const [x, y] = at(chosen);
  context.strokeStyle = ink;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, cell * 0.62, 0, 2 * Math.PI);
  context.stroke();
}

function drawAnswers(context, places, { done, answer }, shown) {
  const { blue, sheet, ink, edge, bar } = colours();
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (let digit = 0; digit < 10; digit++) {
    const [x, y] = places.output(digit);
    const share = done?.probabilities[digit] ?? 0;
    const best = digit === answer;
    context.fillStyle = best ? blue : bar;
    // The bar grows away from the network.
    if (places.tall) context.fillRect(x - 9, y + 20, 18, 24 * share);
    else context.fillRect(x + 24, y - 9, 110 * share, 18);
    context.fillStyle = best ? blue : sheet;
    context.strokeStyle = digit === shown ? ink : edge;
    context.lineWidth = digit === shown ? 2.5 : 1;
    context.beginPath();
    context.arc(x, y, 16, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
    context.fillStyle = best ? sheet : ink;
    context.font = "600 17px Georgia, 'Liberation Serif', serif";
    context.fillText(String(digit), x, y + 1);
    if (places.tall || !done) continue;
    context.fillStyle = ink;
    context.font = "15px sans-serif";
    context.textAlign = "left";
    context.fillText(percent(share), x + 30 + 110 * share, y + 1);
    context.textAlign = "center";
  }
}
