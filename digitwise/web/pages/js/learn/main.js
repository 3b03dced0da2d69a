// The learning page: wires its parts together.

import { announce } from "../live_region.js";
import { byId, makeButton } from "../dom.js";
import { openPad } from "../draw/pad.js";
import { exampleOf } from "./page/examples.js";
import { openFigure, sentenceOf } from "./parts/figure.js";
import { openMap } from "./figures/map.js";
import { controlsOf } from "./page/controls.js";
import { createLearner } from "./learner.js";
import { DataError } from "./files.js";
import { followLink, keepGoalInView, linkTo, parseLink } from "./page/link.js";
import { whenColorsChange } from "./parts/paint.js";
import { openProgram, openYours } from "./page/program.js";
import { openProjector } from "./page/projector.js";
import { percent } from "./parts/speak.js";

// The first figure comes with the page, each of the others shortly before it is seen.
const FIGURES = {
  map: async () => openMap,
  tensor: async () => (await import("./figures/tensor.js")).openTensor,
  node: async () => (await import("./figures/node.js")).openNode,
  relu: async () => (await import("./figures/relu.js")).openRelu,
  softmax: async () => (await import("./figures/softmax.js")).openSoftmax,
  entropy: async () => (await import("./figures/entropy.js")).openEntropy,
  training: async () => (await import("./figures/training.js")).openTraining,
  fool: async () => (await import("./figures/fool.js")).openFool,
  descent: async () => (await import("./figures/descent.js")).openDescent,
  rates: async () => (await import("./figures/rates.js")).openRates,
  race: async () => (await import("./figures/race.js")).openRace,
  fitting: async () => (await import("./figures/fitting.js")).openFitting,
  wall: async () => (await import("./figures/wall.js")).openWall,
};
const FIRST = 6; // the digit that stands there before somebody draws
const SOON = 200; // milliseconds in which an answer comes soon
const REST = 100; // milliseconds in which words and far figures follow the pen: nobody reads faster

const learner = createLearner();
const pad = openPad(
  byId("learner-pad"),
  (strokes, finished) => learner.draw(strokes, finished),
  () => announce(answerOf(learner.current), true),
);
for (let digit = 0; digit < 10; digit++) {
  byId("examples").append(
    makeButton(String(digit), () => pad.draw(exampleOf(digit)), { "aria-label": `Draw a ${digit} for me` }),
  );
}

/** Figures are opened shortly before they are seen, and follow the state while they are seen. */
const figures = new Map();
for (const chapter of document.querySelectorAll(".chapter")) {
  figures.set(chapter, { update: null, opening: false, near: false, shown: false, late: true });
}
const near = observer("near", "75%", open);
const shown = observer("shown", "0%", refresh);

function observer(name, rootMargin, act) {
  const follow = (entries) => {
    for (const { target, isIntersecting } of entries) {
      const figure = figures.get(target);
      figure[name] = isIntersecting;
      if (isIntersecting) act(target, figure);
    }
  };
  return new IntersectionObserver(follow, { rootMargin });
}

async function open(chapter, figure) {
  if (learner.current.weights === null || figure.opening) return;
  figure.opening = true;
  const openIt = await FIGURES[chapter.id]().catch(() => null);
  if (openIt === null) return openFigure(chapter).fail(new DataError("The script of this figure could not be loaded."));
  figure.update = openIt(chapter, learner);
  chapter.querySelector("figcaption").append(makeLinkButton(chapter));
  refresh(chapter, figure);
}

function refresh(chapter, figure) {
  if (figure.update === null || learner.current.weights === null) return;
  if (figure.late) figure.update(learner.current, false);
  figure.late = false;
}

/** The address of a figure as it stands, strokes and all, for a message or the next lesson. */
function makeLinkButton(chapter) {
  return makeButton("Link to this", () => {
    history.replaceState(null, "", linkTo(chapter.id, learner.current, controlsOf(chapter)));
    const copied = navigator.clipboard?.writeText(location.href) ?? Promise.reject(new Error("no clipboard"));
    copied.then(
      () => announce("The link was copied", true),
      () => announce("The link stands in the address bar", true),
    );
  }, { class: "button small link-button" }); // prettier-ignore
}

let frame = 0;
let pause = 0;

/** All figures in the next frame; under a pen that moves the picture of the network, and the rest ten times a second. */
function updateAll() {
  for (const figure of figures.values()) figure.late = true;
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    if (!learner.current.drawing) return updateNow();
    const first = figures.get(byId("map"));
    if (first.update && first.shown) first.update(learner.current, true);
    pause ||= setTimeout(updateNow, REST);
  });
}

function updateNow() {
  clearTimeout(pause);
  pause = 0;
  updateYours(learner.current);
  for (const [chapter, figure] of figures) {
    if (figure.near) open(chapter, figure);
    if (figure.shown) refresh(chapter, figure);
  }
}

function answerOf({ done, answer }) {
  return done ? `The network says ${answer}, ${percent(done.probabilities[answer])}.` : "Draw a digit.";
}

openProgram();
const updateYours = openYours();
learner.listen((now, before) => {
  updateAll();
  if (now.done !== before.done) announce(answerOf(now));
});
whenColorsChange(updateAll);
// Figures fit themselves to the width; the height changes whenever one of them is opened.
let width = 0;
new ResizeObserver(([{ contentRect }]) => {
  if (contentRect.width !== width) updateAll();
  width = contentRect.width;
}).observe(document.body);

const asked = parseLink(location.hash);
openProjector(asked.values.get("view") === "projector", asked.chapter);
for (const chapter of figures.keys()) {
  near.observe(chapter);
  shown.observe(chapter);
}
keepGoalInView();
const loading = learner.load().catch((error) => {
  byId("lesson-problem").hidden = false;
  byId("lesson-problem").textContent = `${sentenceOf(error)} Without the trained network the figures stay still.`;
});
// The text is seen before the digit takes the processor, and the digit with its answer where that comes soon.
const passed = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
requestAnimationFrame(async () => {
  await passed(0);
  await Promise.race([loading, passed(SOON)]);
  followLink(learner, pad, () => exampleOf(FIRST));
});
