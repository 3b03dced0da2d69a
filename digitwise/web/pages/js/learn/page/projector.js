// For a class: one chapter at a time, large, and on to the next by a key or a button.

import { byId, makeButton } from "../../dom.js";

const STEPS = { PageDown: 1, PageUp: -1 };

/**
 * Offer the view for the projector.
 * @param {boolean} atOnce whether the address asks for it
 * @param {string} first the chapter to begin with
 */
export function openProjector(atOnce, first) {
  const chapters = [...document.querySelectorAll(".chapter")];
  const root = document.documentElement;
  let place = Math.max(0, chapters.findIndex((chapter) => chapter.id === first)); // prettier-ignore
  const show = () => {
    const on = root.classList.contains("projector");
    chapters.forEach((chapter, index) => chapter.classList.toggle("on-stage", on && index === place));
    button.ariaPressed = String(on);
    for (const step of steps) step.hidden = !on;
    steps[0].disabled = place === 0;
    steps[1].disabled = place === chapters.length - 1;
  };
  const go = (by) => {
    place = Math.min(chapters.length - 1, Math.max(0, place + by));
    show();
    scrollTo(0, 0);
  };
  const button = makeButton("For the projector", () => {
    // Begin with what is in view.
    const middle = innerHeight / 2;
    const seen = chapters.findIndex((chapter) => chapter.getBoundingClientRect().bottom > middle);
    if (root.classList.toggle("projector") && seen >= 0) place = seen;
    const chapter = chapters[place];
    show();
    chapter.scrollIntoView();
  });
  const steps = [makeButton("Previous", () => go(-1)), makeButton("Next", () => go(1))];
  byId("stage").append(button, ...steps);
  addEventListener("keydown", (event) => {
    if (!(event.key in STEPS) || !root.classList.contains("projector") || event.target.matches?.("input, select")) return;
    event.preventDefault();
    go(STEPS[event.key]);
  });
  root.classList.toggle("projector", atOnce);
  show();
}
