// What screen readers hear: nothing while things still change, and only the last word after that.

import { byId } from "./dom.js";

const REST = 700;
let timer = 0;

/**
 * Say something politely.
 * @param {string} words
 * @param {boolean} now without waiting for things to come to rest
 */
export function announce(words, now = false) {
  clearTimeout(timer);
  // Emptied, so that the same words can be heard again.
  byId("heard").textContent = "";
  timer = setTimeout(() => (byId("heard").textContent = words), now ? 0 : REST);
}
