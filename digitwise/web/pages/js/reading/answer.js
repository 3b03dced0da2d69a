// The answer: the number in digits that can be pointed at, how sure it is, and what was left out.

import { byId, make, moveWithArrows } from "../dom.js";
import { headline, kindOf, percent, reasonOf, whyLeftOut } from "./messages.js";

const NONE = 10; // the place of "not a digit" among the probabilities
const UNSAID = 0.05; // a rest that is smaller than this is not worth a word

/**
 * Make the digits of the answer choose what is explained.
 * @param {(index: number) => void} choose
 */
export function openAnswer(choose) {
  const lines = byId("answer-lines");
  moveWithArrows(lines, ".digit");
  for (const name of ["pointerover", "focusin", "click"]) {
    lines.addEventListener(name, ({ target }) => {
      const digit = target.closest(".digit");
      if (digit) choose(Number(digit.dataset.digit));
    });
  }
}

/**
 * Show an answer.
 * @param {object} answer
 * @param {"draw" | "picture"} surface
 */
export function showAnswer(answer, surface) {
  const kind = kindOf(answer);
  const reading = kind === "read" ? answer.reading : null;
  byId("answer").dataset.kind = kind;
  byId("answer").ariaBusy = String(Boolean(answer.busy));
  byId("answer-headline").hidden = reading !== null;
  byId("answer-headline").textContent = kind === "problem" ? "Not read" : headline(kind, surface);
  byId("answer-lines").dataset.length = lengthOf(reading?.text ?? "");
  byId("answer-lines").replaceChildren(...(reading ? linesOf(reading) : []));
  byId("answer-notes").replaceChildren(...notesOf(answer, kind).map((words) => make("li", {}, words)));
  for (const name of ["csv", "json", "wrong"]) byId(name).disabled = !answer.reading;
  byId("copy").disabled = reading === null;
}

/**
 * Mark the chosen digit; it is also the one that Tab leads to.
 * @param {number | null} index
 */
export function markDigit(index) {
  for (const digit of byId("answer-lines").querySelectorAll(".digit")) {
    const chosen = digit.dataset.digit === String(index);
    digit.classList.toggle("chosen", chosen);
    digit.tabIndex = chosen ? 0 : -1;
    digit.ariaPressed = String(chosen);
  }
}

/** Long readings are set smaller: what comes below stays in its place. */
function lengthOf(text) {
  const lines = text.split("\n").length;
  if (lines === 1 && text.length <= 6) return "short";
  return lines <= 2 && text.length <= 24 ? "middle" : "long";
}

function linesOf(reading) {
  let digit = 0;
  const pieces = reading.numbers.map((number, index) => {
    const marks = new Map(reading.marks.filter((mark) => mark.number === index).map((mark) => [mark.position, mark.text]));
    const parts = [...number.text].map((sign, position) =>
      marks.has(position) ? make("span", { class: "mark" }, sign) : digitOf(reading.digits[digit], digit++),
    );
    return make("span", { class: "number" }, ...parts);
  });
  return reading.lines.map((_, row) =>
    make("p", { class: "line" }, ...pieces.filter((_, index) => reading.numbers[index].line === row)),
  );
}

function digitOf(digit, index) {
  const doubt = digit.doubtful ? "doubtful, " : "";
  const label = `${digit.text}, ${doubt}${percent(digit.confidence)} sure`;
  const attributes = { type: "button", class: digit.doubtful ? "digit doubtful" : "digit", "aria-label": label };
  return make("button", { ...attributes, "data-digit": index }, digit.text);
}

/** How sure, what else it may be, what was left out, and what the reader wants to be known. */
function notesOf({ reading, problem, sent }, kind) {
  if (problem) return [problem.message];
  if (!reading) return [];
  const left = leftOut(reading.rejected);
  return [
    ...(kind === "read" ? [surety(reading)] : []),
    ...(left ? [left] : []),
    ...reading.warnings,
    ...(sent.others ? [`only the first of ${sent.others + 1} files was read; digitwise read reads a folder`] : []),
  ];
}

function surety({ numbers, digits }) {
  if (numbers.length > 1) {
    const doubtful = numbers.filter((number) => number.doubtful).length;
    return `${numbers.length} numbers, ${doubtful === 0 ? "none doubtful" : `${doubtful} doubtful`}`;
  }
  const [{ confidence, doubtful }] = numbers;
  const others = elsewhere(numbers[0], digits).map((other) => `${other.text || "no number"} (${percent(other.confidence)})`);
  return `${doubtful ? "Doubtful: " : ""}${percent(confidence)} sure${others.length ? `, else ${others.join(" or ")}` : ""}`;
}

/** Where the rest of the certainty went: other readings, ink that is no digit, and all that is not listed. */
function elsewhere({ confidence, alternatives }, digits) {
  const likely = alternatives.filter((other) => other.confidence >= 0.01).slice(0, 2);
  const restOf = (others) => others.reduce((rest, other) => rest - other.confidence, 1 - confidence);
  if (digits.length === 1 && likely.every((other) => other.text !== "")) {
    const none = Math.min(digits[0].probabilities[NONE], restOf(likely));
    if (none >= 0.01) likely.push({ text: "not a digit", confidence: none });
    likely.sort((one, other) => other.confidence - one.confidence);
  }
  const rest = restOf(likely);
  return rest >= UNSAID ? [...likely, { text: "anything else", confidence: rest }] : likely;
}

function leftOut(rejected) {
  if (rejected.length === 1) return `Left out: ${whyLeftOut(rejected[0])}`;
  const counts = new Map();
  for (const { reason } of rejected) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = [...counts].map(([reason, count]) => (count > 1 ? `${count} × ${reasonOf(reason)}` : reasonOf(reason)));
  return parts.length ? `Left out: ${parts.join(", ")}` : "";
}
