// Digits that we drew, in many variants each: something to learn from where there are no real ones.

import { random, shuffled } from "./network.js";
import { imageOf } from "./strokes.js";

const PIXELS = 784;
const VARIANTS = 30; // a drawn digit is slanted, stretched and turned so many times

/** How many variants there will be to learn from, and to test on. */
export function countsOf(drawn) {
  const last = lastHand(drawn);
  const test = drawn.filter((entry) => entry.hand === last).length * VARIANTS;
  return { train: drawn.length * VARIANTS - test, test };
}

/**
 * The last hand is kept for the test, so that no test digit is a variant of one that was learned.
 * @param {{digit: number, hand: string, strokes: [number, number][][]}[]} drawn
 */
export function variantsOf(drawn) {
  const next = random(7);
  const last = lastHand(drawn);
  const parts = { train: [], test: [] };
  for (const entry of drawn) {
    const part = entry.hand === last ? parts.test : parts.train;
    for (let variant = 0; variant < VARIANTS; variant++) part.push([imageOf(varied(entry.strokes, next)), entry.digit]);
  }
  const [train, test] = [parts.train, parts.test].map((part) => packed(shuffled(part.length, next).map((index) => part[index])));
  return { images: train.images, labels: train.labels, testImages: test.images, testLabels: test.labels };
}

function lastHand(drawn) {
  return drawn.at(-1).hand;
}

function varied(strokes, next) {
  const [slant, stretch, turn] = [next() - 0.5, 0.7 + 0.6 * next(), 0.5 * (next() - 0.5)];
  return strokes.map((points) => points.map(([x, y]) => [stretch * (x - slant * y) - turn * y, y + turn * x]));
}

function packed(pairs) {
  const images = new Uint8Array(pairs.length * PIXELS);
  pairs.forEach(([image], index) => images.set(image, index * PIXELS));
  return { images, labels: Uint8Array.from(pairs, ([, label]) => label) };
}
