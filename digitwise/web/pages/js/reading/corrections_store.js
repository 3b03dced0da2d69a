// Corrections that the user agreed to keep, in this browser's own database and nowhere else.

const DATABASE = "digitwise";
const STORE = "corrections";
const AGREED = "digitwise-keeps-corrections";

/**
 * @typedef {{id?: number, label: string, read: string, source: string, date: number, picture: ArrayBuffer}} Correction
 */

/** Whether the user agreed. */
export function hasAgreed() {
  return localStorage.getItem(AGREED) === "yes";
}

/** Remember that the user agreed. */
export function agree() {
  localStorage.setItem(AGREED, "yes");
}

/** Forget that the user agreed, and every correction. */
export async function forgetAll() {
  localStorage.removeItem(AGREED);
  await inStore("readwrite", (store) => store.clear());
}

/**
 * Keep a correction.
 * @param {Correction} correction
 */
export function keep(correction) {
  return inStore("readwrite", (store) => store.add(correction));
}

/**
 * Every correction, the oldest first.
 * @returns {Promise<Correction[]>}
 */
export function listKept() {
  return inStore("readonly", (store) => store.getAll());
}

/**
 * Forget one correction.
 * @param {number} id
 */
export function forget(id) {
  return inStore("readwrite", (store) => store.delete(id));
}

async function inStore(mode, deed) {
  const database = await promised(opening());
  try {
    return await promised(deed(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function opening() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
  return request;
}

function promised(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
