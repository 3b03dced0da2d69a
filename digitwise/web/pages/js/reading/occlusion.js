// Which ink speaks for a digit and which against it: asked of the server once somebody rests on a digit.

import { readPicture } from "../api.js";
import { Newest } from "../latest_request.js";

const REST = 300;

/**
 * Ask for the digit that is explained.
 * @param {(sent: object, index: number, falls: number[][]) => void} show
 * @returns {(sent: object | null, index: number | null) => void} to be called when answer or digit have changed
 */
export function openOcclusion(show) {
  const known = new WeakMap();
  const newest = new Newest(async ({ sent, index }, signal) => {
    const options = { ...sent.options, occlusion: index };
    const reading = await readPicture(sent.blob, options, signal).catch(() => null);
    const falls = reading?.digits[index]?.occlusion;
    if (!falls) return;
    known.set(sent, (known.get(sent) ?? new Map()).set(index, falls));
    show(sent, index, falls);
  }, 0);
  let timer = 0;
  return (sent, index) => {
    clearTimeout(timer);
    if (sent === null || index === null) return;
    const falls = known.get(sent)?.get(index);
    if (falls) show(sent, index, falls);
    else timer = setTimeout(() => newest.ask({ sent, index }, true), REST);
  };
}
