// Cells that were decided against a rule of the form: a slip of the keys, or what the sheet says.

import { byId, make, makeButton } from "../dom.js";

let known = null;

/**
 * Show them below; a new one is named beside the field as well.
 * @param {object[]} breaches cells, each with `words`
 * @param {(cell: object) => void} again called with a cell that is to be decided anew
 */
export function showBreaches(breaches, again) {
  byId("breaches").hidden = breaches.length === 0;
  byId("breach-list").replaceChildren(
    ...breaches.map((cell) =>
      make("li", {}, make("span", {}, cell.words), makeButton("Decide anew", () => again(cell))),
    ),
  );
  const words = breaches.map((cell) => cell.words);
  const fresh = known === null ? [] : words.filter((each) => !known.has(each));
  if (fresh.length) byId("type-hint").textContent = fresh.at(-1);
  known = new Set(words);
}
