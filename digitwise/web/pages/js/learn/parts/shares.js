// Ten bars: how a network shares its certainty among the digits.

import { make } from "../../dom.js";
import { argmax } from "../network.js";
import { percent } from "./speak.js";

/**
 * @param {string} label
 * @returns {{element: HTMLElement, show: (probabilities: ArrayLike<number> | null) => void}}
 */
export function makeShares(label) {
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const fill = make("span", { class: "fill" });
    const words = make("span", { class: "share-words" }, "–");
    const element = make("li", { class: "share" }, make("span", {}, String(digit)), make("span", { class: "track" }, fill), words);
    return { element, fill, words };
  });
  return {
    element: make("ol", { class: "shares", "aria-label": label }, ...rows.map((row) => row.element)),
    show(probabilities) {
      const best = probabilities ? argmax(probabilities) : -1;
      rows.forEach((row, digit) => {
        row.element.classList.toggle("best", digit === best);
        row.fill.style.setProperty("--share", probabilities?.[digit] ?? 0);
        row.words.textContent = probabilities ? percent(probabilities[digit]) : "–";
      });
    },
  };
}
