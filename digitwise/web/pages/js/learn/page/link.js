// The address tells what is shown: the chapter, what was chosen in its figures, and the strokes of the digit.

import { widthUnder } from "../../draw/strokes.js";
import { setControls } from "./controls.js";

const LARGEST = 255;
const PAD = { width: 800, height: 600 };
const REST = 400; // milliseconds without a change before the address follows

/**
 * Start from what the address says: chapter, choices, strokes. Then it follows what is drawn and chosen.
 * @param {object} learner
 * @param {{draw: (strokes: object[]) => void}} pad
 * @param {() => object[]} otherwise strokes for an address without any
 */
export function followLink(learner, pad, otherwise) {
  const { chapter, values } = parseLink(location.hash);
  const ink = values.get("ink");
  pad.draw((ink && strokesFrom(ink)) || otherwise());
  const choices = {};
  for (const name of ["node", "output"]) {
    const value = Number.parseInt(values.get(name) ?? "", 10);
    if (value >= 0 && value < (name === "node" ? 512 : 10)) choices[name] = value;
  }
  learner.set(choices);
  const section = chapter && document.getElementById(chapter);
  if (section && values.size) section.scrollIntoView();
  if (section && values.has("set")) setControls(section, values.get("set"));
  let timer = 0;
  learner.listen((now, before) => {
    if (now.strokes === before.strokes && now.node === before.node && now.output === before.output) return;
    clearTimeout(timer);
    timer = setTimeout(() => history.replaceState(null, "", linkTo(parseLink(location.hash).chapter, now)), REST);
  });
}

/** Where an address leads stays in view while figures above it are opened and grow, until the reader does something. */
export function keepGoalInView() {
  let goal = null;
  const aim = (hash) => (goal = document.getElementById(parseLink(hash).chapter));
  for (const deed of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(deed, () => (goal = null), { passive: true });
  addEventListener("click", ({ target }) => {
    const link = target.closest?.("a[href^='#']");
    if (link) aim(link.hash);
  });
  addEventListener("hashchange", () => aim(location.hash));
  aim(location.hash);
  new ResizeObserver(() => goal?.scrollIntoView()).observe(document.querySelector(".chapters"));
}

/** The part of an address behind #, as a chapter and values: #node&node=37&ink=… */
export function parseLink(hash) {
  const [chapter, ...pairs] = hash.replace(/^#/, "").split("&");
  return { chapter, values: new URLSearchParams(pairs.join("&")) };
}

/**
 * The address of a chapter in the present state.
 * @param {string} chapter
 * @param {{strokes: object[], node: number | null, output: number | null}} state
 * @param {string} controls of its figure
 */
export function linkTo(chapter, { strokes, node, output }, controls = "") {
  const values = new URLSearchParams();
  if (node !== null) values.set("node", node);
  if (output !== null) values.set("output", output);
  if (controls) values.set("set", controls);
  if (strokes.length) values.set("ink", lettersOf(strokes));
  return `#${[chapter || "map", values.toString()].filter(Boolean).join("&")}`;
}

/** Strokes as letters: for each its number of points, then where they are, in 255ths of the pad. */
export function lettersOf(strokes) {
  const bytes = [];
  for (const { points, erases } of strokes) {
    if (erases) continue;
    const step = Math.ceil(points.length / LARGEST);
    const kept = points.filter((_, index) => index % step === 0 || index === points.length - 1).slice(-LARGEST);
    bytes.push(kept.length);
    for (const { x, y } of kept) bytes.push(byteOf(x / PAD.width), byteOf(y / PAD.height));
  }
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function byteOf(share) {
  return Math.round(LARGEST * Math.min(1, Math.max(0, share)));
}

/** The same back; null for what no page has made. */
export function strokesFrom(letters) {
  let bytes;
  try {
    bytes = Uint8Array.from(atob(letters.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
  const strokes = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes[at++];
    if (length === 0 || at + 2 * length > bytes.length) return null;
    const points = Array.from({ length }, (_, index) => ({
      x: (bytes[at + 2 * index] / LARGEST) * PAD.width,
      y: (bytes[at + 2 * index + 1] / LARGEST) * PAD.height,
      width: widthUnder(0.5, false),
    }));
    strokes.push({ erases: false, points });
    at += 2 * length;
  }
  return strokes;
}
