// The ink on the pad's canvas: while a stroke is drawn, only what was added to it is painted.

import { PAD, paintStroke, paintStrokes } from "./strokes.js";

/**
 * Paint on a canvas from now on.
 * @param {HTMLCanvasElement} canvas
 * @param {() => void} again called when all has to be painted anew, for the size or the colors are others
 * @returns {(strokes: import("./strokes.js").Stroke[], pen: object, finished: boolean) => void} to be called in a frame
 */
export function openInk(canvas, again) {
  const context = canvas.getContext("2d");
  // Asking a page for sizes and colors while it changes makes it lay itself out: so they are remembered.
  let size = null;
  let colors = null;
  let shown = null; // which strokes stand there, and how many points of the last

  new ResizeObserver(([{ contentRect }]) => {
    size = contentRect;
    shown = null;
    again();
  }).observe(canvas);
  for (const scheme of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(scheme).addEventListener("change", () => {
      colors = shown = null;
      again();
    });
  }

  return (strokes, pen, finished) => {
    if (size === null) return;
    colors ??= colorsOf(canvas);
    const known = finished || pen.shown || !fits(canvas, size) ? null : shown;
    const stroke = strokes.at(-1);
    if (known && grownFrom(known, strokes)) {
      // Painting over what is there would make its soft edges hard, so the end that will still bend waits.
      paintStroke(context, stroke, colors.ink, known.strokes.length === strokes.length ? known.points : 0, true);
    } else {
      clear(canvas, context, size);
      paintStrokes(context, strokes, colors.ink);
      if (pen.shown) paintPen(context, pen, colors.accent);
    }
    shown = pen.shown ? null : { strokes, points: stroke?.points.length ?? 0 };
  };
}

function colorsOf(canvas) {
  const { color, accentColor } = getComputedStyle(canvas);
  return { ink: color, accent: accentColor };
}

function pixelsOf({ width, height }) {
  return [width, height].map((length) => Math.round(length * devicePixelRatio));
}

/** Whether a canvas has as many pixels as the screen has there. */
function fits(canvas, size) {
  const [width, height] = pixelsOf(size);
  return canvas.width === width && canvas.height === height;
}

/** Whether strokes are those that are known, and more points of the last or one stroke more. */
function grownFrom({ strokes: before }, strokes) {
  const more = strokes.length - before.length;
  return strokes.length > 0 && (more === 0 || more === 1) && before.every((stroke, index) => stroke === strokes[index]);
}

/** An empty canvas of the right size; setting a size makes a new one, which takes its time. */
function clear(canvas, context, size) {
  const [width, height] = pixelsOf(size);
  if (!fits(canvas, size)) [canvas.width, canvas.height] = [width, height];
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  context.setTransform(width / PAD.width, 0, 0, height / PAD.height, 0, 0);
}

/** Where the pen of the keyboard is: a ring, filled while it is down. */
function paintPen(context, pen, color) {
  context.strokeStyle = context.fillStyle = color;
  context.lineWidth = 4;
  context.beginPath();
  context.arc(pen.x, pen.y, 14, 0, 2 * Math.PI);
  context.stroke();
  if (!pen.down) return;
  context.beginPath();
  context.arc(pen.x, pen.y, 7, 0, 2 * Math.PI);
  context.fill();
}
