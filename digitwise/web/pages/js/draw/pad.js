// The drawing pad: strokes on squared paper, by pointer and by keyboard, with undo, eraser and clear.

import { announce } from "../live_region.js";
import { EXAMPLE } from "./example.js";
import { History } from "./undo_history.js";
import { PAD, widthUnder } from "./strokes.js";
import { followKeys } from "./keyboard.js";
import { openInk } from "./canvas_ink.js";
import { followPointer } from "./pointer.js";

/**
 * Make a pad work.
 * @param {HTMLElement} root what holds a canvas `.pad`, the hint on it `.pad-hint`, and buttons that say in `data-pad`
 *   what they do: undo, redo, clear, eraser, example; the last two may be missing
 * @param {(strokes: import("./strokes.js").Stroke[], finished: boolean) => void} changed called while a stroke is drawn
 *   and, with true, when it is finished
 * @param {() => void} answer called when somebody asks to hear the answer
 * @returns {{draw: (strokes: import("./strokes.js").Stroke[]) => void}} puts other strokes in the place of those that are
 *   there, as a step that can be undone
 */
export function openPad(root, changed, answer) {
  const canvas = root.querySelector(".pad");
  const button = (name) => root.querySelector(`[data-pad="${name}"]`);
  const history = new History();
  let stroke = null;
  let painting = 0;

  const strokes = () => (stroke ? [...history.strokes, stroke] : history.strokes);

  const show = () => {
    painting ||= requestAnimationFrame(() => {
      painting = 0;
      paint(strokes(), pen, stroke === null);
    });
  };
  const paint = openInk(canvas, show);

  const update = (finished) => {
    root.querySelector(".pad-hint").hidden = strokes().length > 0;
    button("undo").disabled = !history.canUndo;
    button("redo").disabled = !history.canRedo;
    button("clear").disabled = history.strokes.length === 0;
    show();
    changed(strokes(), finished);
  };

  const begin = (point, erases) => {
    stroke = { erases: erases || button("eraser")?.ariaPressed === "true", points: [] };
    extend([point]);
  };
  const extend = (points) => {
    for (const { x, y, pressure } of points) stroke.points.push({ x, y, width: widthUnder(pressure, stroke.erases) });
    update(false);
  };
  const drop = () => {
    stroke = null;
    update(true);
  };
  const end = () => {
    history.push(strokes());
    drop();
  };

  const inUnits = ({ x, y, pressure }) => ({ x: x * PAD.width, y: y * PAD.height, pressure });
  followPointer(canvas, {
    begin: (sample, erases) => {
      pen.lift();
      pen.shown = false;
      begin(inUnits(sample), erases);
    },
    extend: (samples) => extend(samples.map(inUnits)),
    end,
    drop,
  });

  const deeds = {
    undo: () => history.undo(),
    redo: () => history.redo(),
    clear: () => history.strokes.length && history.push([]),
    example: () => history.push([...history.strokes, ...EXAMPLE]),
  };
  const perform = (name) => {
    pen.lift();
    if (stroke) return;
    deeds[name]();
    update(true);
  };
  for (const name of Object.keys(deeds)) button(name)?.addEventListener("click", () => perform(name));
  button("eraser")?.addEventListener("click", ({ currentTarget }) => {
    currentTarget.ariaPressed = String(currentTarget.ariaPressed !== "true");
  });

  const pen = followKeys(canvas, PAD, {
    begin: ({ x, y }) => begin({ x, y, pressure: 0.5 }, false),
    extend: ({ x, y }) => extend([{ x, y, pressure: 0.5 }]),
    end,
    moved: show,
    say: (words) => announce(words, true),
    clear: () => perform("clear"),
    answer,
  });
  listenForUndo(canvas, perform);
  update(true);
  return {
    draw(others) {
      pen.lift();
      stroke = null;
      history.push(others);
      update(true);
    },
  };
}

/** Ctrl+Z and its relatives, wherever the focus is, but not while somebody writes in a field. */
function listenForUndo(canvas, perform) {
  addEventListener("keydown", (event) => {
    const typing = event.target.matches?.("input, select, textarea") || document.querySelector("dialog[open]");
    if (!(event.ctrlKey || event.metaKey) || event.altKey || typing || !canvas.checkVisibility()) return;
    const key = event.key.toLowerCase();
    const name = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : null;
    if (name === null) return;
    event.preventDefault();
    perform(name);
  });
}
