// The learning page: wires its parts together.

import { announce } from "../live_region.js";
import { byId, makeButton } from "../dom.js";
import { openPad } from "../draw/pad.js";
import { exampleOf } from "./page/examples.js";
import { sentenceOf } from "./parts/figure.js";
import { openDescent } from "./figures/descent.js";
import { openEntropy } from "./figures/entropy.js";
import { openFitting } from "./figures/fitting.js";
import { openFool } from "./figures/fool.js";
import { openMap } from "./figures/map.js";
import { openNode } from "./figures/node.js";
import { openRace } from "./figures/race.js";
import { openRates } from "./figures/rates.js";
import { openRelu } from "./figures/relu.js";
import { openSoftmax } from "./figures/softmax.js";
import { openTensor } from "./figures/tensor.js";
import { openTraining } from "./figures/training.js";
import { openWall } from "./figures/wall.js";
import { controlsOf } from "./page/controls.js";
import { createLearner } from "./learner.js";
import { followLink, linkTo, parseLink } from "./page/link.js";
import { whenColoursChange } from "./parts/paint.js";
import { openProgramme, openYours } from "./page/programme.js";
import { openProjector } from "./page/projector.js";
import { percent } from "./parts/speak.js";

const FIGURES = {
  map: openMap,
  tensor: openTensor,
  node: openNode,
  relu: openRelu,
  softmax: openSoftmax,
  entropy: openEntropy,
  training: openTraining,
  fool: openFool,
  descent: openDescent,
  rates: openRates,
  race: openRace,
  fitting: openFitting,
  wall: openWall,
};
const FIRST = 6; // the digit that stands there before somebody draws

const learner = createLearner();
const pad = openPad(
  byId("learner-pad"),
  (strokes) => learner.draw(strokes),
  () => announce(answerOf(learner.current), true),
);
for (let digit = 0; digit < 10; digit++) {
  byId("examples").append(
    makeButton(String(digit), () => pad.draw(exampleOf(digit)), { "aria-label": `Draw a ${digit} for me` }),
  );
}

/** Figures are made shortly before they are seen, and follow the state while they can be seen. */
const figures = new Map();
const near = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      const figure = figures.get(target) ?? { update: null, shown: false, late: true };
      figures.set(target, figure);
      figure.shown = isIntersecting;
      if (isIntersecting) refresh(target, figure);
    }
  },
  { rootMargin: "75%" },
);

function refresh(chapter, figure) {
  if (learner.current.weights === null) return;
  if (figure.update === null) {
    figure.update = FIGURES[chapter.id](chapter, learner);
    chapter.querySelector("figcaption").append(makeLinkButton(chapter));
  }
  if (figure.late) figure.update(learner.current);
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
function updateAll() {
  for (const figure of figures.values()) figure.late = true;
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    for (const [chapter, figure] of figures) if (figure.shown) refresh(chapter, figure);
  });
}

function answerOf({ done, answer }) {
  return done ? `The network says ${answer}, ${percent(done.probabilities[answer])}.` : "Draw a digit.";
}

openProgramme();
const updateYours = openYours();
learner.listen((now, before) => {
  updateAll();
  updateYours(now);
  if (now.done !== before.done) announce(answerOf(now));
});
whenColoursChange(() => {
  updateAll();
  updateYours(learner.current);
});
new ResizeObserver(updateAll).observe(document.body);

const asked = parseLink(location.hash);
openProjector(asked.values.get("view") === "projector", asked.chapter);
for (const chapter of document.querySelectorAll(".chapter")) near.observe(chapter);
followLink(learner, pad, () => exampleOf(FIRST));
try {
  await learner.load();
} catch (error) {
  byId("lesson-problem").hidden = false;
  byId("lesson-problem").textContent = `${sentenceOf(error)} Without the trained network the figures stay still.`;
}
