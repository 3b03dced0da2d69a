// The classic network made of the functions of engine.js: forward, backward, steps of learning.

import * as engine from "./engine.js";

const { CLASSES } = engine;

/**
 * @typedef {{hidden: Float32Array, hiddenBiases: Float32Array, output: Float32Array, outputBiases: Float32Array}}
 *   Weights as digitwise/lesson/network.py has them: (784, h), (h,), (h, 10), (10,)
 */
export const PARTS = ["hidden", "hiddenBiases", "output", "outputBiases"];

/** Pixels from 0 to 255 as numbers from 0 (paper) to 1 (ink). */
export function scale(images) {
  return Float32Array.from(images, (ink) => ink / 255);
}

/**
 * Inputs (n, 784) through the network: dense, ReLU, dense, softmax.
 * @param {Weights} weights
 * @param {Float32Array} inputs
 * @param {number} n
 * @param {(v: Float32Array) => Float32Array} activation of the hidden nodes
 */
export function forward(weights, inputs, n = 1, activation = engine.relu) {
  const sums = engine.dense(inputs, weights.hidden, weights.hiddenBiases, n);
  const hidden = activation(sums);
  const scores = engine.dense(hidden, weights.output, weights.outputBiases, n);
  return { inputs, sums, hidden, scores, probabilities: engine.softmax(scores, CLASSES) };
}

/** The gradient of the mean loss at every weight: backpropagation, from the last layer to the first. */
export function backward(weights, done, truth, n = 1) {
  const slope = engine.softmaxCrossEntropyBackward(done.probabilities, truth).map((value) => value / n);
  const [output, outputBiases] = engine.denseBackwardWeights(slope, done.hidden, CLASSES);
  const back = engine.reluBackward(engine.denseBackwardInputs(slope, weights.output, CLASSES), done.sums);
  const [hidden, hiddenBiases] = engine.denseBackwardWeights(back, done.inputs, weights.hiddenBiases.length);
  return { hidden, hiddenBiases, output, outputBiases };
}

/**
 * The slopes on the way back through the network for one image, from a slope at the scores to the pixels.
 * @param {Weights} weights
 * @param {object} done what `forward` computed
 * @param {Float32Array} slope at the scores
 */
export function slopesBack(weights, done, slope) {
  const hidden = engine.denseBackwardInputs(slope, weights.output, CLASSES);
  const sums = engine.reluBackward(hidden, done.sums);
  const pixels = engine.denseBackwardInputs(sums, weights.hidden, weights.hiddenBiases.length);
  return { scores: slope, hidden, sums, pixels };
}

/** The gradient of the loss at the pixels. */
export function inputsBackward(weights, done, truth) {
  return slopesBack(weights, done, engine.softmaxCrossEntropyBackward(done.probabilities, truth)).pixels;
}

/** Random numbers from 0 to 1 that a seed decides (mulberry32). */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Random weights to begin with, uniform within ±√(6 / (inputs + outputs)), as Keras draws them. */
export function startWeights(hiddenUnits, seed) {
  const next = random(seed);
  const layer = (inputs, outputs) => {
    const limit = Math.sqrt(6 / (inputs + outputs));
    return Float32Array.from({ length: inputs * outputs }, () => limit * (2 * next() - 1));
  };
  return {
    hidden: layer(784, hiddenUnits),
    hiddenBiases: new Float32Array(hiddenUnits),
    output: layer(hiddenUnits, CLASSES),
    outputBiases: new Float32Array(CLASSES),
  };
}

/**
 * An optimizer: a function from weights and gradients to new weights, with a memory where it needs one.
 * @param {"sgd" | "momentum" | "rmsprop"} name
 * @param {number} learningRate
 */
export function optimizer(name, learningRate) {
  let memory = null;
  return (weights, gradients) => {
    memory ??= Object.fromEntries(PARTS.map((part) => [part, new Float32Array(weights[part].length)]));
    const next = {};
    for (const part of PARTS) {
      const [w, g, kept] = [weights[part], gradients[part], memory[part]];
      if (name === "sgd") next[part] = engine.gradientDescentStep(w, g, learningRate);
      else if (name === "momentum") [next[part], memory[part]] = engine.momentumStep(w, g, kept, learningRate);
      else [next[part], memory[part]] = engine.rmspropStep(w, g, kept, learningRate);
    }
    return next;
  };
}

/** A random order of n things. */
export function shuffled(n, next) {
  const order = Array.from({ length: n }, (_, index) => index);
  for (let index = n - 1; index > 0; index--) {
    const other = Math.floor(next() * (index + 1));
    [order[index], order[other]] = [order[other], order[index]];
  }
  return order;
}

/** Mean loss and share of right answers of n images. */
export function evaluate(weights, inputs, labels) {
  const { probabilities } = forward(weights, inputs, labels.length);
  const costs = engine.categoricalCrossEntropy(probabilities, engine.oneHot(labels));
  let [loss, right] = [0, 0];
  labels.forEach((label, index) => {
    loss += costs[index];
    if (argmax(probabilities.subarray(index * CLASSES, (index + 1) * CLASSES)) === label) right++;
  });
  return { loss: loss / labels.length, accuracy: right / labels.length };
}

/** The place of the largest. */
export function argmax(values) {
  let best = 0;
  for (let index = 1; index < values.length; index++) if (values[index] > values[best]) best = index;
  return best;
}
