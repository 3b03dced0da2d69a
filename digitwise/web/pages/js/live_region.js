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
  timer = setTimeout(() => {
    const heard = byId("heard");
    // Only what changes is read out: the same words again differ by a space at their end.
    heard.textContent = heard.textContent === words ? `${words} ` : words;
  }, now ? 0 : REST);
}
