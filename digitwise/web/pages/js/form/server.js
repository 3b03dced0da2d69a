// The server of a form that is drawn: the grids of the sheet, their pictures, and the form that is saved.

const ROOT = new URL("../../../", import.meta.url);

/** What was found on the sheet. */
export function loadSheet() {
  return ask(undefined);
}

/**
 * The address of the picture around a grid.
 * @param {number} grid
 */
export function pictureOf(grid) {
  return new URL(`api/form/pages/${grid}.png`, ROOT).href;
}

/**
 * Have the form file written.
 * @param {number} grid
 * @param {object} form
 * @returns {Promise<string>} its name
 * @throws {Error} with a sentence, if the form cannot be meant or written
 */
export async function saveForm(grid, form) {
  const headers = { "Content-Type": "application/json" };
  return (await ask({ method: "POST", headers, body: JSON.stringify({ grid, form }) })).saved;
}

async function ask(request) {
  const answer = await fetch(new URL("api/form", ROOT), request).catch(() => null);
  if (answer === null) throw new Error("The server does not answer. Is `digitwise form draw` still running?");
  const document = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(document.message ?? `the server answered ${answer.status}`);
  return document;
}
