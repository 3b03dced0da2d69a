// The 28 × 28 bytes that the network saw, as ink on paper; tinted by what each pixel of ink speaks for.

import { byId } from "../dom.js";

const SIDE = 28;
const BLACK = [0, 0, 0];
// Paper is white here whatever the page, so these are the colors of the light page: --for, --against, and a gray between.
const FOR = [0x14, 0x71, 0x3a];
const AGAINST = [0x7a, 0x32, 0x91];
const NEITHER = [0xb4, 0xb4, 0xb4];
// A fall of the log-odds by 1 is little: weaker ink than that is never painted as if it decided.
const LEAST = 1;
const ROWS = ["top", "middle", "bottom"];
const COLUMNS = ["left", "", "right"];

/**
 * Show what the network saw.
 * @param {string | null} image 784 bytes in base64, 255 = ink; null for blank paper
 */
export function paintSeen(image) {
  paint(bytesOf(image), () => BLACK);
  byId("seen-key").classList.add("unseen");
}

/**
 * Show it with the ink that speaks for the digit in one color and the ink against it in the other.
 * @param {{text: string, image: string}} digit
 * @param {number[][]} falls 28 rows of 28: how much the log-odds fall when the ink around a pixel is covered
 */
export function paintOcclusion({ text, image }, falls) {
  const flat = falls.flat();
  const most = Math.max(LEAST, ...flat.map(Math.abs));
  const bytes = bytesOf(image);
  paint(bytes, (index) => mixed(NEITHER, flat[index] > 0 ? FOR : AGAINST, Math.abs(flat[index]) / most));
  byId("seen-key").classList.remove("unseen");
  const words = wordsOf(flat, bytes);
  byId("seen").ariaLabel = `What the network saw of the ${text}: 28 × 28. ${words}`;
  byId("seen-caption").textContent = words;
}

/** Where the image is painted; what is left out is looked at again, for which it is kept in memory. */
export function seenContext() {
  return byId("seen").getContext("2d", { willReadFrequently: true });
}

function bytesOf(image) {
  return image ? Uint8Array.from(atob(image), (letter) => letter.charCodeAt(0)) : new Uint8Array(SIDE ** 2);
}

function paint(bytes, colorOf) {
  const context = seenContext();
  const pixels = context.createImageData(SIDE, SIDE);
  for (const [index, ink] of bytes.entries()) {
    const color = mixed([255, 255, 255], colorOf(index), ink / 255);
    pixels.data.set([...color, 255], 4 * index);
  }
  context.putImageData(pixels, 0, 0);
}

function mixed(from, to, share) {
  return from.map((value, index) => value + share * (to[index] - value));
}

/** Where the ink stands that speaks most for the digit, and most against it if any does. */
function wordsOf(flat, bytes) {
  const least = flat.indexOf(Math.min(...flat));
  const against = flat[least] < -LEAST / 2 ? `, against it ${placeOf(least, bytes)}` : "";
  return `The ink ${placeOf(flat.indexOf(Math.max(...flat)), bytes)} speaks most for it${against}.`;
}

/** A place within the ink in words: one of three rows and three columns. */
function placeOf(index, bytes) {
  const inked = [...bytes.keys()].filter((place) => bytes[place] > 0);
  const third = (value, values) => {
    const [first, last] = [Math.min(...values), Math.max(...values)];
    return Math.min(2, Math.floor((3 * (value - first)) / (last - first + 1)));
  };
  const row = ROWS[third(Math.floor(index / SIDE), inked.map((place) => Math.floor(place / SIDE)))];
  const column = COLUMNS[third(index % SIDE, inked.map((place) => place % SIDE))];
  return row === "middle" ? (column ? `on the ${column}` : "in the middle") : `at the ${row}${column ? ` ${column}` : ""}`;
}
