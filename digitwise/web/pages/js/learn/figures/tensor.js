// A picture is a tensor: the learner's digit as numbers, one index after the other, then as one row for the network.

import { make } from "../../dom.js";
import { NOW, makeChoice, makeGuess, openFigure } from "../parts/figure.js";
import { colors, fitted, paintInk } from "../parts/paint.js";
import { number, whole } from "../parts/speak.js";

const SIDE = 28;
const REACH = 3; // the lens shows so many pixels on each side of the one in view

const PARTS = {
  all: { name: "x", shape: "(60000, 28, 28)", rank: 3, indices: "picture, row, column" },
  picture: { name: "x[i]", shape: "(28, 28)", rank: 2, indices: "row, column" },
  row: { name: "x[i, ROW]", shape: "(28,)", rank: 1, indices: "column" },
  pixel: { name: "x[i, ROW, COLUMN]", shape: "()", rank: 0, indices: "none" },
};

export function openTensor(chapter, learner) {
  const figure = openFigure(chapter);
  const at = { row: 13, column: 14, part: "picture", scaled: false, label: null };
  const parts = parts_(at);
  figure.body.append(...parts.all);
  figure.from("live", NOW);
  const show = () => update(figure, parts, at, learner.current);
  for (const [choice, name] of [[parts.part, "part"], [parts.scaled, "scaled"]]) {
    choice.group.addEventListener("click", ({ target }) => {
      if (target.dataset.value === undefined) return;
      at[name] = name === "scaled" ? target.dataset.value === "yes" : target.dataset.value;
      show();
    });
  }
  followCells(parts.canvas, at, show);
  parts.label.group.addEventListener("click", ({ target }) => {
    if (target.dataset.value !== undefined) at.label = Number(target.dataset.value);
    show();
  });
  figure.numbers("All rows of your digit", () => ({
    heads: ["row", "28 numbers"],
    rows: Array.from({ length: SIDE }, (_, row) => [
      row, Array.from({ length: SIDE }, (_, column) => valueAt(learner.current.image, at, row, column)).join(" "),
    ]), // prettier-ignore
  }));
  return show;
}

function parts_(at) {
  const none = () => {};
  const canvas = make("canvas", {
    class: "tensor-picture", tabindex: 0, role: "application",
    "aria-label": "Your digit, pixel by pixel: the arrow keys move through it",
  }); // prettier-ignore
  const lens = make("table", { class: "lens", "aria-hidden": "true" });
  const facts = make("dl", { class: "facts" });
  const unrolled = make("canvas", { class: "unrolled", width: 784, height: 1, role: "img", "aria-label": "All 784 numbers in one row" });
  const hot = make("div", { class: "hot" });
  const part = makeChoice("Which part of the tensor", Object.entries(PARTS).map(([key, { shape }]) => [key, shape]), none);
  const scaled = makeChoice("Which numbers", [["no", "0 to 255"], ["yes", "÷ 255"]], none);
  const label = makeChoice("What digit it is", Array.from({ length: 10 }, (_, digit) => [String(digit), String(digit)]), none);
  const guess = makeGuess(
    "All training pictures have the shape (60000, 28, 28). What is the shape of one row of one picture?",
    [{ label: "(28, 28)" }, { label: "(28,)", right: true }, { label: "(1, 28)" }],
    () => {
      at.part = "row";
      part.group.querySelector("[data-value=row]").click();
      return "The picture and the row are chosen, so two of three indices are used up and one is left.";
    },
  );
  const all = [
    guess,
    part.group,
    make("div", { class: "tensor" }, canvas, make("div", {}, facts, lens)),
    scaled.group,
    make("p", { class: "small soft" }, "reshape(784): row 0, then row 1, and so on. Marked: the row in view."),
    unrolled,
    make("p", { class: "small soft" }, "What digit did you mean? Its label, one-hot: 1 at its place, 0 elsewhere."),
    label.group,
    hot,
  ];
  return { canvas, lens, facts, unrolled, hot, part, scaled, label, all };
}

/** The pixel in view follows the pointer and the arrow keys. */
function followCells(canvas, at, show) {
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const inside = (value) => Math.min(SIDE - 1, Math.max(0, value));
  const point = (event) => {
    at.row = inside(Math.floor((event.offsetY / canvas.clientHeight) * SIDE));
    at.column = inside(Math.floor((event.offsetX / canvas.clientWidth) * SIDE));
    show();
  };
  canvas.addEventListener("pointermove", point);
  canvas.addEventListener("pointerdown", point);
  canvas.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    at.row = inside(at.row + step[0]);
    at.column = inside(at.column + step[1]);
    show();
  });
}

