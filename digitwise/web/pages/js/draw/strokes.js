// Strokes as points, and how they look. The pad is 800 × 600 units, however large it is on the screen.

export const PAD = { width: 800, height: 600 };
const PEN_WIDTH = 15;
const ERASER_WIDTH = 56;

/**
 * @typedef {{x: number, y: number, width: number}} Point
 * @typedef {{erases: boolean, points: Point[]}} Stroke
 */

/**
 * How wide the line is under a given pressure; what knows none says 0.5, and draws the plain width.
 * @param {number} pressure 0 to 1
 * @param {boolean} erases
 */
export function widthUnder(pressure, erases) {
  return erases ? ERASER_WIDTH : PEN_WIDTH * (0.6 + 0.8 * pressure);
}

/**
 * Paint strokes on a context whose units are those of the pad.
 * @param {CanvasRenderingContext2D} context
 * @param {Stroke[]} strokes
 * @param {string} ink color
 */
export function paintStrokes(context, strokes, ink) {
  for (const stroke of strokes) paintStroke(context, stroke, ink);
}

/**
 * Curves through the middles between the points: smooth, and each as wide as the pen was pressed there.
 * @param {CanvasRenderingContext2D} context
 * @param {Stroke} stroke
 * @param {string} ink color
 * @param {number} painted so many of its points were there when it was painted before
 * @param {boolean} grows more points will come: the last one is not yet gone to, for the line bends there
 */
export function paintStroke(context, { erases, points }, ink, painted = 0, grows = false) {
  context.lineCap = context.lineJoin = "round";
  context.strokeStyle = context.fillStyle = ink;
  context.globalCompositeOperation = erases ? "destination-out" : "source-over";
  if (points.length === 1 || (grows && painted === 0)) {
    context.beginPath();
    context.arc(points[0].x, points[0].y, points[0].width / 2, 0, 2 * Math.PI);
    context.fill();
  }
  const end = grows ? points.length - 1 : points.length;
  for (let index = Math.max(1, painted - 1); index < end; index++) {
    const bend = points[index];
    const from = index > 1 ? middleOf(points[index - 1], bend) : points[0];
    const to = index < points.length - 1 ? middleOf(bend, points[index + 1]) : bend;
    context.lineWidth = bend.width;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.quadraticCurveTo(bend.x, bend.y, to.x, to.y);
    context.stroke();
  }
  context.globalCompositeOperation = "source-over";
}

function middleOf(a, b) {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

/**
 * The rectangle around all that was drawn, erased or not; null if nothing was.
 * @param {Stroke[]} strokes
 */
export function boundsOf(strokes) {
  let bounds = null;
  for (const { erases, points } of strokes) {
    if (erases) continue;
    bounds ??= { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    for (const { x, y, width } of points) {
      bounds.left = Math.min(bounds.left, x - width / 2);
      bounds.top = Math.min(bounds.top, y - width / 2);
      bounds.right = Math.max(bounds.right, x + width / 2);
      bounds.bottom = Math.max(bounds.bottom, y + width / 2);
    }
  }
  return bounds;
}
