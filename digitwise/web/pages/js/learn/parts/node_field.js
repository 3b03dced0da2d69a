// The field in which a node of the hidden layer is chosen by its number; what is no such number the browser explains.

import { make } from "../../dom.js";

export const NODES = 512;

export function makeNodeField(id, learner) {
  const field = make("input", { class: "field", type: "number", min: 0, max: NODES - 1, required: true, id });
  field.addEventListener("change", () => {
    if (field.reportValidity()) learner.set({ node: Number(field.value) });
  });
  return field;
}
