// The wall behind 98 %: the digit moved aside. And the way through it: centered first, then Digitwise's own reader.

import { scaleLinear } from "../../../vendor/d3.js";
import { make } from "../../dom.js";
import { grayPng } from "../../draw/png.js";
import { Newest } from "../../latest_request.js";
import { axes, curve, makeChart, svg } from "../parts/chart.js";
import { makeChoice, makeGuess, makeSlider, openFigure, recorded, sentenceOf as sentenceOfError } from "../parts/figure.js";
import { openFile } from "../files.js";
import { argmax, forward, scale } from "../network.js";
import { moved, normalize } from "../normalize.js";
import { paintInk } from "../parts/paint.js";
import { openServer, readerSays } from "../server.js";
import { makeShares } from "../parts/shares.js";
import { accuracy, percent, whole } from "../parts/speak.js";

const SIDE = 28;
const FAR = 8;
const FINE = 8; // a pixel is enlarged so much before it is centered, so that nothing has to be guessed between pixels
const ASKED = "is looking at your digit";
const WAYS = { raw: "As it is", centered: "Centered first", reader: "Digitwise’s reader" };

export function openWall(chapter, learner) {
  const figure = openFigure(chapter);
  const at = { across: 0, down: 0, way: "raw", shift: null, asked: null, reader: ASKED };
  const [before, seen] = ["what you pushed", "what the network gets"].map((words) => {
    const canvas = make("canvas", { width: SIDE, height: SIDE, role: "img", "aria-label": words });
    return { canvas, element: make("div", { class: "panel" }, canvas, make("p", {}, words)) };
  });
  const shares = makeShares("What the network answers for the pushed digit");
  const place = make("div");
  const reading = new Newest(async (pushed) => {
    const told = (await openServer()) ? await readerSays(pictureOf(pushed)).then(wordsFor, problemOf) : "works on a server";
    if (at.asked !== pushed) return;
    at.reader = told;
    show();
  }, 100);
  const show = () => update(figure, { before, seen, shares, place, way, reading }, at, learner.current);
  const set = (changes) => {
    Object.assign(at, changes);
    show();
  };
  const way = makeChoice("What stands before the network", Object.entries(WAYS), (value) => set({ way: value }));
  const range = { min: -FAR, max: FAR, step: 1, value: 0 };
  const across = makeSlider("Push to the right", range, pixels, (value) => set({ across: value }));
  const down = makeSlider("Push down", range, pixels, (value) => set({ down: value }));
  figure.body.append(
    way.group,
    make("div", { class: "push" }, before.element, seen.element, shares.element),
    across.row,
    down.row,
    place,
  );
  openFile("shift.json").then(
    (shift) => {
      at.shift = shift;
      figure.from("live", `your digit: computing now; the curves ${recorded(learner.current.manifest)}`);
      figure.body.prepend(guessOf(shift, [place], () => across.set(4), () => set({ across: 4 })));
      show();
    },
    (error) => figure.fail(error),
  );
  figure.numbers("Accuracy by shift", () => ({
    heads: ["pixels to the right", ...Object.values(WAYS)],
    rows: at.shift.pixels.map((shift, index) => [shift, ...Object.keys(WAYS).map((key) => accuracy(at.shift.lines[key][index]))]),
  }));
  return show;
}

function pixels(value) {
  return `${String(value).replace("-", "−")} ${Math.abs(value) === 1 ? "pixel" : "pixels"}`;
}

function guessOf({ pixels: shifts, lines, count: measured }, veiled, ...reveal) {
  const [still, four] = [0, 4].map((shift) => lines.raw[shifts.indexOf(shift)]);
  return makeGuess(
    `The network reads ${accuracy(still)} of ${whole(measured)} test digits. All are pushed four pixels to the right. How many does it read now?`,
    [{ label: `About ${Math.round(100 * still)} %` }, { label: "About 80 %" }, { label: `About ${Math.round(100 * four)} %`, right: true }],
    () => {
      for (const step of reveal) step();
      return `${accuracy(four)}. Each weight belongs to one pixel, and at the next pixel it knows nothing of what it learned here.`;
    },
    veiled,
  );
}

