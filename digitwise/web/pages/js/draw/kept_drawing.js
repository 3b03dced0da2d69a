// The drawing outlives a reload of the page: its strokes are kept in this tab until the tab is closed.

const PLACE = "digitwise.drawing";

/**
 * Keep strokes for the next load of the page in this tab.
 * @param {import("./strokes.js").Stroke[]} strokes
 */
export function keepDrawing(strokes) {
  try {
    sessionStorage.setItem(PLACE, JSON.stringify(strokes));
  } catch {
    // A browser that forbids storage, or has no room left, draws all the same.
  }
}

/**
 * The strokes that were kept; none if what was kept cannot be drawn.
 * @returns {import("./strokes.js").Stroke[]}
 */
export function keptDrawing() {
  try {
    const strokes = JSON.parse(sessionStorage.getItem(PLACE) ?? "[]");
    return strokes.every(isStroke) ? strokes : [];
  } catch {
    return [];
  }
}

function isStroke({ erases, points }) {
  const drawable = ({ x, y, width }) => [x, y, width].every(Number.isFinite);
  return typeof erases === "boolean" && points.length > 0 && points.every(drawable);
}
