// The picture of the sheet with the cells that were found on it.

const SVG = "http://www.w3.org/2000/svg";

/** The sheet: which cells belong to which column, and which column is chosen. */
export class SheetView {
  #cells = [];

  /**
   * @param {SVGElement} svg
   * @param {SVGElement} heading where the heading of the chosen column is shown
   * @param {(column: number) => void} choose called for a click on a column
   */
  constructor(svg, heading, choose) {
    this.svg = svg;
    this.headingView = heading;
    this.choose = choose;
  }

  /**
   * Show a grid.
   * @param {{width: number, height: number, across: number[], down: number[], merged: number[][]}} grid
   * @param {string} picture its address
   */
  show(grid, picture) {
    this.grid = grid;
    const size = { width: grid.width, height: grid.height };
    this.svg.setAttribute("viewBox", `0 0 ${grid.width} ${grid.height}`);
    this.#cells = cellsOf(grid).map((cell) => ({ ...cell, shape: this.#shape(cell) }));
    this.svg.replaceChildren(hatching(), draw("image", { href: picture, ...size }), ...this.#cells.map(({ shape }) => shape));
    this.headingView.replaceChildren(draw("image", { href: picture, ...size }));
  }

  /**
   * Mark what was said.
   * @param {number} chosen the column that is edited
   * @param {number} firstRow the first row that is filled in
   * @param {string[]} kinds of the columns
   */
  mark(chosen, firstRow, kinds) {
    for (const { row, column, columns, shape } of this.#cells) {
      shape.classList.toggle("chosen", column <= chosen && chosen < column + columns);
      shape.classList.toggle("heading", row < firstRow);
      shape.classList.toggle("ignored", kinds[column] === "ignored");
    }
    const { across, down } = this.grid;
    // Without a heading, the first row tells which column it is.
    const bottom = across[Math.max(1, firstRow)];
    const box = [down[chosen], across[0], down[chosen + 1] - down[chosen], bottom - across[0]];
    this.headingView.setAttribute("viewBox", box.join(" "));
  }

  #shape({ column, x, y, width, height }) {
    const shape = draw("rect", { class: "cell", x, y, width, height });
    shape.addEventListener("click", () => this.choose(column));
    return shape;
  }
}

/**
 * The cells of a grid, merged ones as one.
 * @param {{across: number[], down: number[], merged: number[][]}} grid
 */
export function cellsOf({ across, down, merged }) {
  const spans = new Map(merged.map(([row, column, rows, columns]) => [`${row},${column}`, { rows, columns }]));
  const hidden = new Set();
  for (const [row, column, rows, columns] of merged) {
    for (let i = row; i < row + rows; i++) {
      for (let j = column; j < column + columns; j++) if (i !== row || j !== column) hidden.add(`${i},${j}`);
    }
  }
  const cells = [];
  for (let row = 0; row + 1 < across.length; row++) {
    for (let column = 0; column + 1 < down.length; column++) {
      if (hidden.has(`${row},${column}`)) continue;
      const { rows, columns } = spans.get(`${row},${column}`) ?? { rows: 1, columns: 1 };
      const [x, y] = [down[column], across[row]];
      cells.push({ row, column, rows, columns, x, y, width: down[column + columns] - x, height: across[row + rows] - y });
    }
  }
  return cells;
}

function hatching() {
  const size = { width: 10, height: 10 };
  const line = draw("line", { class: "hatch", x1: 0, y1: 0, x2: 0, y2: 10 });
  const pattern = draw("pattern", { id: "hatched", patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)", ...size });
  pattern.append(line);
  return pattern;
}

function draw(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
