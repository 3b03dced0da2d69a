// The fewest pixels that change an answer, one after the other: the rule of digitwise/lesson/fooling.py.

import { argmax, forward, scale, slopesBack } from "./network.js";

const MOST = 100; // pixels; a digit that needs more is given up

/** The best of the other answers. */
export function runnerUp(scores, answer) {
  return argmax(scores.map((score, digit) => (digit === answer ? -Infinity : score)));
}

/**
 * How the lead of one answer over another changes with each pixel.
 * @returns {{scores: Float32Array, hidden: Float32Array, sums: Float32Array, pixels: Float32Array}} slopes, layer by layer
 */
export function leadSlopes(weights, done, answer, other) {
  const slope = new Float32Array(done.scores.length);
  slope[answer] = 1;
  slope[other] = -1;
  return slopesBack(weights, done, slope);
}

/**
 * The pixel whose change costs the answer most of its lead, as far as the slope can tell.
 * @param {import("./network.js").Weights} weights
 * @param {object} done forward pass of the image
 * @param {number} answer
 * @param {{has: (pixel: number) => boolean}} changed pixels that were changed already
 * @returns {{pixel: number, value: number, gain: number}}
 */
export function nextPixel(weights, done, answer, changed) {
  const { pixels } = leadSlopes(weights, done, answer, runnerUp(done.scores, answer));
  let best = { pixel: -1, value: 0, gain: -Infinity };
  pixels.forEach((slope, pixel) => {
    if (changed.has(pixel)) return;
    const x = done.inputs[pixel];
    const gain = slope > 0 ? slope * x : -slope * (1 - x);
    if (gain > best.gain) best = { pixel, value: slope > 0 ? 0 : 1, gain };
  });
  return best;
}

/**
 * Change pixels until the answer is another, or until so many were changed that it is given up.
 * @param {import("./network.js").Weights} weights
 * @param {Uint8Array} image 784 bytes
 * @returns {{pixels: number[], ink: number[], before: number, after: number}} the changed pixels in order, what each was
 *   set to, 0 or 1, and the answers before and after
 */
export function fool(weights, image) {
  const inputs = scale(image);
  let done = forward(weights, inputs);
  const before = argmax(done.scores);
  const changed = new Map();
  while (argmax(done.scores) === before && changed.size < MOST) {
    const { pixel, value } = nextPixel(weights, done, before, changed);
    changed.set(pixel, value);
    inputs[pixel] = value;
    done = forward(weights, inputs);
  }
  return { pixels: [...changed.keys()], ink: [...changed.values()], before, after: argmax(done.scores) };
}
