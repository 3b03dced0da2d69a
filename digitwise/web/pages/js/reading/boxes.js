// Rectangles on top of a picture or of the pad: what was read where. For the eye and the mouse; the keyboard and screen
// readers have the same digits in the answer.

import { make } from "../dom.js";
import { percent, whyLeftOut } from "./messages.js";

/**
 * Show where the pieces of a reading stand.
 * @param {HTMLElement} layer lies exactly over the picture
 * @param {object | null} reading
 * @param {(index: number) => void} choose called with the digit that is pointed at
 */
export function showBoxes(layer, reading, choose) {
  if (reading === null) return layer.replaceChildren();
  const size = [reading.width, reading.height];
  const boxes = reading.rejected.map((piece) =>
    makeBox(piece.box, size, "left-out", "", `Left out: ${whyLeftOut(piece)}`),
  );
  boxes.push(...reading.marks.map(({ box, text }) => makeBox(box, size, "mark", text === "□" ? "" : text, "")));
  for (const [index, digit] of reading.digits.entries()) {
    const kind = digit.doubtful ? "digit doubtful" : "digit";
    const box = makeBox(digit.box, size, kind, digit.doubtful ? `${digit.text}?` : digit.text, percent(digit.confidence));
    box.dataset.digit = index;
    box.addEventListener("pointerenter", () => choose(index));
    box.addEventListener("click", () => choose(index));
    boxes.push(box);
  }
  layer.replaceChildren(...boxes);
}

/**
 * Mark the chosen digit.
 * @param {HTMLElement} layer
 * @param {number | null} index
 */
export function markBox(layer, index) {
  for (const box of layer.children) box.classList.toggle("chosen", box.dataset.digit === String(index));
}

function makeBox(box, [width, height], kind, label, title) {
  const element = make("div", { class: `box ${kind}`, title }, make("span", {}, label));
  // Set here, not in markup: the security policy allows no style attributes.
  element.style.left = `${(100 * box.left) / width}%`;
  element.style.top = `${(100 * box.top) / height}%`;
  element.style.width = `${(100 * box.width) / width}%`;
  element.style.height = `${(100 * box.height) / height}%`;
  return element;
}
