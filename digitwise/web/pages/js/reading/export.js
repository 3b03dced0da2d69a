// Taking the answer along: the text, a table, or the whole document, in the forms of `digitwise read`.

import { announce } from "../live_region.js";
import { byId, make } from "../dom.js";

const COLUMNS = ["source", "code", "line", "number", "text", "confidence", "doubtful", "left", "top", "width", "height"];

/**
 * Make the buttons work.
 * @param {() => object} reading the one that is shown
 */
export function openResults(reading) {
  byId("copy").addEventListener("click", async ({ currentTarget }) => {
    const copied = await copyText(reading().text);
    flash(currentTarget, copied ? "Copied" : "Not allowed");
  });
  byId("csv").addEventListener("click", () => download("digitwise.csv", [toCsv(reading())], "text/csv"));
  byId("json").addEventListener("click", () => download("digitwise.json", [toJson(reading())], "application/json"));
}

/**
 * Save a file.
 * @param {string} name
 * @param {BlobPart[]} parts
 * @param {string} type
 */
export function download(name, parts, type) {
  const address = URL.createObjectURL(new Blob(parts, { type }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  announce(`${name} is saved`, true);
}

async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
  // Browsers keep the clipboard from pages that come over plain http from another machine, but not this old way.
  const field = make("textarea", { class: "only-heard" }, text);
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
}

/** Say on a button, for a moment, what became of it. */
function flash(button, words) {
  const label = (button.dataset.label ??= button.textContent);
  button.textContent = words;
  announce(words, true);
  setTimeout(() => (button.textContent = label), 1500);
}

function toJson(reading) {
  const [digits, rejected] = [reading.digits, reading.rejected].map((pieces) => pieces.map(({ image, ...piece }) => piece));
  return `${JSON.stringify({ schema: 1, readings: [{ ...reading, digits, rejected }] }, null, 2)}\n`;
}

/** A row for each number, and one for a picture that has none. */
function toCsv(reading) {
  const begin = [reading.source ?? "", reading.code];
  const rows = reading.numbers.map(({ line, text, confidence, doubtful, box }, index) => [
    ...begin, line, index, text, confidence.toFixed(4), Number(doubtful), box.left, box.top, box.width, box.height,
  ]); // prettier-ignore
  if (rows.length === 0) rows.push([...begin, ...Array(COLUMNS.length - begin.length).fill("")]);
  return [COLUMNS, ...rows].map((row) => `${row.map(quoted).join(",")}\n`).join("");
}

function quoted(value) {
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
