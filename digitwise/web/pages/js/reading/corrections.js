// "It was wrong": the right number is typed in, kept with the picture if the user agrees, listed, deleted, exported.

import { announce } from "../live_region.js";
import { byId, make, makeButton } from "../dom.js";
import { agree, forget, forgetAll, hasAgreed, keep, listKept } from "./corrections_store.js";
import { asPng } from "../picture/picture_view.js";
import { download } from "./export.js";
import { zipOf } from "../files/zip.js";

/** What stands for signs that the name of a file cannot hold: a division slash and a ratio. */
const LOOK_ALIKES = { "/": "\u2215", ":": "\u2236" };

/**
 * Make corrections work.
 * @param {() => {reading: object, sent: {blob: Blob}, surface: string}} answer the one that is shown
 */
export function openCorrections(answer) {
  const dialog = byId("correct");
  byId("wrong").addEventListener("click", () => ask(dialog, answer().reading));
  byId("correct-cancel").addEventListener("click", () => dialog.close());
  byId("correct-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await keepCorrection(answer(), byId("right").value.trim().replaceAll(/\s+/g, " "));
    } catch {
      byId("correct-problem").textContent = "This browser cannot keep that picture; nothing was kept.";
      return;
    }
    dialog.close();
    announce("The correction is kept in this browser", true);
    await showKept();
  });
  byId("export").addEventListener("click", exportAll);
  byId("forget-all").addEventListener("click", async () => {
    await forgetAll();
    announce("All corrections are deleted, and none are kept from now on", true);
    await showKept();
  });
  showKept();
}

function ask(dialog, reading) {
  const read = textOf(reading);
  byId("correct-read").textContent = read ? `It was read as ${read}.` : "No digit was found in it.";
  byId("correct-rows").hidden = reading.lines.length < 2;
  byId("consent").hidden = hasAgreed();
  byId("agree").required = !hasAgreed();
  byId("agree").checked = false;
  // Most of a number is right when it is wrong: what was read is there to be changed, or typed over.
  byId("right").value = read;
  byId("correct-problem").textContent = "";
  dialog.showModal();
  byId("right").select();
}

async function keepCorrection({ reading, sent, surface }, label) {
  const png = await asPng(sent.blob);
  const source = surface === "draw" ? "drawn" : "brought";
  await keep({ label, read: textOf(reading), source, date: Date.now(), picture: await png.arrayBuffer() });
  agree();
}

/** As labels are written: a space between numbers, `-` between lines. */
function textOf(reading) {
  return reading.text.replaceAll("\n", "-");
}

async function showKept() {
  const kept = await listKept().catch(() => []);
  byId("kept-count").textContent = kept.length ? `(${kept.length})` : "";
  byId("kept-none").hidden = kept.length > 0;
  byId("kept-tools").hidden = kept.length === 0 && !hasAgreed();
  byId("export").disabled = kept.length === 0;
  for (const picture of byId("kept").querySelectorAll("img")) URL.revokeObjectURL(picture.src);
  byId("kept").replaceChildren(...kept.map(itemOf));
}

function itemOf({ id, label, read, picture }) {
  const address = URL.createObjectURL(new Blob([picture], { type: "image/png" }));
  const remove = makeButton("Delete", async () => {
    await forget(id);
    announce(`The correction ${label} is deleted`, true);
    await showKept();
    byId("corrections").querySelector("summary").focus();
  });
  remove.ariaLabel = `Delete the correction ${label}`;
  return make(
    "li",
    {},
    make("img", { src: address, alt: "" }),
    make("span", {}, make("b", {}, label), make("span", { class: "soft small" }, read ? `read as ${read}` : "not found")),
    remove,
  );
}

async function exportAll() {
  const counts = new Map();
  const entries = (await listKept()).map(({ label, source, date, picture }) => {
    // The layout that `digitwise evaluate --pictures` measures.
    const name = label.replaceAll(/[/:]/g, (sign) => LOOK_ALIKES[sign]);
    const stem = `${/^\d$/.test(label) ? "single" : "multi"}/${source}/${name}`;
    const count = counts.get(stem) ?? 0;
    counts.set(stem, count + 1);
    return { path: `${stem}_${count}.png`, content: new Uint8Array(picture), date: new Date(date) };
  });
  download("digitwise-corrections.zip", [zipOf(entries)], "application/zip");
}
