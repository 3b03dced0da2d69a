// The page for drawing a form: wires the sheet, its columns and the form that is saved together.

import { byId, make } from "../dom.js";
import { announce } from "../live_region.js";
import { Columns } from "./columns.js";
import { describe } from "./description.js";
import { loadSheet, pictureOf, saveForm } from "./server.js";
import { SheetView } from "./sheet.js";

let found = null;
let unsaved = false;

const columns = new Columns(mark, () => byId("form-name").focus());
const view = new SheetView(byId("sheet"), byId("heading"), (column) => columns.choose(column, true));

const grid = () => Number(byId("grid").value);
const firstRow = () => Number(byId("first-row").value);

function mark() {
  view.mark(columns.chosen, firstRow(), columns.columns.map(({ kind }) => kind));
  byId("problem").textContent = "";
}

/** Show the chosen grid, of which nothing was said yet, or a form that is there. */
function openGrid() {
  const shown = found.forms[grid()];
  const rows = shown.across.length - 1;
  const options = (from) => Array.from({ length: rows - from }, (_, place) => make("option", { value: place + from }, `Row ${place + from + 1}`));
  byId("first-row").replaceChildren(...options(0));
  byId("first-row").value = Math.min(shown.first_row, rows - 1);
  byId("sum-row").replaceChildren(make("option", { value: "" }, "None"), ...options(1));
  byId("sum-row").value = shown.said?.column_sums[0]?.row ?? "";
  view.show(shown, pictureOf(grid()));
  columns.open(shown.down.length - 1, shown.said);
}

function showFile() {
  byId("form-file").textContent = `Is written to ${found.output ?? `${byId("form-name").value.trim() || "…"}.form.json, beside ${found.sheet}`}.`;
}

async function save() {
  const sumRow = byId("sum-row").value;
  const said = {
    name: byId("form-name").value,
    firstRow: firstRow(),
    sumRow: sumRow === "" ? null : Number(sumRow),
    columns: columns.columns,
  };
  byId("save").disabled = true;
  try {
    const file = await saveForm(grid(), describe(said));
    unsaved = false;
    byId("done-file").textContent = file;
    byId("done-command").textContent = `digitwise table SHEETS --form ${/^[\w.-]+$/.test(file) ? file : `"${file}"`} --output marks.xlsx`;
    byId("work").hidden = true;
    byId("done").hidden = false;
    byId("done").focus();
    announce(`The form is saved as ${file}`, true);
  } catch (error) {
    byId("problem").textContent = error.message;
  } finally {
    byId("save").disabled = false;
  }
}

async function open() {
  found = await loadSheet();
  const title = found.forms[0].said ? `Change ${found.sheet}` : `Draw a form from ${found.sheet}`;
  byId("title").textContent = title;
  document.title = `Digitwise: ${title}`;
  const sizes = found.forms.map(({ across, down }) => `${across.length - 1} rows, ${down.length - 1} columns`);
  byId("grid").replaceChildren(...sizes.map((size, place) => make("option", { value: place }, `${place + 1}: ${size}`)));
  byId("grid-choice").hidden = found.forms.length < 2;
  byId("form-name").value = found.forms[0].name;
  showFile();
  openGrid();
  byId("work").hidden = false;
  columns.choose(0, true);
}

byId("grid").addEventListener("change", openGrid);
byId("first-row").addEventListener("change", mark);
byId("form-name").addEventListener("input", showFile);
byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});
byId("work").addEventListener("input", () => (unsaved = true));
window.addEventListener("beforeunload", (event) => unsaved && event.preventDefault());

open().catch((error) => {
  byId("trouble").textContent = error.message;
  byId("trouble").hidden = false;
});
