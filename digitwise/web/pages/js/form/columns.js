// The columns of a form: one is chosen, named and given a kind and rules, by keys or by pointer.

import { byId, make, makeButton, moveWithArrows } from "../dom.js";
import { addsUp, columnsOf, newColumn, RULES } from "./description.js";

const SHORT = {
  number: "numbers",
  digits: "identifier",
  date: "dates",
  time: "times",
  sum: "sum",
  any: "anything",
  ignored: "not read",
};

/** The columns, and the one that is edited. */
export class Columns {
  #chosen = 0;
  columns = [];

  /**
   * @param {() => void} changed called when a column was chosen or changed
   * @param {() => void} finished called after the last column
   */
  constructor(changed, finished) {
    this.changed = changed;
    this.finished = finished;
    moveWithArrows(byId("columns"), ".button");
    byId("column").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#next();
    });
    byId("name").addEventListener("input", () => this.#set({ name: byId("name").value }));
    byId("kind").addEventListener("change", () => {
      this.#set({ kind: byId("kind").value });
      this.#showRules();
    });
  }

  /** Number of the chosen column. */
  get chosen() {
    return this.#chosen;
  }

  /**
   * Begin with columns of which nothing is known, or with those of a form that is there.
   * @param {number} count
   * @param {object | undefined} said what that form says
   */
  open(count, said) {
    this.columns = said ? columnsOf(said) : Array.from({ length: count }, (_, place) => newColumn(place));
    const buttons = this.columns.map((_, place) => makeButton("", () => this.choose(place, true)));
    byId("columns").replaceChildren(...buttons);
    for (const [place, button] of buttons.entries()) button.addEventListener("focus", () => this.choose(place));
    this.choose(0);
  }

  /**
   * Edit a column.
   * @param {number} place
   * @param {boolean} focus put the focus into its name
   */
  choose(place, focus = false) {
    this.#chosen = place;
    const column = this.columns[place];
    byId("column-title").textContent = `Column ${place + 1} of ${this.columns.length}`;
    byId("name").value = column.name;
    byId("kind").value = column.kind;
    this.#showRules();
    this.#list();
    this.changed();
    if (focus) {
      byId("name").focus();
      byId("name").select();
    }
  }

  #next() {
    if (this.#chosen + 1 < this.columns.length) this.choose(this.#chosen + 1, true);
    else this.finished();
  }

  #set(values) {
    Object.assign(this.columns[this.#chosen], values);
    this.#list();
    this.changed();
  }

  #list() {
    for (const [place, button] of [...byId("columns").children].entries()) {
      const { name, kind } = this.columns[place];
      button.textContent = `${name || "?"} · ${SHORT[kind]}`;
      button.ariaPressed = String(place === this.#chosen);
      button.tabIndex = place === this.#chosen ? 0 : -1;
    }
  }

  #showRules() {
    const column = this.columns[this.#chosen];
    const shown = RULES.filter(({ kinds }) => kinds.includes(column.kind));
    byId("rules").replaceChildren(...shown.flatMap((rule) => this.#field(column, rule)));
    byId("rules").hidden = shown.length === 0;
    byId("parts").hidden = column.kind !== "sum";
    const others = this.columns.map((other, place) => [other, place]).filter(([other]) => other !== column && addsUp(other));
    const boxes = others.map(([other, place]) => this.#part(column, other, place));
    const none = make("span", { class: "soft" }, "No other column holds numbers yet.");
    byId("parts").replaceChildren(make("legend", {}, "Sum of"), ...(boxes.length ? boxes : [none]));
  }

  #field(column, { key, label, mode }) {
    const id = `rule-${key}`;
    const lines = mode === "lines";
    const attributes = lines ? { rows: 4 } : { inputmode: mode, maxlength: 60 };
    const field = make(lines ? "textarea" : "input", { id, class: "field", spellcheck: "false", ...attributes });
    field.value = column.rules[key] ?? "";
    field.addEventListener("input", () => {
      column.rules[key] = field.value;
      this.changed();
    });
    return [make("label", { for: id }, label), field];
  }

  #part(column, other, place) {
    const box = make("input", { type: "checkbox", checked: column.parts.has(place) });
    box.addEventListener("change", () => {
      if (box.checked) column.parts.add(place);
      else column.parts.delete(place);
      this.changed();
    });
    return make("label", { class: "check" }, box, other.name || `Column ${place + 1}`);
  }
}
