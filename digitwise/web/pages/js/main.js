// The page for drawing and for pictures: wires its parts together.

import { announce } from "./announce.js";
import { markDigit, openAnswer, showAnswer } from "./answer.js";
import { readPicture } from "./api.js";
import { markBox, showBoxes } from "./boxes.js";
import { openDigit, showDigit } from "./digit.js";
import { byId } from "./dom.js";
import { Newest } from "./newest.js";
import { openPad } from "./pad.js";
import { onPad, rasterise } from "./raster.js";
import { createState } from "./state.js";
import { sentenceOf } from "./words.js";

// Often enough that the answer follows the pen, and seldom enough that a class can share one server.
const PAUSE = 60;

const NOTHING = { reading: null, problem: null, busy: false };
const state = createState({ surface: "draw", draw: NOTHING, picture: NOTHING, chosen: null });

const choose = (index) => state.set({ chosen: index });

const drawings = new Newest(async (strokes) => {
  const raster = rasterise(strokes);
  if (raster === null) return answered("draw", NOTHING);
  try {
    const reading = await readPicture(raster.png);
    answered("draw", { ...NOTHING, reading: onPad(reading, raster.toPad) });
  } catch (error) {
    answered("draw", { ...NOTHING, problem: error });
  }
}, PAUSE);

function answered(surface, answer) {
  const count = answer.reading?.digits.length ?? 0;
  state.set({ [surface]: answer, chosen: count ? count - 1 : null });
}

state.listen((now, before) => {
  const answer = now[now.surface];
  if (answer !== before[before.surface]) {
    showAnswer(answer, now.surface);
    showBoxes(byId("pad-boxes"), now.draw.reading, choose);
    announce(sentenceOf(answer, now.surface));
  }
  markDigit(now.chosen);
  markBox(byId("pad-boxes"), now.chosen);
  const digits = answer.reading?.digits ?? [];
  showDigit(digits[now.chosen] ?? null, now.chosen, digits.length);
});

openDigit();
openAnswer(choose);
openPad(
  (strokes, finished) => drawings.ask(strokes, finished),
  () => announce(sentenceOf(state.current.draw, "draw"), true),
);
