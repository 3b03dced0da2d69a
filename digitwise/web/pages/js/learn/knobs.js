// The loss of the trained network as a function of two of its weights, the biases of 4 and 9: all else is frozen.

const CLASSES = 10;
const KNOBS = [4, 9];

/**
 * @param {Float32Array} logits (n, 10) of n digits, with both biases as trained
 * @param {Uint8Array} labels
 * @returns {{loss: (a: number, b: number) => number, gradient: (a: number, b: number) => [number, number]}} in how far the
 *   two biases are from where training left them
 */
export function knobsOf(logits, labels) {
  const n = labels.length;
  // With the two scores put aside, what remains of each digit's exponentials is one number.
  const highest = Float64Array.from({ length: n }, (_, i) => Math.max(...logits.subarray(i * CLASSES, (i + 1) * CLASSES)));
  const powers = KNOBS.map((knob) => Float64Array.from(labels, (_, i) => Math.exp(logits[i * CLASSES + knob] - highest[i])));
  const rest = Float64Array.from(labels, (_, i) => {
    let sum = 0;
    for (let k = 0; k < CLASSES; k++) if (!KNOBS.includes(k)) sum += Math.exp(logits[i * CLASSES + k] - highest[i]);
    return sum;
  });
  // As in softmax, the highest of what was added is taken off: it cancels, and no exponential can overflow.
  const added = (a, b) => {
    const most = Math.max(0, a, b);
    return { most, other: Math.exp(-most), factor: [Math.exp(a - most), Math.exp(b - most)] };
  };
  const share = (i, factor) => [powers[0][i] * factor[0], powers[1][i] * factor[1]];
  return {
    loss(a, b) {
      const { most, other, factor } = added(a, b);
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const [four, nine] = share(i, factor);
        const moved = labels[i] === KNOBS[0] ? a : labels[i] === KNOBS[1] ? b : 0;
        sum += most + Math.log(rest[i] * other + four + nine) - (logits[i * CLASSES + labels[i]] - highest[i] + moved);
      }
      return sum / n;
    },
    gradient(a, b) {
      const { other, factor } = added(a, b);
      const slope = [0, 0];
      for (let i = 0; i < n; i++) {
        const [four, nine] = share(i, factor);
        const total = rest[i] * other + four + nine;
        slope[0] += four / total - (labels[i] === KNOBS[0] ? 1 : 0);
        slope[1] += nine / total - (labels[i] === KNOBS[1] ? 1 : 0);
      }
      return slope.map((sum) => sum / n);
    },
  };
}
