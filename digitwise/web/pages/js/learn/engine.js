// The mathematics of the classic network: the functions of digitwise/lesson/engine.py, under the same names.
//
// Each function stands beside its derivative, named ...Backward: it takes the slope of the loss at the function's
// output and returns the slope at what went into it. That is the chain rule, and a network taken through it from its
// last function to its first is backpropagation: network.js does it.
//
// A matrix is one flat array, row after row, and rows are examples: inputs (n, m) hold n examples of m numbers.

/** A probability of 0 would cost infinitely much; as in Keras, none is taken to be nearer to 0 or 1 than this. */
export const EPSILON = 1e-7;

/** Digits from 0 to 9. */
export const CLASSES = 10;

const like = (array, length = array.length) => new (array instanceof Float64Array ? Float64Array : Float32Array)(length);
const inside = (p) => Math.min(1 - EPSILON, Math.max(EPSILON, p));

// --- One node, and a layer of nodes ----------------------------------------------------------------------------------

/** What one node computes before its activation: v = w₀ + Σ wⱼ xⱼ. */
export function weightedSum(inputs, weights, bias) {
  let sum = 0;
  for (let j = 0; j < inputs.length; j++) sum += weights[j] * inputs[j];
  return bias + sum;
}

/** The slopes at inputs, weights and bias: ∂v/∂xⱼ = wⱼ, ∂v/∂wⱼ = xⱼ, ∂v/∂w₀ = 1. */
export function weightedSumBackward(slope, inputs, weights) {
  return [weights.map((w) => slope * w), inputs.map((x) => slope * x), slope];
}

/** The weighted sums of all k nodes of a layer for all n examples: inputs (n, m), weights (m, k), biases (k,). */
export function dense(inputs, weights, biases, n = 1) {
  const k = biases.length;
  const m = weights.length / k;
  const sums = like(weights, n * k);
  for (let i = 0; i < n; i++) {
    const row = sums.subarray(i * k, (i + 1) * k);
    row.set(biases);
    for (let j = 0; j < m; j++) {
      const x = inputs[i * m + j];
      // Most pixels are paper: what is zero adds nothing.
      if (x !== 0) for (let node = 0, at = j * k; node < k; node++, at++) row[node] += x * weights[at];
    }
  }
  return sums;
}

/** The slopes at inputs (n, m), weights (m, k) and biases (k,), for a slope (n, k). */
export function denseBackward(slope, inputs, weights, n = 1) {
  const k = slope.length / n;
  return [denseBackwardInputs(slope, weights, k), ...denseBackwardWeights(slope, inputs, k)];
}

/** The first of them alone: S Wᵀ. */
export function denseBackwardInputs(slope, weights, k) {
  const n = slope.length / k;
  const m = weights.length / k;
  const back = like(slope, n * m);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let node = 0, at = j * k, from = i * k; node < k; node++) sum += slope[from++] * weights[at++];
      back[i * m + j] = sum;
    }
  }
  return back;
}

/** The other two: Xᵀ S, and the sum of S over the examples. A weight is used once for every example. */
export function denseBackwardWeights(slope, inputs, k) {
  const n = slope.length / k;
  const m = inputs.length / n;
  const weights = like(slope, m * k);
  const biases = like(slope, k);
  for (let i = 0; i < n; i++) {
    const row = slope.subarray(i * k, (i + 1) * k);
    for (let node = 0; node < k; node++) biases[node] += row[node];
    for (let j = 0; j < m; j++) {
      const x = inputs[i * m + j];
      if (x !== 0) for (let node = 0, at = j * k; node < k; node++, at++) weights[at] += x * row[node];
    }
  }
  return [weights, biases];
}

// --- Activations -----------------------------------------------------------------------------------------------------

/** v where it is positive and 0 elsewhere (rectified linear unit). */
export function relu(v) {
  return v.map((value) => (value > 0 ? value : 0));
}

/** The slope where v is positive and 0 elsewhere: a node that is off learns nothing from this example. */
export function reluBackward(slope, v) {
  return slope.map((value, index) => (v[index] > 0 ? value : 0));
}

