// Trainings in a worker, and the digits they learn from.

import { openFile } from "./files.js";
import { digitsOf, openServer } from "./server.js";
import { countsOf } from "./variants.js";

const TRAIN = 2000;
const TEST = 1000;

/**
 * Start a training; it can be stopped by ending the worker.
 * @param {object} task see trainer.worker.js
 * @param {(report: object) => void} told
 * @returns {() => void} stops it
 */
export function startWorker(task, told) {
  const worker = openWorker("trainer.worker.js");
  worker.addEventListener("message", ({ data }) => {
    if (data.kind === "end") worker.terminate();
    // What it made of our strokes is kept for the next training.
    if (data.kind === "digits") digits = digits.then((known) => ({ ...known, ...data.made, drawn: null }));
    else told(data);
  });
  worker.addEventListener("error", () => told({ kind: "end", state: "failed" }));
  worker.postMessage(task);
  return () => worker.terminate();
}

/** A page that opens from the disk brings its workers with it as text. */
function openWorker(name) {
  const source = globalThis.DIGITWISE_LESSON?.workers[name];
  if (source === undefined) return new Worker(new URL(`./${name}`, import.meta.url), { type: "module" });
  // From the disk, browsers run no modules in workers.
  return new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
}

let digits = null;

/**
 * Digits to learn from: real ones from the server, else our drawn ones in many variants.
 * @returns {Promise<object>} that part of a task that says what to learn from, and it in `words`
 */
export function openDigits() {
  digits ??= fromServer().then((found) => found ?? fromStrokes());
  digits.catch(() => (digits = null));
  return digits;
}

async function fromServer() {
  const server = await openServer();
  if (!server?.data) return null;
  const [train, test] = await Promise.all([digitsOf("train", TRAIN), digitsOf("test", TEST)]);
  const name = train.name === "mnist" ? "MNIST" : "scikit-learn";
  return {
    images: train.images, labels: train.labels, testImages: test.images, testLabels: test.labels,
    words: `${train.labels.length.toLocaleString("en")} digits of ${name}, tested on ${test.labels.length.toLocaleString("en")} others`,
  }; // prettier-ignore
}

async function fromStrokes() {
  const { digits: drawn } = await openFile("strokes.json");
  const { train, test } = countsOf(drawn);
  return { drawn, words: `${train.toLocaleString("en")} variants of digits that we drew, tested on ${test.toLocaleString("en")} of another hand` };
}
