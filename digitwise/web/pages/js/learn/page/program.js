// The program beside the text, with the line that is being explained, and the learner's digit in miniature.

import { byId, make } from "../../dom.js";
import { paintInk } from "../parts/paint.js";
import { percent } from "../parts/speak.js";

/** Mark the lines of the program that belong to the chapter in view. */
export function openProgram() {
  const links = [...document.querySelectorAll(".program .code a")];
  const mark = (id) => {
    for (const link of links) {
      if (link.hash === `#${id}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  const middle = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) mark(target.id);
    },
    { rootMargin: "-40% 0px -55%" },
  );
  for (const chapter of document.querySelectorAll(".chapter")) middle.observe(chapter);
}

/**
 * Show the learner's digit and its ten bars wherever somebody reads.
 * @returns {(current: object) => void}
 */
export function openYours() {
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const column = make("span", { class: "column" });
    return make("li", {}, column, make("span", {}, String(digit)));
  });
  byId("yours-bars").replaceChildren(...rows);
  return ({ image, done, answer }) => {
    byId("yours").hidden = false;
    paintInk(byId("yours-image"), image);
    rows.forEach((row, digit) => {
      const share = done?.probabilities[digit] ?? 0;
      row.className = digit === answer ? "best" : "";
      row.firstChild.style.setProperty("--share", share);
      row.title = done ? percent(share) : "";
    });
    byId("yours-image").ariaLabel = done ? `Your digit; the network says ${answer}` : "No digit was drawn";
  };
}
