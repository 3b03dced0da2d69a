// Trains a small network beside the page, so that the page stays quick; tells how it goes.

import { categoricalCrossEntropy, oneHot } from "./engine.js";
import { variantsOf } from "./variants.js";
import { backward, evaluate, forward, optimizer, random, scale, shuffled, startWeights } from "./network.js";

const PIXELS = 784;
const PAUSE = 40; // milliseconds between two reports
const FIRST = 16; // the first steps are all reported: learning happens at once

addEventListener("message", ({ data }) => {
  if (!data.drawn) return train(data);
  // Hundreds of drawn images take a moment, so they are made here and not by the page.
  const made = variantsOf(data.drawn);
  postMessage({ kind: "digits", made });
  train({ ...data, ...made });
});

/**
 * @param {{images: Uint8Array, labels: Uint8Array, testImages: Uint8Array, testLabels: Uint8Array, hiddenUnits: number,
 *   optimizerName: string, learningRate: number, batchSize: number, epochs: number, seed: number, watch: Uint8Array | null,
 *   wantsWeights: boolean, most?: number, measuresOften?: boolean}} task `most` digits are learned from; who measures
 *   often does so after 1, 2, 4, 8 … steps and not only after epochs
 */
function train(task) {
  const labels = task.labels.subarray(0, task.most);
  const inputs = scale(task.images.subarray(0, labels.length * PIXELS));
  const test = scale(task.testImages);
  const watched = task.watch && scale(task.watch);
  const step = optimizer(task.optimizerName, task.learningRate);
  const next = random(task.seed);
  let weights = startWeights(task.hiddenUnits, task.seed);
  let [steps, told, seenDigits] = [0, 0, 0];
  // Measuring is no part of a race.
  let began = performance.now();

  const tell = (kind, more) => {
    const probabilities = watched && forward(weights, watched).probabilities;
    postMessage({
      kind, step: steps, probabilities, seconds: (performance.now() - began) / 1000,
      weights: task.wantsWeights ? weights : null, seen: seenDigits / labels.length, digits: labels.length, ...more,
    }); // prettier-ignore
    told = performance.now();
  };
  const measure = (epoch) => {
    const before = performance.now();
    const unseen = evaluate(weights, test, task.testLabels);
    const seen = task.measuresOften ? unseen : evaluate(weights, inputs, labels);
    began += performance.now() - before;
    tell("epoch", {
      epoch, loss: seen.loss, trainLoss: seen.loss, trainAccuracy: seen.accuracy,
      testLoss: unseen.loss, testAccuracy: unseen.accuracy,
    }); // prettier-ignore
  };

  measure(0);
  for (let epoch = 1; epoch <= task.epochs; epoch++) {
    const order = shuffled(labels.length, next);
    for (let start = 0; start < order.length; start += task.batchSize) {
      const rows = order.slice(start, start + task.batchSize);
      const batch = batchOf(inputs, labels, rows);
      const done = forward(weights, batch.inputs, rows.length);
      const costs = categoricalCrossEntropy(done.probabilities, batch.truth);
      const loss = costs.reduce((sum, cost) => sum + cost, 0) / rows.length;
      weights = step(weights, backward(weights, done, batch.truth, rows.length));
      steps++;
      seenDigits += rows.length;
      if (!Number.isFinite(loss) || !Number.isFinite(weights.outputBiases[0])) {
        return postMessage({ kind: "end", state: "diverged", step: steps, epoch });
      }
      if (task.measuresOften) {
        // Powers of two: the axis of the race is logarithmic.
        if ((steps & (steps - 1)) === 0 && start + task.batchSize < order.length) measure(epoch);
      } else if (steps <= FIRST || performance.now() - told > PAUSE) tell("step", { epoch, loss });
    }
    measure(epoch);
  }
  postMessage({ kind: "end", state: "done", step: steps, seconds: (performance.now() - began) / 1000 });
}

function batchOf(inputs, labels, rows) {
  const batch = new Float32Array(rows.length * PIXELS);
  rows.forEach((row, place) => batch.set(inputs.subarray(row * PIXELS, (row + 1) * PIXELS), place * PIXELS));
  return { inputs: batch, truth: oneHot(Uint8Array.from(rows, (row) => labels[row])) };
}
