// The two places a number can come from.

import { byId, moveWithArrows } from "./dom.js";

const SURFACES = ["draw", "picture"];

/**
 * Make the tabs choose.
 * @param {(surface: string) => void} choose
 */
export function openTabs(choose) {
  moveWithArrows(document.querySelector("[role=tablist]"), "[role=tab]");
  for (const surface of SURFACES) {
    for (const name of ["click", "focus"]) byId(`tab-${surface}`).addEventListener(name, () => choose(surface));
  }
}

/**
 * Show one of the two.
 * @param {string} chosen
 */
export function showTab(chosen) {
  for (const surface of SURFACES) {
    const tab = byId(`tab-${surface}`);
    tab.ariaSelected = String(surface === chosen);
    tab.tabIndex = surface === chosen ? 0 : -1;
    byId(`panel-${surface}`).hidden = surface !== chosen;
  }
}
