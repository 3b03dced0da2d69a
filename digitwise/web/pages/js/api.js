// The HTTP API of the server that this page came from, wherever a proxy may have put it.

const ROOT = new URL("../../", import.meta.url);
const PATIENCE = 3;

/**
 * Have a picture read.
 * @param {Blob} picture
 * @param {{name?: string, model?: string, single?: boolean, stages?: boolean, occlusion?: number}} options
 * @param {AbortSignal} [signal] says when nobody waits for it any more
 * @returns {Promise<object>} its reading, with what the network saw
 * @throws {Error} with a sentence, if the server or the way to it says no
 */
export async function readPicture(picture, options = {}, signal = undefined) {
  const address = new URL("api/read?images=true", ROOT);
  for (const name of ["single", "stages"]) if (options[name]) address.searchParams.set(name, "true");
  if (options.occlusion !== undefined) address.searchParams.set("occlusion", options.occlusion);
  if (options.model) address.searchParams.set("model", options.model);
  const document = await ask(address, { method: "POST", body: bodyOf(picture, options.name), signal });
  return document.readings[0];
}

/** The models that can be chosen. */
export async function listModels() {
  return (await ask(new URL("api/models", ROOT))).models;
}

function bodyOf(picture, name) {
  if (!name) return picture;
  const form = new FormData();
  form.append("picture", picture, name);
  return form;
}

async function ask(address, request) {
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(address, request).catch(() => null);
    if (answer === null) throw new Error("The server does not answer. Is it still running?");
    const document = await answer.json().catch(() => ({}));
    if (answer.ok) return document;
    if (answer.status !== 503 || attempt === PATIENCE) {
      throw new Error(document.message ?? `the server answered ${answer.status}`);
    }
    await rest(Number(answer.headers.get("Retry-After") ?? 1), request?.signal);
  }
}

function rest(seconds, signal) {
  return new Promise((resolve) => {
    setTimeout(resolve, 1000 * seconds);
    signal?.addEventListener("abort", resolve);
  });
}
