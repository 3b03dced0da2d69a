// Typing: one cell after the other, large, with an empty field. What was read is never shown: it would be believed.

import { byId } from "../dom.js";
import { announce } from "../live_region.js";
import { cropOf } from "./server.js";

const OUTCOMES = { e: "empty", m: "mark", s: "struck_out", u: "unreadable" };
const AHEAD = 4;

/** The cells to type, the one that is shown, and what was decided since the page was opened. */
export class Typing {
  #queue = [];
  #place = 0;
  #history = [];
  #decided = new Map();

  /**
   * @param {(decisions: object[]) => void} decide
   * @param {() => void} finished called when nothing is left
   */
  constructor(decide, finished) {
    this.decide = decide;
    this.finished = finished;
    this.field = byId("said");
    byId("type").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#accept();
    });
    for (const button of document.querySelectorAll("[data-outcome]")) {
      button.addEventListener("click", () => this.#take(button.dataset.outcome, ""));
    }
    byId("back").addEventListener("click", () => this.#back());
    byId("undo").addEventListener("click", () => this.#undo());
    this.field.addEventListener("keydown", (event) => this.#press(event));
    this.field.addEventListener("input", () => this.#clean());
  }

  /**
   * Ask for these cells.
   * @param {object[]} cells
   */
  ask(cells) {
    const known = new Set(this.#queue.map(idOf));
    this.#queue.push(...cells.filter((cell) => !known.has(idOf(cell))));
    this.#skipDecided();
    this.show();
  }

  /**
   * What was decided elsewhere is not asked.
   * @param {object[]} cells
   */
  drop(cells) {
    for (const cell of cells) this.#decided.set(idOf(cell), "elsewhere");
    this.#skipDecided();
    this.show();
  }

  /** Ask for a cell before all others, though it was decided; a wrong word on it is replaced by the next. */
  again(cell) {
    const rest = this.#queue.filter((other) => idOf(other) !== idOf(cell));
    const place = this.#queue.slice(0, this.#place).filter((other) => idOf(other) !== idOf(cell)).length;
    this.#queue = [...rest.slice(0, place), cell, ...rest.slice(place)];
    this.#place = place;
    this.show();
  }

  /** What was taken back elsewhere is asked again, if it was to be asked. */
  restore(cells) {
    for (const cell of cells) this.#decided.delete(idOf(cell));
    this.#place = this.#queue.findIndex((cell) => !this.#decided.has(idOf(cell)));
    if (this.#place < 0) this.#place = this.#queue.length;
    this.show();
  }

  /** The cell that is asked, if there is one. */
  get cell() {
    return this.#queue[this.#place] ?? null;
  }

  /** Show the cell that is asked. */
  show() {
    const cell = this.cell;
    byId("type").hidden = byId("type-keys").hidden = cell === null;
    byId("type-done").hidden = cell !== null;
    byId("undo").disabled = this.#history.length === 0;
    byId("back").disabled = this.#place === 0;
    if (cell === null) {
      this.finished();
      return;
    }
    const image = byId("crop");
    image.src = cropOf(cell);
    image.width = cell.width;
    image.height = cell.height;
    image.alt = `The cell in row ${cell.row + 1}, column ${cell.column + 1}`;
    const before = this.#decided.get(idOf(cell));
    const column = cell.column_name ? `${cell.column + 1} (${cell.column_name})` : cell.column + 1;
    byId("crop-place").textContent = [
      `${cell.source}, row ${cell.row + 1}, column ${column}`,
      cell.blind ? "a sure cell, asked to check" : "",
      before ? `decided: ${before}` : "",
    ].filter(Boolean).join(" · ");
    this.field.value = "";
    for (const next of this.#queue.slice(this.#place + 1, this.#place + 1 + AHEAD)) new Image().src = cropOf(next);
  }

  /** Put the focus where the next key is wanted. */
  focus() {
    (this.cell === null ? byId("type-done") : this.field).focus({ preventScroll: true });
  }

  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      if (event.key.toLowerCase() === "z" && this.field.value === "") {
        event.preventDefault();
        this.#undo();
      }
      return;
    }
    const key = event.key.toLowerCase();
    if (key in OUTCOMES) this.#take(OUTCOMES[key], "");
    else if (key === "b") this.#back();
    else if (key === "z") this.#undo();
    else if (key === "h") this.field.setRangeText("½", this.field.selectionStart, this.field.selectionEnd, "end");
    else return;
    event.preventDefault();
  }

  /** Nothing but what numbers are written with; what is not taken is named. */
  #clean() {
    const other = /[^-+0-9.,:/½ ]/g;
    const left = (this.field.value.match(other) ?? []).join("");
    if (left) this.field.value = this.field.value.replace(other, "");
    byId("type-hint").textContent = left ? `“${left}” is no part of a number, and was left out.` : "";
  }

  #accept() {
    const text = this.field.value.trim();
    if (/^[-+]?[0-9½]/.test(text)) {
      this.#take("number", text);
      return;
    }
    byId("type-hint").textContent = text
      ? "A number begins with a digit or a sign before one. M says that it is a mark."
      : "Type what is written. E says that the cell is empty, U that nobody can read it.";
  }

  #take(outcome, text) {
    const cell = this.cell;
    if (cell === null) return;
    const way = cell.blind ? "checked" : "typed";
    this.decide([{ ...placeOf(cell), way, outcome, text }]);
    this.#history.push(cell);
    this.#decided.set(idOf(cell), text || outcome.replace("_", " "));
    byId("type-hint").textContent = "";
    this.#place++;
    this.#skipDecided();
    this.show();
    const next = this.cell;
    announce(`${text || outcome.replace("_", " ")}. ${next ? `Row ${next.row + 1}, column ${next.column + 1}` : "Done"}`);
    this.focus();
  }

  #back() {
    if (this.#place > 0) this.#place--;
    this.show();
    this.focus();
  }

  #undo() {
    const cell = this.#history.pop();
    if (cell === undefined) return;
    this.decide([{ ...placeOf(cell), way: "withdrawn" }]);
    this.#decided.delete(idOf(cell));
    this.#place = this.#queue.findIndex((other) => idOf(other) === idOf(cell));
    this.show();
    announce(`Taken back: row ${cell.row + 1}, column ${cell.column + 1}`, true);
    this.focus();
  }

  #skipDecided() {
    while (this.cell !== null && this.#decided.has(idOf(this.cell))) this.#place++;
  }
}

/** What a decision says of the place of a cell. */
export function placeOf({ sheet, grid, row, column }) {
  return { sheet, grid, row, column };
}

/** A name for a cell that no other has. */
export function idOf({ sheet, grid, row, column }) {
  return `${sheet}/${grid}-${row}-${column}`;
}
