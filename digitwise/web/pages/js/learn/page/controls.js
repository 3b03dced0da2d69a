// The controls of a figure as words of an address, and back: sliders by their values, choices by what is pressed.

const PATIENCE = 8000; // milliseconds in which a figure's data must have come

const rangesOf = (chapter) => [...chapter.querySelectorAll("figure input[type=range]")];
const groupsOf = (chapter) => [...chapter.querySelectorAll("figure [role=group]")].filter(pressed);
const pressed = (group) => group.querySelector("[data-value][aria-pressed=true]");

/**
 * How the controls of a chapter stand.
 * @param {HTMLElement} chapter
 */
export function controlsOf(chapter) {
  const ranges = rangesOf(chapter).map((range) => range.value);
  const choices = groupsOf(chapter).map((group) => pressed(group).dataset.value);
  return ranges.length + choices.length ? `${ranges.join(",")}~${choices.join(",")}` : "";
}

/**
 * Set the controls of a chapter as they stood, once the figure has them all.
 * @param {HTMLElement} chapter
 * @param {string} words as `controlsOf` gave them; others are let be
 */
export function setControls(chapter, words) {
  const [ranges, choices] = words.split("~").map((part) => (part ? part.split(",") : []));
  if (choices === undefined) return;
  const set = () => {
    if (rangesOf(chapter).length !== ranges.length || groupsOf(chapter).length < choices.length) return false;
    watch.disconnect();
    // Choices first: some of them move sliders.
    choices.forEach((value, index) => {
      const button = groupsOf(chapter)[index]?.querySelector(`[data-value="${CSS.escape(value)}"]`);
      if (button && button.ariaPressed !== "true") button.click();
    });
    ranges.forEach((value, index) => {
      const range = rangesOf(chapter)[index];
      if (!range || !Number.isFinite(Number(value)) || range.value === value) return;
      range.value = value;
      range.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return true;
  };
  const watch = new MutationObserver(set);
  watch.observe(chapter, { childList: true, subtree: true });
  setTimeout(() => watch.disconnect(), PATIENCE);
  set();
}