function valueAt(image, at, row, column) {
  const ink = image?.[row * SIDE + column] ?? 0;
  return at.scaled ? number(ink / 255) : String(ink);
}

function update(figure, parts, at, { image, answer }) {
  const part = PARTS[at.part];
  const name = part.name.replace("ROW", at.row).replace("COLUMN", at.column);
  parts.part.press(at.part);
  parts.scaled.press(at.scaled ? "yes" : "no");
  const label = at.label ?? answer ?? 0;
  parts.label.press(label);
  parts.hot.replaceChildren(
    ...Array.from({ length: 10 }, (_, digit) => make("span", digit === label ? { class: "one" } : {}, digit === label ? "1" : "0")),
  );
  const dtype = at.scaled ? "float64" : "uint8";
  const facts = { tensor: name, rank: part.rank, shape: part.shape, dtype, "indices left": part.indices };
  parts.facts.replaceChildren(
    ...Object.entries(facts).flatMap(([term, fact]) => [make("dt", {}, term), make("dd", {}, String(fact))]),
  );
  paintPicture(parts.canvas, image, at);
  paintLens(parts.lens, image, at);
  paintRow(parts.unrolled, image, at);
  figure.say(sentenceOf(name, at, image));
  figure.refresh();
}

function sentenceOf(name, at, image) {
  const numbers = { all: 60000 * SIDE * SIDE, picture: SIDE * SIDE, row: SIDE }[at.part];
  const here = `The pixel in row ${at.row}, column ${at.column} is ${valueAt(image, at, at.row, at.column)}; behind one another it is number ${whole(at.row * SIDE + at.column)} of 784, counted from 0.`;
  if (at.part === "pixel") return `${name} needs no further index: it is one number. ${here}`;
  return `${name} holds ${whole(numbers)} numbers. ${here}`;
}

const small = new OffscreenCanvas(SIDE, SIDE);

/** The picture with the part in view: as one of a pile, with one row, with one pixel. */
function paintPicture(canvas, image, at) {
  paintInk(small, image);
  const pile = at.part === "all" ? 5 : 0;
  const { context } = fitted(canvas, 300);
  const { sheet, edge, blue } = colors();
  const side = 300 - 8 * pile;
  context.imageSmoothingEnabled = false;
  for (let sheetNumber = pile; sheetNumber >= 0; sheetNumber--) {
    const shift = 8 * sheetNumber;
    context.fillStyle = sheet;
    context.fillRect(shift, 8 * pile - shift, side, side);
    context.strokeStyle = edge;
    context.strokeRect(shift + 0.5, 8 * pile - shift + 0.5, side - 1, side - 1);
  }
  context.drawImage(small, 1, 8 * pile + 1, side - 2, side - 2);
  const cell = side / SIDE;
  const top = 8 * pile + at.row * cell;
  context.strokeStyle = blue;
  context.lineWidth = 2;
  if (at.part === "row") context.strokeRect(1, top, side - 2, cell);
  context.strokeRect(at.column * cell, top, cell, cell);
}

/** The numbers around the pixel in view. */
function paintLens(table, image, at) {
  const inside = (value) => Math.min(SIDE - 1 - REACH, Math.max(REACH, value));
  const [middle, center] = [inside(at.row), inside(at.column)];
  const body = make("tbody");
  for (let row = middle - REACH; row <= middle + REACH; row++) {
    const line = make("tr");
    for (let column = center - REACH; column <= center + REACH; column++) {
      const here = row === at.row && column === at.column;
      line.append(make("td", here ? { class: "here" } : {}, valueAt(image, at, row, column)));
    }
    body.append(line);
  }
  table.replaceChildren(body);
}

/** All rows, one behind the other. */
function paintRow(canvas, image, at) {
  const context = canvas.getContext("2d");
  const { sheet, ink, blue } = colors();
  context.globalAlpha = 1;
  context.fillStyle = sheet;
  context.fillRect(0, 0, 784, 1);
  context.fillStyle = blue;
  context.globalAlpha = 0.3;
  context.fillRect(at.row * SIDE, 0, SIDE, 1);
  context.fillStyle = ink;
  for (let pixel = 0; pixel < 784; pixel++) {
    context.globalAlpha = (image?.[pixel] ?? 0) / 255;
    context.fillRect(pixel, 0, 1, 1);
  }
}
