// The server that the page came from, where there is one: it trains the real network, and has real digits.

import { DataError } from "./files.js";

let known = null;

/**
 * What the server offers to the lesson.
 * @returns {Promise<{training: boolean, data: object | null} | null>} null for static files
 */
export function openServer() {
  known ??= ask("GET", "").catch(() => null);
  return known;
}

/** Have the classic network trained; the answer names the training. */
export async function startTraining(image) {
  return ask("POST", "/training", { image: btoa(String.fromCharCode(...image)) });
}

/** What has happened in a training since an event. */
export function followTraining(id, after) {
  return ask("GET", `/training/${id}?after=${after}`);
}

export function stopTraining(id) {
  return ask("POST", `/training/${id}/stop`, {});
}

/** The weights at a step of a training, as safetensors. */
export async function checkpointOf(id, step) {
  const answer = await fetch(addressOf(`/training/${id}/checkpoints/${step}`));
  if (!answer.ok) throw new DataError(`The server has no checkpoint of step ${step}.`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** Real digits: images and labels. */
export async function digitsOf(split, count) {
  const { images, labels, name, note } = await ask("GET", `/digits?split=${split}&count=${count}&spread=true`);
  return { images: Uint8Array.from(atob(images), (letter) => letter.charCodeAt(0)), labels: Uint8Array.from(labels), name, note };
}

/**
 * What the reader that ships makes of one digit, wherever it lies in its picture.
 * @param {Blob} picture
 * @returns {Promise<{text: string, confidence: number} | null>} null if it finds no digit
 */
export async function readerSays(picture) {
  const answer = await fetch(new URL("api/read?single=true", document.baseURI), { method: "POST", body: picture });
  const told = await answer.json().catch(() => null);
  if (!answer.ok || told === null) throw new DataError(told?.message ?? `The server answered ${answer.status}.`);
  const [digit = null] = told.readings[0].digits;
  return digit;
}

function addressOf(path) {
  return new URL(`api/lesson${path}`, document.baseURI);
}

async function ask(method, path, document_ = null) {
  // An exported page has no server, and need not ask.
  if (document.documentElement.hasAttribute("data-static")) throw new DataError("This page has no server.");
  const body = document_ && JSON.stringify(document_);
  const headers = body ? { "Content-Type": "application/json" } : {};
  let answer;
  try {
    answer = await fetch(addressOf(path), { method, body, headers });
  } catch {
    throw new DataError("The server cannot be reached.");
  }
  const told = await answer.json().catch(() => null);
  if (!answer.ok || told === null) throw new DataError(told?.message ?? `The server answered ${answer.status}.`);
  return told;
}