/** A pushed picture as the way in hand gives it to the network; null where the network would get nothing. */
function seenBy(way, image) {
  if (way === "raw") return image;
  const side = SIDE * FINE;
  const large = new Uint8Array(side * side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      large[row * side + column] = image[Math.floor(row / FINE) * SIDE + Math.floor(column / FINE)];
    }
  }
  return normalize(large, side, side);
}

function update(figure, parts, at, current) {
  parts.way.press(at.way);
  const pushed = current.image && moved(current.image, at.across, at.down);
  const seen = pushed && seenBy(at.way, pushed);
  // The reader itself is another, larger network; it gets the same centered image.
  const done = seen && at.way !== "reader" ? forward(current.weights, scale(seen)) : null;
  paintInk(parts.before.canvas, pushed);
  paintInk(parts.seen.canvas, seen);
  if (at.way === "reader") askReader(parts.reading, at, pushed);
  parts.shares.show(done?.probabilities ?? null);
  parts.shares.element.hidden = at.way === "reader";
  parts.place.replaceChildren(at.shift ? chartOf(at) : "");
  figure.say(sentenceOf(at, done, current));
  figure.refresh();
}

function sentenceOf(at, done, { done: still, answer }) {
  if (!still) return "Draw a digit: there is nothing to push.";
  const place = at.shift?.pixels.indexOf(at.across) ?? -1;
  const measured = place >= 0 ? `at ${pixels(at.across)} to the right it reads ${accuracy(at.shift.lines[at.way][place])} of ${whole(at.shift.count)} test digits` : "";
  if (at.way === "reader") {
    return `Digitwise’s reader ${at.reader}; ${measured}.`;
  }
  if (!done) return "Your digit has left the picture; there is nothing to read.";
  const now = argmax(done.probabilities);
  const held = now === answer ? `still ${now}` : `${now} and no longer ${answer}`;
  const who = at.way === "raw" ? "As it is" : "Centered first";
  return `${who}, your digit is ${held}, with ${percent(done.probabilities[now])}; ${measured}.`;
}

/** What the reader made of the digit. */
function wordsFor(digit) {
  return digit ? `says ${digit.text} to your digit, with ${percent(digit.confidence)}` : "finds no digit in what is left of yours";
}

function problemOf(error) {
  return `gave no answer to your digit (${sentenceOfError(error).replace(/\.$/, "")})`;
}

/** The reader answers for each place once. */
function askReader(reading, at, pushed) {
  if (!pushed || (at.asked && pushed.every((ink, pixel) => ink === at.asked[pixel]))) return;
  at.asked = pushed;
  at.reader = ASKED;
  reading.ask(pushed, true);
}

/** The pushed picture, enlarged, as black ink on white paper. */
function pictureOf(image) {
  const side = SIDE * FINE;
  const gray = Uint8Array.from({ length: side * side }, (_, index) => {
    const [row, column] = [Math.floor(index / side / FINE), Math.floor((index % side) / FINE)];
    return 255 - image[row * SIDE + column];
  });
  return grayPng(gray, side, side);
}

/** Three measured curves, and where the learner's digit stands. */
function chartOf({ shift, across: here, way }) {
  const kinds = { raw: "against", centered: "second", reader: "for" };
  const kindOf = (key) => `${kinds[key]}${key === way ? " strong" : ""}`;
  const names = Object.entries(WAYS).map(([key, name]) => ({ name, kind: kindOf(key) }));
  const { chart, across, down } = makeChart("Accuracy by shift: as it is, centered first, and Digitwise’s reader", 250, names);
  const x = scaleLinear([-FAR, FAR], across);
  const y = scaleLinear([0, 1], down);
  chart.append(
    axes({ x, y, xName: "pixels to the right", yName: "test digits read right", yText: (value) => `${Math.round(100 * value)} %` }),
  );
  for (const key of Object.keys(WAYS)) {
    chart.append(curve(shift.pixels.map((pixel, index) => [pixel, shift.lines[key][index]]), x, y, kindOf(key)));
  }
  const index = shift.pixels.indexOf(here);
  chart.append(svg("circle", { class: "dot", cx: x(here), cy: y(shift.lines[way][index]), r: 7 }));
  return chart;
}
