// Where the moments of a training come from: the recording, the server, or a worker of this page. A moment is
// {step, loss, accuracy, probabilities, weights}, each but the step null where it is not known.

import { checkpointOf, followTraining, startTraining, stopTraining } from "./server.js";
import { openCheckpoint } from "./checkpoints.js";
import { openFile } from "./files.js";
import { weightsOf } from "./learner.js";
import { readSafetensors } from "./safetensors.js";
import { openDigits, startWorker } from "./trainer.js";

const PAUSE = 200; // milliseconds between two questions to the server
const SMALL = { hiddenUnits: 32, optimizerName: "rmsprop", learningRate: 0.001, batchSize: 32, epochs: 10, seed: 0 };

/**
 * The recorded training, checkpoint after checkpoint.
 * @param {object} manifest
 * @param {(moment: object) => void} tell
 */
export async function replayRecording(manifest, tell) {
  const history = await openFile("history.json");
  for (const checkpoint of manifest.checkpoints) {
    const { step } = checkpoint;
    const measured = history.steps.find((entry) => entry.step === step);
    const loss = history.loss[Math.min(step, history.loss.length - 1)];
    const weights = await openCheckpoint(checkpoint);
    tell({ step, loss, accuracy: measured?.test_accuracy ?? null, probabilities: null, weights });
  }
}

/**
 * The classic network, trained by the server on all digits it has, while it watches an image.
 * @param {Uint8Array} image
 * @param {(moment: object) => void} tell
 * @param {(words: string) => void} say what goes on
 * @returns {Promise<{done: Promise<object>, stop: () => void}>} `done` is the last event
 */
export async function trainOnServer(image, tell, say) {
  const { id } = await startTraining(image);
  say("Starting …");
  return { done: follow(id, tell, say), stop: () => stopTraining(id) };
}

async function follow(id, tell, say) {
  for (let after = 0; ; ) {
    const { events, next } = await followTraining(id, after);
    after = next;
    for (const event of events) {
      if (event.kind === "data") say(`Learning from ${event.train.toLocaleString("en")} digits of ${event.name === "mnist" ? "MNIST" : "scikit-learn"}. ${event.note}`);
      if (event.kind === "step") tell(await momentOf(id, event));
      if (event.kind === "end") return event;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

async function momentOf(id, { step, loss, accuracy, probabilities, checkpoint }) {
  const weights = checkpoint ? weightsOf(readSafetensors(await checkpointOf(id, step))) : null;
  return { step, loss, accuracy, probabilities: probabilities && Float32Array.from(probabilities), weights };
}

/**
 * A small network of 32 hidden nodes, trained by this browser.
 * @param {Uint8Array} image
 * @param {(moment: object) => void} tell
 * @param {(words: string) => void} say
 * @returns {Promise<{done: Promise<object>, stop: () => void}>}
 */
export async function trainHere(image, tell, say) {
  const digits = await openDigits();
  say(`A network of ${SMALL.hiddenUnits} hidden nodes learns from ${digits.words}.`);
  let stop = () => {};
  const done = new Promise((resolve) => {
    const end = startWorker({ ...digits, ...SMALL, watch: image, wantsWeights: true }, (report) => {
      if (report.kind === "end") return resolve(report);
      const { step, loss, probabilities, weights, testAccuracy = null } = report;
      tell({ step, loss, accuracy: testAccuracy, probabilities, weights });
    });
    stop = () => {
      end();
      resolve({ state: "stopped" });
    };
  });
  return { done, stop: () => stop() };
}
