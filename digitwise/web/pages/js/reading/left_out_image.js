// The ink of a piece that was left out, at the size of the images that a network sees: fitted to 20 × 20, in the middle.

import { byId } from "../dom.js";
import { paintStrokes } from "../draw/strokes.js";

const SIDE = 28;
const FIT = 20;

/**
 * A painter of the piece for a canvas of 28 × 28, dark on light whatever it was in the picture.
 * @param {{left: number, top: number, width: number, height: number}} box of the piece
 * @param {object} reading in units of the pad or of the picture
 * @param {import("../draw/strokes.js").Stroke[] | null} strokes null for the picture that was brought
 * @returns {(context: CanvasRenderingContext2D) => void}
 */
export function inkOf(box, reading, strokes) {
  return (context) => {
    const scale = FIT / Math.max(box.width, box.height, 1);
    const x = SIDE / 2 - scale * (box.left + box.width / 2);
    const y = SIDE / 2 - scale * (box.top + box.height / 2);
    context.save();
    context.setTransform(scale, 0, 0, scale, x, y);
    const picture = byId("picture");
    if (strokes) paintStrokes(context, strokes, "#000");
    // What the browser cannot show is blank: to draw it would be an error.
    else if (picture.naturalWidth > 0) context.drawImage(picture, 0, 0, reading.width, reading.height);
    // Under what was painted: the eraser must not rub a hole into the paper.
    context.globalCompositeOperation = "destination-over";
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = "#fff";
    context.fillRect(0, 0, SIDE, SIDE);
    if (hasDarkEdge(context)) {
      context.globalCompositeOperation = "difference";
      context.fillRect(0, 0, SIDE, SIDE);
    }
    context.restore();
  };
}

/** Whether most of the canvas along its edge, where no ink of the piece is, is nearer to black than to white. */
function hasDarkEdge(context) {
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  const edge = [...Array(SIDE ** 2).keys()].filter((place) =>
    [0, SIDE - 1].some((end) => place % SIDE === end || Math.floor(place / SIDE) === end),
  );
  const dark = edge.filter((place) => data[4 * place] + data[4 * place + 1] + data[4 * place + 2] < 384);
  return dark.length > edge.length / 2;
}
