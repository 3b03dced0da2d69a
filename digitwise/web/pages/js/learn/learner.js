// What the whole page knows: the network, the learner's digit, and what the network makes of it.

import { createState } from "../state.js";
import { openFile, openManifest } from "./files.js";
import { argmax, forward, scale } from "./network.js";
import { imageOf } from "./strokes.js";

// Under a pen that moves, what lies between two looks takes so many times as long as a look, but not longer than that
// many milliseconds: the ink goes first, most of all on a slow processor.
const BREATH = 3;
const LONGEST = 50;

/**
 * The state of the page. `done` is the forward pass of the learner's digit, null while there is none; `drawing` is true
 * while a stroke is under way.
 */
export function createLearner() {
  const state = createState({
    manifest: null, weights: null, strokes: [], drawing: false, image: null, done: null, answer: null, node: null, output: null,
  });
  let drawn = null;
  let cost = null; // of the last look, in milliseconds
  const think = (weights, image) => {
    const done = weights && image ? forward(weights, scale(image)) : null;
    return { done, answer: done ? argmax(done.probabilities) : null };
  };
  const look = () => {
    const began = performance.now();
    const now = drawn;
    drawn = null;
    const image = imageOf(now.strokes);
    state.set({ ...now, image, ...think(state.current.weights, image) });
    cost = performance.now() - began;
  };
  return {
    set: state.set,
    listen: state.listen,

    /** What is known now. */
    get current() {
      return state.current;
    },

    /**
     * Other strokes: the digit is looked at anew, at most once in a frame, and after the frame that shows the ink; the
     * first one at once, for nobody is drawing it.
     */
    draw(strokes, finished) {
      if (cost === null && strokes.length === 0) return;
      if (drawn === null && cost !== null) afterFrame(Math.min(LONGEST, BREATH * cost), look);
      drawn = { strokes, drawing: !finished };
      if (cost === null) look();
    },

    /** The trained network has come. */
    async load() {
      const manifest = await openManifest();
      const weights = weightsOf(await openFile("network.safetensors"));
      state.set({ manifest, weights, ...think(weights, state.current.image) });
    },
  };
}

function afterFrame(milliseconds, deed) {
  requestAnimationFrame(() => setTimeout(deed, milliseconds));
}

/**
 * Weights as they were kept: one byte for each of the hidden layer, one scale for each node.
 * @returns {import("./network.js").Weights}
 */
export function weightsOf(tensors) {
  const scales = tensors.hidden_scales.data;
  const nodes = scales.length;
  const levels = tensors.hidden.data;
  const hidden = new Float32Array(levels.length);
  for (let start = 0; start < hidden.length; start += nodes) {
    for (let node = 0, at = start; node < nodes; node++, at++) hidden[at] = levels[at] * scales[node];
  }
  return {
    hidden,
    hiddenBiases: tensors.hidden_biases.data,
    output: tensors.output.data,
    outputBiases: tensors.output_biases.data,
  };
}

/** The weights that lead to one node, or to one answer. */
export function columnOf(matrix, columns, column) {
  const values = new Float32Array(matrix.length / columns);
  for (let row = 0, at = column; row < values.length; row++, at += columns) values[row] = matrix[at];
  return values;
}

/** What each lit node says for or against an answer: its light times its weight. */
export function votesFor({ weights, done }, answer) {
  return columnOf(weights.output, 10, answer).map((weight, node) => weight * done.hidden[node]);
}

/** The node that is looked at: the chosen one, else the one that says most for the answer. */
export function nodeInView(current) {
  if (current.node !== null) return current.node;
  return current.done ? argmax(votesFor(current, current.answer)) : 0;
}
