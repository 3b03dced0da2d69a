// The page for drawing and for pictures: wires its parts together.

import { announce } from "./live_region.js";
import { markDigit, openAnswer, showAnswer } from "./reading/answer.js";
import { readPicture } from "./api.js";
import { markBox, showBoxes } from "./reading/boxes.js";
import { openWays } from "./picture/picture_input.js";
import { openCorrections } from "./reading/corrections.js";
import { openDigit, showDigit, showLeftOut } from "./reading/digit_details.js";
import { byId } from "./dom.js";
import { chosenOptions, openModels } from "./models.js";
import { Newest } from "./latest_request.js";
import { keepDrawing, keptDrawing } from "./draw/kept_drawing.js";
import { openPad } from "./draw/pad.js";
import { fitToSend, showPicture, showStage } from "./picture/picture_view.js";
import { onPad, rasterize } from "./draw/raster.js";
import { openResults } from "./reading/export.js";
import { inkOf } from "./reading/left_out_image.js";
import { openOcclusion } from "./reading/occlusion.js";
import { paintOcclusion } from "./reading/seen_image.js";
import { lessonLink } from "./reading/lesson_link.js";
import { openStages } from "./reading/stages.js";
import { createState } from "./state.js";
import { openTabs, showTab } from "./tabs.js";
import { isBlank, sentenceOf } from "./reading/messages.js";

// Often enough that the answer follows the pen, and seldom enough that a class can share one server.
const PAUSE = 60;

const NOTHING = { reading: null, problem: null, busy: false, sent: null };
const state = createState({ surface: "draw", draw: NOTHING, picture: NOTHING, chosen: null });
const shown = () => state.current[state.current.surface];
const latest = { draw: [], picture: null };

const drawings = new Newest(async (strokes, signal) => {
  const raster = rasterize(strokes);
  if (raster === null) return answered("draw", NOTHING);
  const sent = { blob: raster.png, options: chosenOptions() };
  // What was erased wholly is as blank as what was never drawn.
  await answerWith("draw", sent, (reading) => (isBlank(reading) ? null : onPad(reading, raster.toPad)), signal);
}, PAUSE);

const pictures = new Newest(async ({ file, others }, signal) => {
  answered("picture", { ...NOTHING, busy: true });
  const visible = await showPicture(file);
  const options = { ...chosenOptions(), name: file.name, stages: !visible };
  const finish = async ({ stages, ...reading }) => {
    if (stages) await showStage(stages, file.name);
    return reading;
  };
  await answerWith("picture", { blob: await fitToSend(file), options, others }, finish, signal);
}, 0);

async function answerWith(surface, sent, finish, signal) {
  try {
    const reading = await finish(await readPicture(sent.blob, sent.options, signal));
    answered(surface, reading === null ? NOTHING : { ...NOTHING, reading, sent });
  } catch (error) {
    // What was given up for something newer is no problem.
    if (!signal.aborted) answered(surface, { ...NOTHING, problem: error });
  }
}

function answered(surface, answer) {
  const chosen = surface === state.current.surface ? { chosen: explainedFirst(surface, answer) } : {};
  state.set({ [surface]: answer, ...chosen });
}

/** The most doubtful digit is explained; without a doubt the last one that was drawn, or the first of a picture. */
function explainedFirst(surface, { reading }) {
  const digits = reading?.digits ?? [];
  if (digits.length === 0) return null;
  const doubtful = digits.filter((digit) => digit.doubtful).sort((one, other) => one.confidence - other.confidence);
  return doubtful.length ? digits.indexOf(doubtful[0]) : surface === "draw" ? digits.length - 1 : 0;
}

/** What the panel beside the answer is about: a digit, or the largest piece that is none. */
function explain(reading, surface, chosen) {
  const digits = reading?.digits ?? [];
  if (digits.length || !reading?.rejected.length) return showDigit(digits[chosen] ?? null, chosen, digits.length);
  const area = ({ box }) => box.width * box.height;
  const piece = reading.rejected.reduce((one, other) => (area(other) > area(one) ? other : one));
  showLeftOut(piece, inkOf(piece.box, reading, surface === "draw" ? latest.draw : null));
}

function show(surface) {
  if (surface === state.current.surface) return;
  state.set({ surface, chosen: explainedFirst(surface, state.current[surface]) });
}

function readAgain() {
  if (latest.draw.length) drawings.ask(latest.draw, true);
  if (latest.picture) pictures.ask(latest.picture, true);
}

function bring(file, others) {
  latest.picture = { file, others };
  show("picture");
  pictures.ask(latest.picture, true);
}

const choose = (chosen) => chosen !== state.current.chosen && state.set({ chosen });
const updateStages = openStages(() => shown().sent);
const updateOcclusion = openOcclusion((sent, index, falls) => {
  if (sent === shown().sent && index === state.current.chosen) paintOcclusion(shown().reading.digits[index], falls);
});

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
  explain(answer.reading, now.surface, now.chosen);
  updateOcclusion(answer.sent, now.chosen);
  byId("why").href = lessonLink(latest.draw, now.surface === "draw" ? (digits[now.chosen] ?? null) : null);
});

openDigit();
openAnswer(choose);
openResults(() => shown().reading);
openCorrections(() => ({ ...shown(), surface: state.current.surface }));
openTabs(show);
openWays(bring);
const kept = keptDrawing();
const pad = openPad(
  byId("panel-draw"),
  (strokes, finished) => {
    latest.draw = strokes;
    if (finished) keepDrawing(strokes);
    drawings.ask(strokes, finished);
  },
  () => announce(sentenceOf(state.current.draw, "draw"), true),
);
if (kept.length) pad.draw(kept);
byId("model").addEventListener("change", readAgain);
byId("single").addEventListener("change", readAgain);
openModels();
