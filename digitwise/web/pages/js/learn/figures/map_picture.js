// The picture of the whole network, fast enough to follow a pen: pixels and lights are written as bitmaps, and of the
// answers only those are painted that have changed.

import { columnOf, votesFor } from "../learner.js";
import { NODES } from "../parts/node_field.js";
import { between, channels, colors, fitted, strongestOf } from "../parts/paint.js";
import { percent } from "../parts/speak.js";

const SIDE = 28;
const LEVELS = 16; // of light are told apart
const WIRES = 24; // as many of the strongest votes are drawn; more hide each other

/** Where things stand, in units of the canvas; upright where the screen is narrow. */
const WIDE = {
  width: 1000, pixels: { x: 0, y: 75, cell: 10 }, nodes: { x: 420, y: 23, cell: 12, columns: 16 }, answers: [776, 14, 224, 400],
}; // prettier-ignore
const TALL = {
  width: 360, pixels: { x: 80, y: 4, cell: 7.1 }, nodes: { x: 4, y: 262, cell: 11, columns: 32 }, answers: [0, 480, 360, 80],
}; // prettier-ignore

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {{show: (current: object, node: number) => void, partAt: (event: MouseEvent) => object}} `show` paints, `partAt`
 *   is the node or the answer under a pointer
 */
export function openMapPicture(canvas) {
  let places = null;
  let layers = null;
  return {
    show(current, node) {
      const tall = canvas.clientHeight > canvas.clientWidth;
      const { context } = fitted(canvas, (tall ? TALL : WIDE).width);
      if (places?.tall !== tall || places.scale !== context.getTransform().a || layers.colors !== colors()) {
        places = placesOf(tall, context.getTransform().a);
        layers = layersOf(places);
      }
      const shown = current.output ?? current.answer;
      const products = productsOf(current, node);
      if (current.done) {
        drawBundle(context, tall, products, places.pixel, places.node(node));
        drawBundle(context, tall, votesFor(current, shown), places.node, places.port(shown));
      }
      drawPixels(context, places.pixels, layers.pixels, current.image, products);
      drawLights(context, places, layers, current.done);
      drawRing(context, places, node);
      drawAnswers(context, places, layers.answers, current, shown);
    },
    partAt: (event) => (places ? partAt(places, event.offsetX, event.offsetY, canvas.clientWidth) : {}),
  };
}

/** Lights stand on whole pixels of the screen, all equally far from each other. */
function placesOf(tall, scale) {
  const plan = tall ? TALL : WIDE;
  const { columns } = plan.nodes;
  const dot = Math.max(3, Math.floor(plan.nodes.cell * scale));
  const cell = dot / scale;
  const [left, top] = [plan.nodes.x, plan.nodes.y].map((start, axis) => {
    const spare = (plan.nodes.cell - cell) * (axis ? NODES / columns : columns);
    return Math.round((start + spare / 2) * scale);
  });
  const [x, y] = [left / scale, top / scale];
  const { pixels } = plan;
  const output = (digit) => (tall ? [22 + digit * 35, 505] : [800, 34 + digit * 40]);
  return {
    ...plan, tall, scale, output,
    nodes: { x, y, cell, columns, left, top, dot },
    node: (index) => [x + ((index % columns) + 0.5) * cell, y + (Math.floor(index / columns) + 0.5) * cell],
    pixel: (index) => [pixels.x + ((index % SIDE) + 0.5) * pixels.cell, pixels.y + (Math.floor(index / SIDE) + 0.5) * pixels.cell],
    port: (digit) => (tall ? [output(digit)[0], output(digit)[1] - 20] : [output(digit)[0] - 20, output(digit)[1]]),
  }; // prettier-ignore
}

/** What is kept from frame to frame. */
function layersOf({ nodes: { dot, columns }, answers: [, , width, height], scale }) {
  return {
    colors: colors(),
    pixels: bitmap(SIDE, SIDE),
    lights: bitmap(columns * dot, (NODES / columns) * dot),
    dots: dotsOf(dot),
    answers: { canvas: new OffscreenCanvas(Math.ceil(width * scale) + 1, Math.ceil(height * scale) + 1), known: [] },
  };
}

function bitmap(width, height) {
  const canvas = new OffscreenCanvas(width, height);
  const image = new ImageData(width, height);
  const show = () => canvas.getContext("2d").putImageData(image, 0, 0);
  return { canvas, image, show };
}

/** A dark node, and one of each level of light, as pixels. */
function dotsOf(side) {
  const { blue, hair } = colors();
  const context = new OffscreenCanvas(side, side).getContext("2d", { willReadFrequently: true });
  return Array.from({ length: LEVELS + 1 }, (_, level) => {
    const light = level / LEVELS;
    context.clearRect(0, 0, side, side);
    context.fillStyle = level > 0 ? between(hair, blue, 0.15 + 0.85 * light) : hair;
    context.beginPath();
    context.arc(side / 2, side / 2, side * (level > 0 ? 0.22 + 0.24 * light : 0.13), 0, 2 * Math.PI);
    context.fill();
    return new Uint32Array(context.getImageData(0, 0, side, side).data.buffer);
  });
}

function productsOf({ weights, done }, node) {
  const products = columnOf(weights.hidden, NODES, node);
  for (let pixel = 0; pixel < products.length; pixel++) products[pixel] *= done?.inputs[pixel] ?? 0;
  return products;
}

