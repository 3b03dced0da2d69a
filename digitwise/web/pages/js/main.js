// The page for drawing and for pictures: wires its parts together.

import { announce } from "./announce.js";
import { markDigit, openAnswer, showAnswer } from "./answer.js";
import { readPicture } from "./api.js";
import { markBox, showBoxes } from "./boxes.js";
import { openWays } from "./bring.js";
import { openCorrections } from "./corrections.js";
import { openDigit, showDigit } from "./digit.js";
import { byId } from "./dom.js";
import { chosenOptions, openModels } from "./models.js";
import { Newest } from "./newest.js";
import { openPad } from "./pad.js";
import { fitToSend, showPicture, showStage } from "./picture.js";
import { onPad, rasterise } from "./raster.js";
import { openResults } from "./results.js";
import { openStages } from "./stages.js";
import { createState } from "./state.js";
import { openTabs, showTab } from "./tabs.js";
import { kindOf, sentenceOf } from "./words.js";

// Often enough that the answer follows the pen, and seldom enough that a class can share one server.
const PAUSE = 60;

const NOTHING = { reading: null, problem: null, busy: false, sent: null };
const state = createState({ surface: "draw", draw: NOTHING, picture: NOTHING, chosen: null });
const shown = () => state.current[state.current.surface];
const latest = { draw: [], picture: null };

const drawings = new Newest(async (strokes) => {
  const raster = rasterise(strokes);
  if (raster === null) return answered("draw", NOTHING);
  const sent = { blob: raster.png, options: chosenOptions() };
  await answerWith("draw", sent, (reading) => onPad(reading, raster.toPad));
  // All of it was erased again.
  if (kindOf(state.current.draw) === "nothing") answered("draw", NOTHING);
}, PAUSE);

const pictures = new Newest(async (file) => {
  state.set({ surface: "picture", picture: { ...NOTHING, busy: true }, chosen: null });
  const visible = await showPicture(file);
  const options = { ...chosenOptions(), name: file.name, stages: !visible };
  await answerWith("picture", { blob: await fitToSend(file), options }, async ({ stages, ...reading }) => {
    if (stages) await showStage(stages, file.name);
    return reading;
  });
}, 0);

async function answerWith(surface, sent, finish) {
  try {
    const reading = await finish(await readPicture(sent.blob, sent.options));
    answered(surface, { ...NOTHING, reading, sent });
  } catch (error) {
    answered(surface, { ...NOTHING, problem: error });
  }
}

/** A drawing explains the digit that was drawn last, a picture its first doubtful one. */
function answered(surface, answer) {
  const digits = answer.reading?.digits ?? [];
  const first = Math.max(0, digits.findIndex((digit) => digit.doubtful));
  const chosen = digits.length ? (surface === "draw" ? digits.length - 1 : first) : null;
  state.set({ [surface]: answer, ...(surface === state.current.surface ? { chosen } : {}) });
}

function readAgain() {
  if (latest.draw.length) drawings.ask(latest.draw, true);
  if (latest.picture) pictures.ask(latest.picture, true);
}

function bring(file) {
  latest.picture = file;
  pictures.ask(file, true);
}

const choose = (chosen) => chosen !== state.current.chosen && state.set({ chosen });
const updateStages = openStages(() => shown().sent);

state.listen((now, before) => {
  const answer = now[now.surface];
  if (now.surface !== before.surface) showTab(now.surface);
  if (answer !== before[before.surface] || now.surface !== before.surface) {
    showAnswer(answer, now.surface);
    updateStages();
    if (!answer.busy) announce(sentenceOf(answer, now.surface));
  }
  for (const surface of ["draw", "picture"]) {
    const layer = byId(`${surface}-boxes`);
    if (now[surface] !== before[surface]) showBoxes(layer, now[surface].reading, choose);
    markBox(layer, now.chosen);
  }
  markDigit(now.chosen);
  const digits = answer.reading?.digits ?? [];
  showDigit(digits[now.chosen] ?? null, now.chosen, digits.length);
});

openDigit();
openAnswer(choose);
openResults(() => shown().reading);
openCorrections(() => ({ ...shown(), surface: state.current.surface }));
openTabs((surface) => {
  if (surface === state.current.surface) return;
  const count = state.current[surface].reading?.digits.length ?? 0;
  state.set({ surface, chosen: count ? count - 1 : null });
});
openWays(bring);
openPad(
  (strokes, finished) => {
    latest.draw = strokes;
    drawings.ask(strokes, finished);
  },
  () => announce(sentenceOf(state.current.draw, "draw"), true),
);
byId("model").addEventListener("change", readAgain);
byId("single").addEventListener("change", readAgain);
openModels();
