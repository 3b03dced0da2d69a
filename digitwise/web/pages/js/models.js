// Which network reads: the one that ships, or one of the user's runs.

import { listModels } from "./api.js";
import { byId, make } from "./dom.js";

/**
 * List the models, once and whenever somebody is about to choose: a run may have been finished meanwhile.
 */
export async function openModels() {
  const select = byId("model");
  const fill = async () => {
    const models = await listModels().catch(() => []);
    const chosen = select.value || models.find((model) => model.default)?.name;
    const names = models.map((model) => model.name);
    if (names.join() === [...select.options].map((option) => option.value).join()) return;
    select.replaceChildren(...models.map(({ name, title }) => make("option", { value: name, selected: name === chosen }, title)));
  };
  select.addEventListener("focus", fill);
  await fill();
}

/** How to read, as it is chosen now. */
export function chosenOptions() {
  return { model: byId("model").value, single: byId("single").checked };
}
