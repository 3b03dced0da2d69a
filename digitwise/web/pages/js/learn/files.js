// The recording: a manifest, and the files it names, each taken only with the digest that stands there.

import { readSafetensors } from "./safetensors.js";

/** What went wrong with a file of the lesson, in a sentence. */
export class DataError extends Error {}

let manifest = null;
const files = new Map();

/** The manifest of the recording. */
export function openManifest() {
  manifest ??= bytesOf("manifest.json").then((bytes) => readJson("manifest.json", bytes));
  return manifest;
}

/**
 * A file of the recording, fetched once.
 * @param {string} name
 * @returns {Promise<any>} a JSON document, or the arrays of a safetensors file as {data, shape} by name
 */
export function openFile(name) {
  if (!files.has(name)) files.set(name, load(name));
  return files.get(name);
}

async function load(name) {
  const { files: listed } = await openManifest();
  const entry = listed?.[name];
  if (!entry) throw new DataError(`This recording has no file ${name}.`);
  const bytes = await bytesOf(name);
  if (bytes.length !== entry.bytes) {
    throw new DataError(`The file ${name} has ${bytes.length} bytes in place of ${entry.bytes}: it was cut or changed.`);
  }
  // Browsers compute digests only where a page is safe from listeners; elsewhere the length has to do.
  if (globalThis.crypto?.subtle && (await digestOf(bytes)) !== entry.sha256) {
    throw new DataError(`The file ${name} is not the one that was recorded: its digest is another.`);
  }
  return name.endsWith(".json") ? readJson(name, bytes) : readTensors(name, bytes);
}

async function bytesOf(name) {
  // A page that opens from the disk may fetch nothing, so it brings the files with it.
  const held = globalThis.DIGITWISE_LESSON?.files[name];
  if (held !== undefined) return unpacked(Uint8Array.from(atob(held), (letter) => letter.charCodeAt(0)));
  let answer;
  try {
    answer = await fetch(new URL(`../../lesson/${name}`, import.meta.url));
  } catch {
    throw new DataError(`The file ${name} could not be fetched.`);
  }
  if (!answer.ok) throw new DataError(`The file ${name} is missing (${answer.status}).`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** What a page brings with it is packed by gzip. */
async function unpacked(bytes) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function digestOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function readJson(name, bytes) {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new DataError(`The file ${name} is no JSON document: it was cut or changed.`);
  }
}

function readTensors(name, bytes) {
  try {
    return readSafetensors(bytes);
  } catch (error) {
    throw new DataError(`The file ${name} cannot be read: ${error.message}.`);
  }
}