/** The strongest of what runs from one layer to one place in the next. */
function drawBundle(context, tall, values, from, to) {
  const order = strongestOf(values, WIRES);
  const most = Math.abs(values[order[0]]);
  const { for: plus, against } = colors();
  for (const index of order) {
    const share = Math.abs(values[index]) / most;
    const [x, y] = from(index);
    context.strokeStyle = values[index] > 0 ? plus : against;
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

/** Ink on paper; where the node in view has its say, in the color of what it says. */
function drawPixels(context, { x, y, cell }, { canvas, image: { data }, show }, image, products) {
  const { edge, sheet, ink, for: plus, against } = colors();
  const [paper, plain, good, bad] = [sheet, ink, plus, against].map(channels);
  const most = products.reduce((a, b) => Math.max(a, Math.abs(b)), 0) || 1;
  for (let pixel = 0, at = 0; pixel < products.length; pixel++) {
    const share = (image?.[pixel] ?? 0) / 255;
    const says = Math.abs(products[pixel]) / most;
    const tint = products[pixel] > 0 ? good : bad;
    for (let channel = 0; channel < 3; channel++) {
      const color = plain[channel] + says * (tint[channel] - plain[channel]);
      data[at++] = paper[channel] + share * (color - paper[channel]);
    }
    data[at++] = 255;
  }
  show();
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, x, y, SIDE * cell, SIDE * cell);
  context.strokeStyle = edge;
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, y + 0.5, SIDE * cell - 1, SIDE * cell - 1);
}

/** All 512 in one bitmap: circles of their own would take most of the time of a frame. */
function drawLights(context, { nodes: { left, top, dot, columns } }, { lights: { canvas, image, show }, dots }, done) {
  const words = new Uint32Array(image.data.buffer);
  const most = done ? done.hidden.reduce((a, b) => Math.max(a, b), 0) || 1 : 1;
  for (let node = 0; node < NODES; node++) {
    const light = done ? dots[Math.ceil((LEVELS * done.hidden[node]) / most)] : dots[0];
    const corner = Math.floor(node / columns) * dot * image.width + (node % columns) * dot;
    for (let row = 0, at = 0; row < dot; row++) {
      for (let to = corner + row * image.width, end = to + dot; to < end; ) words[to++] = light[at++];
    }
  }
  show();
  drawOnPixels(context, canvas, left, top);
}

/** A picture of the screen's own pixels, neither larger nor smaller. */
function drawOnPixels(context, canvas, left, top) {
  const before = context.getTransform();
  context.resetTransform();
  context.drawImage(canvas, left, top);
  context.setTransform(before);
}

/** Around the node in view. */
function drawRing(context, { node: at, nodes: { cell } }, node) {
  const [x, y] = at(node);
  context.strokeStyle = colors().ink;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, cell * 0.62, 0, 2 * Math.PI);
  context.stroke();
}

function drawAnswers(context, places, layer, { done, answer }, shown) {
  const [left, top] = places.answers.map((length) => Math.floor(length * places.scale));
  const inside = layer.canvas.getContext("2d");
  inside.setTransform(places.scale, 0, 0, places.scale, -left, -top);
  for (let digit = 0; digit < 10; digit++) {
    const share = done?.probabilities[digit] ?? 0;
    const looks = { share: done ? percent(share) : "", size: Math.round(200 * share), best: digit === answer, shown: digit === shown };
    const key = Object.values(looks).join();
    if (layer.known[digit] === key) continue;
    layer.known[digit] = key;
    drawAnswer(inside, places, digit, share, looks);
  }
  drawOnPixels(context, layer.canvas, left, top);
}

/** Its bar grows away from the network. */
function drawAnswer(context, { tall, output }, digit, share, { share: words, best, shown }) {
  const { blue, sheet, ink, edge, bar } = colors();
  const [x, y] = output(digit);
  if (tall) context.clearRect(x - 17.5, y - 25, 35, 80);
  else context.clearRect(x - 24, y - 20, 224, 40);
  context.fillStyle = best ? blue : bar;
  if (tall) context.fillRect(x - 9, y + 20, 18, 24 * share);
  else context.fillRect(x + 24, y - 9, 110 * share, 18);
  context.fillStyle = best ? blue : sheet;
  context.strokeStyle = shown ? ink : edge;
  context.lineWidth = shown ? 2.5 : 1;
  context.beginPath();
  context.arc(x, y, 16, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  context.fillStyle = best ? sheet : ink;
  context.font = "600 17px Georgia, 'Liberation Serif', serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(String(digit), x, y + 1);
  if (tall) return;
  context.fillStyle = ink;
  context.font = "15px sans-serif";
  context.textAlign = "left";
  context.fillText(words, x + 30 + 110 * share, y + 1);
}

function partAt({ width, nodes, tall, output }, offsetX, offsetY, across) {
  const [x, y] = [(offsetX * width) / across, (offsetY * width) / across];
  const [column, row] = [Math.floor((x - nodes.x) / nodes.cell), Math.floor((y - nodes.y) / nodes.cell)];
  const node = row * nodes.columns + column;
  if (column >= 0 && column < nodes.columns && row >= 0 && node < NODES) return { node };
  for (let digit = 0; digit < 10; digit++) {
    const [left, top] = output(digit);
    const near = tall ? Math.abs(x - left) < 17 && Math.abs(y - top) < 40 : x > left - 24 && Math.abs(y - top) < 20;
    if (near) return { output: digit };
  }
  return {};
}
