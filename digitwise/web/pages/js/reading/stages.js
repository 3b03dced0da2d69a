// Every step from the picture to what the network saw, made by the server when somebody looks.

import { readPicture } from "../api.js";
import { byId, make } from "../dom.js";
import { Newest } from "../latest_request.js";

const REST = 400;

/**
 * Keep the steps up to date while they are looked at.
 * @param {() => {blob: Blob, options: object} | null} sent what was sent last for the answer that is shown
 * @returns {() => void} to be called when that has changed
 */
export function openStages(sent) {
  const details = byId("stages");
  const pictures = new Newest(async (question) => showStages(await stagesOf(question)), 0);
  let timer = 0;
  const update = () => {
    clearTimeout(timer);
    if (details.open) timer = setTimeout(() => pictures.ask(sent(), true), REST);
  };
  details.addEventListener("toggle", update);
  return update;
}

async function stagesOf(sent) {
  if (sent === null) return [];
  const reading = await readPicture(sent.blob, { ...sent.options, stages: true }).catch(() => null);
  return reading?.stages ?? [];
}

function showStages(stages) {
  byId("stages-none").hidden = stages.length > 0;
  const figures = stages.map(({ name, title, png }) => {
    const [head, ...rest] = title.split(": ");
    const caption = make("figcaption", {}, make("b", {}, head), ` ${rest.join(": ")}`);
    return make("li", {}, make("figure", {}, make("img", { src: png, alt: title, class: name }), caption));
  });
  byId("stages-list").replaceChildren(...figures);
}
