// The recorded training at several of its steps: the weights as they were then.

import { openFile } from "./files.js";
import { weightsOf } from "./learner.js";

/**
 * The weights at a recorded step.
 * @param {{file: string}} checkpoint of the manifest
 * @returns {Promise<import("./network.js").Weights>}
 */
export async function openCheckpoint(checkpoint) {
  const tensors = await openFile(checkpoint.file);
  if (!tensors.hidden_change) return weightsOf(tensors);
  const start = weightsOf(await openFile("start.safetensors"));
  const scales = tensors.hidden_change_scales.data;
  const change = tensors.hidden_change.data;
  const hidden = start.hidden;
  for (let index = 0; index < hidden.length; index++) hidden[index] += change[index] * scales[index % scales.length];
  return {
    hidden,
    hiddenBiases: tensors.hidden_biases.data,
    output: tensors.output.data,
    outputBiases: tensors.output_biases.data,
  };
}
