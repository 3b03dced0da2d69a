// What every figure has: a place to draw in, one sentence made from its state, a badge, its numbers as a table, a guess.

import { make, makeButton } from "../../dom.js";
import { DataError } from "../files.js";

/**
 * Take over the figure of a chapter: its still version goes, what is drawn now comes.
 * @param {HTMLElement} chapter
 */
export function openFigure(chapter) {
  const figure = chapter.querySelector("figure");
  const body = figure.querySelector(".figure-body");
  const badge = make("span", { class: "badge" });
  const finding = make("p", { class: "finding" });
  const caption = make("figcaption", {}, finding, badge);
  figure.append(caption);
  body.replaceChildren();
  // Whoever goes on to work with the figure has declined to guess.
  const decline = ({ target }) => {
    if (!target.matches("button, input, canvas") || target.closest(".guess")) return;
    for (const pass of body.querySelectorAll(".guess .pass:not([hidden])")) pass.click();
  };
  body.addEventListener("click", decline);
  body.addEventListener("input", decline);
  let table = null;
  return {
    body,
    finding,

    /** The sentence under the figure. */
    say(words) {
      if (finding.textContent !== words) finding.textContent = words;
    },

    /** Whether it is computed now, or was recorded, and in which run. */
    from(kind, words) {
      badge.dataset.kind = kind;
      badge.textContent = words;
    },

    /**
     * Its numbers as a table, made only while somebody looks at them.
     * @param {string} title
     * @param {() => {heads: string[], rows: (string | number)[][]}} numbers
     */
    numbers(title, numbers) {
      table = openNumbers(caption, title, numbers);
    },

    /** After a change of its state. */
    refresh() {
      table?.();
    },

    /** A file that it needs is missing or broken: the sentence says which, and the rest of the page goes on. */
    fail(error) {
      body.replaceChildren(make("p", { class: "problem", role: "alert" }, sentenceOf(error)));
      finding.textContent = "This figure has nothing to show. The rest of the page works without it.";
      badge.remove();
    },
  };
}

/**
 * What went wrong, for a reader.
 * @param {Error} error
 */
export function sentenceOf(error) {
  if (error instanceof DataError) return error.message;
  console.error(error);
  return "Something on this page failed; the browser's console says what.";
}

/** A badge's words for what was recorded. */
export function recorded(manifest) {
  return `recorded: run ${manifest.run}, seed ${manifest.seed}`;
}

export const NOW = "computing now";

function openNumbers(caption, title, numbers) {
  const place = make("div", { class: "numbers-place", role: "region", "aria-label": title, tabindex: 0 });
  const details = make("details", {}, make("summary", { class: "small" }, "The numbers as a table"), place);
  caption.append(details);
  const show = () => {
    if (!details.open) return;
    const { heads, rows } = numbers();
    place.replaceChildren(
      make(
        "table",
        { class: "numbers" },
        make("caption", {}, title),
        make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
        make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, String(cell)))))),
      ),
    );
  };
  details.addEventListener("toggle", show);
  return show;
}

/**
 * A guess to make before something is shown.
 * @param {string} question
 * @param {{label: string, right?: boolean}[]} options
 * @param {(option: object) => string} reply in a sentence; the figure may show the answer now
 * @param {HTMLElement[]} veiled what shows the answer, and is not shown before somebody guesses or declines to
 */
export function makeGuess(question, options, reply, veiled = []) {
  const answer = make("p", { class: "reply", role: "status" });
  const veil = (on) => {
    for (const element of veiled) element.classList.toggle("veiled", on);
    pass.hidden = !on;
  };
  const pass = makeButton("Show it without a guess", () => veil(false), { class: "button small pass" });
  veil(veiled.length > 0);
  const buttons = options.map((option) => {
    const button = make("button", { type: "button", class: "button", "aria-pressed": "false" }, option.label);
    button.addEventListener("click", () => {
      veil(false);
      for (const other of buttons) other.ariaPressed = String(other === button);
      answer.textContent = `${option.right ? "Right." : "No."} ${reply(option)}`;
    });
    return button;
  });
  const row = make("div", { class: "row-of" }, ...buttons, pass);
  return make("fieldset", { class: "guess" }, make("legend", {}, "Guess first"), make("p", {}, question), row, answer);
}

/**
 * Buttons of which one is pressed.
 * @param {string} label of the group
 * @param {[string, string][]} options value and words
 * @param {(value: string) => void} choose
 */
export function makeChoice(label, options, choose) {
  const buttons = options.map(([value, words]) => {
    const button = make("button", { type: "button", class: "button", "aria-pressed": "false", "data-value": value }, words);
    button.addEventListener("click", () => choose(value));
    return button;
  });
  const group = make("div", { class: "row-of", role: "group", "aria-label": label }, ...buttons);
  return {
    group,
    press(value) {
      for (const button of buttons) button.ariaPressed = String(button.dataset.value === String(value));
    },
  };
}

/**
 * A slider with its name and its value in words.
 * @param {string} label
 * @param {{min: number, max: number, step: number, value: number}} range
 * @param {(value: number) => string} words
 * @param {(value: number) => void} changed
 */
export function makeSlider(label, range, words, changed) {
  const input = make("input", { type: "range", ...range });
  const output = make("output", {}, words(range.value));
  const say = () => {
    output.textContent = words(Number(input.value));
    input.ariaValueText = output.textContent;
  };
  input.addEventListener("input", () => {
    say();
    changed(Number(input.value));
  });
  say();
  return {
    row: make("label", { class: "slider" }, make("span", {}, label), input, output),
    input,
    set(value) {
      input.value = String(value);
      say();
    },
  };
}
