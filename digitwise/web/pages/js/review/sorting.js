// Odd one out: cells that were read the same, side by side; a person marks those that are something else.

import { byId, make, moveWithArrows } from "../dom.js";
import { announce } from "../live_region.js";
import { cropOf } from "./server.js";
import { idOf, placeOf } from "./typing.js";

const AT_ONCE = 60;

/** Groups of cells that read the same, and the sheet of them that is shown. */
export class Sorting {
  #groups = new Map();
  #shown = [];
  #odd = new Set();
  #done = new Map();
  #history = [];

  /**
   * @param {(decisions: object[], accepted: object[], odd: object[]) => void} decide
   * @param {(decisions: object[], cells: object[]) => void} takeBack
   */
  constructor(decide, takeBack) {
    this.decide = decide;
    this.takeBack = takeBack;
    byId("group").addEventListener("change", () => this.show());
    byId("all").addEventListener("change", () => this.list());
    byId("confirm").addEventListener("click", () => this.#confirm());
    byId("sort-undo").addEventListener("click", () => this.#undo());
    const panel = byId("panel-sort");
    moveWithArrows(byId("tiles"), ".tile");
    panel.addEventListener("keydown", (event) => this.#press(event));
  }

  /**
   * Take the groups over.
   * @param {{text: string, cells: object[]}[]} alike
   */
  open(alike) {
    this.#groups = new Map(alike.map(({ text, cells }) => [text, cells]));
    byId("all").checked = !alike.some(({ cells }) => cells.filter((cell) => cell.asked).length > 1);
    this.list();
  }

  /**
   * What was decided elsewhere is not shown.
   * @param {object[]} cells
   */
  drop(cells) {
    for (const cell of cells) this.#done.set(idOf(cell), "elsewhere");
    this.list();
  }

  /** What was taken back elsewhere is shown again. */
  restore(cells) {
    for (const cell of cells) this.#done.delete(idOf(cell));
    this.list();
  }

  /** List the groups of which something is left. */
  list() {
    const select = byId("group");
    const chosen = select.value;
    const left = [...this.#groups.keys()].map((text) => [text, this.#left(text).length]).filter(([, count]) => count > 1);
    left.sort((one, other) => other[1] - one[1]);
    const options = left.map(([text, count]) => make("option", { value: text }, `${text} (${count} cells)`));
    select.replaceChildren(...options);
    if (left.some(([text]) => text === chosen)) select.value = chosen;
    this.show();
  }

  /** Show the next cells of the chosen group. */
  show() {
    const text = byId("group").value;
    this.#shown = text ? this.#left(text).slice(0, AT_ONCE) : [];
    this.#odd.clear();
    const none = this.#shown.length === 0;
    for (const name of ["tiles", "confirm", "sort-task", "sort-keys"]) byId(name).hidden = none;
    byId("sort-undo").disabled = this.#history.length === 0;
    byId("sort-done").hidden = !none;
    byId("sort-done").textContent = byId("all").checked
      ? "No two undecided cells read the same."
      : "No two cells to look at read the same. “Sure cells too” shows the others.";
    byId("sort-task").textContent = none ? "" : `Which of these ${this.#shown.length} cells do not say ${text}?`;
    byId("tiles").replaceChildren(...this.#shown.map((cell, place) => this.#tile(cell, place)));
  }

  /** Put the focus where the next key is wanted. */
  focus() {
    (byId("tiles").querySelector(".tile") ?? byId("all")).focus({ preventScroll: true });
  }

  #left(text) {
    const all = byId("all").checked;
    return this.#groups.get(text).filter((cell) => (all || cell.asked) && !this.#done.has(idOf(cell)));
  }

  #tile(cell, place) {
    const label = `${cell.source}, row ${cell.row + 1}, column ${cell.column + 1}`;
    const image = make("img", { src: cropOf(cell), alt: "", width: cell.width, height: cell.height });
    const tile = make("button", { type: "button", class: "tile", "aria-pressed": "false", "aria-label": label }, image);
    tile.addEventListener("click", () => {
      const odd = !this.#odd.has(place);
      if (odd) this.#odd.add(place);
      else this.#odd.delete(place);
      tile.setAttribute("aria-pressed", String(odd));
    });
    return tile;
  }

  #press(event) {
    if (event.target.matches("select, input")) return;
    if (event.key === "Enter" && event.target.matches(".tile")) this.#confirm();
    else if (event.key.toLowerCase() === "z") this.#undo();
    else return;
    event.preventDefault();
  }

  #confirm() {
    const text = byId("group").value;
    if (this.#shown.length === 0) return;
    const odd = this.#shown.filter((_, place) => this.#odd.has(place));
    const accepted = this.#shown.filter((_, place) => !this.#odd.has(place));
    const decisions = [
      ...accepted.map((cell) => ({ ...placeOf(cell), way: "sorted", outcome: "number", text })),
      ...odd.map((cell) => ({ ...placeOf(cell), way: "asked" })),
    ];
    this.#history.push(this.#shown);
    for (const cell of this.#shown) this.#done.set(idOf(cell), text);
    this.decide(decisions, accepted, odd);
    announce(`${accepted.length} cells accepted as ${text}, ${odd.length} to type`, true);
    this.list();
    this.focus();
  }

  #undo() {
    const cells = this.#history.pop();
    if (cells === undefined) return;
    for (const cell of cells) this.#done.delete(idOf(cell));
    this.takeBack(cells.map((cell) => ({ ...placeOf(cell), way: "withdrawn" })), cells);
    announce(`${cells.length} cells taken back`, true);
    this.list();
    this.focus();
  }
}