/** Scores as probabilities, e^scoreᵢ / Σ e^scoreⱼ, in rows of k. */
export function softmax(scores, k = CLASSES) {
  const probabilities = like(scores);
  for (let start = 0; start < scores.length; start += k) {
    // The highest score is taken off all of them: it cancels in the fraction, and no exponential can overflow.
    let highest = -Infinity;
    for (let j = start; j < start + k; j++) highest = Math.max(highest, scores[j]);
    let total = 0;
    for (let j = start; j < start + k; j++) total += probabilities[j] = Math.exp(scores[j] - highest);
    for (let j = start; j < start + k; j++) probabilities[j] /= total;
  }
  return probabilities;
}

/** The slope at the scores: ∂pᵢ/∂scoreⱼ = pᵢ (1[i = j] − pⱼ), for a slope at the probabilities. */
export function softmaxBackward(slope, probabilities, k = CLASSES) {
  const back = like(slope);
  for (let start = 0; start < slope.length; start += k) {
    let mean = 0;
    for (let j = start; j < start + k; j++) mean += slope[j] * probabilities[j];
    for (let j = start; j < start + k; j++) back[j] = probabilities[j] * (slope[j] - mean);
  }
  return back;
}

// --- The loss --------------------------------------------------------------------------------------------------------

/** Labels as the probabilities that a perfect network would give: 1 for the true digit. */
export function oneHot(labels, classes = CLASSES) {
  const truth = new Float32Array(labels.length * classes);
  labels.forEach((label, index) => (truth[index * classes + label] = 1));
  return truth;
}

/** The cost of each row of k: − Σ truthᵢ log pᵢ. */
export function categoricalCrossEntropy(probabilities, truth, base = Math.E, k = CLASSES) {
  const costs = like(probabilities, probabilities.length / k);
  for (let j = 0; j < truth.length; j++) {
    if (truth[j] !== 0) costs[Math.floor(j / k)] -= (truth[j] * Math.log(inside(probabilities[j]))) / Math.log(base);
  }
  return costs;
}

/** The slope of each row's cost at its probabilities: − truthᵢ / (pᵢ ln base). */
export function categoricalCrossEntropyBackward(probabilities, truth, base = Math.E) {
  return probabilities.map((p, index) => -truth[index] / (inside(p) * Math.log(base)));
}

/** The cost of each yes-or-no answer: − truth log p − (1 − truth) log (1 − p). */
export function binaryCrossEntropy(probability, truth, base = Math.E) {
  return probability.map((value, index) => {
    const p = inside(value);
    return -(truth[index] * Math.log(p) + (1 - truth[index]) * Math.log(1 - p)) / Math.log(base);
  });
}

/** The slope of each cost at its probability: (p − truth) / (p (1 − p) ln base). */
export function binaryCrossEntropyBackward(probability, truth, base = Math.E) {
  return probability.map((value, index) => {
    const p = inside(value);
    return (p - truth[index]) / (p * (1 - p) * Math.log(base));
  });
}

/** The slope of the natural categorical cross entropy at the scores that went into softmax: p − truth. */
export function softmaxCrossEntropyBackward(probabilities, truth) {
  return probabilities.map((p, index) => p - truth[index]);
}

// --- One step of learning --------------------------------------------------------------------------------------------

/** The weights after one step downhill: w ← w − learning rate · gradient. */
export function gradientDescentStep(weights, gradient, learningRate = 0.01) {
  return weights.map((w, index) => w - learningRate * gradient[index]);
}

/** The weights after a step that keeps a share of the last one, and the new velocity. */
export function momentumStep(weights, gradient, velocity, learningRate = 0.01, momentum = 0.9) {
  const next = velocity.map((v, index) => momentum * v - learningRate * gradient[index]);
  return [weights.map((w, index) => w + next[index]), next];
}

/** The weights after a step in which each weight has its own pace, and the new running mean of squared gradients. */
export function rmspropStep(weights, gradient, meanSquare, learningRate = 0.001, rho = 0.9, epsilon = 1e-7) {
  const mean = meanSquare.map((m, index) => rho * m + (1 - rho) * gradient[index] ** 2);
  return [weights.map((w, index) => w - (learningRate * gradient[index]) / Math.sqrt(mean[index] + epsilon)), mean];
}
