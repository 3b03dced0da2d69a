// Why a digit was read as it was: what the network saw, and how it shared its certainty among the ten digits.

import { byId, make } from "../dom.js";
import { percent, reasonOf } from "./messages.js";

const SIDE = 28;
const NONE = 10;

/** Put the rows in place once; afterwards only their lengths change, and nothing on the page moves. */
export function openDigit() {
  const rows = Array.from({ length: 11 }, (_, index) =>
    make(
      "li",
      { class: "row" },
      make("span", { class: "row-name" }, index === NONE ? "none" : String(index)),
      make("span", { class: "track" }, make("span", { class: "bar" })),
      make("span", { class: "row-share" }, "–"),
    ),
  );
  byId("bars").replaceChildren(...rows);
}

/**
 * Explain a digit.
 * @param {object | null} digit of a reading
 * @param {number} index
 * @param {number} count digits in the reading
 */
export function showDigit(digit, index, count) {
  byId("digit").classList.toggle("idle", digit === null);
  byId("digit-title").textContent = digit ? `Why ${article(digit.text)} ${digit.text}?` : "Why?";
  byId("digit-place").textContent = digit && count > 1 ? `digit ${index + 1} of ${count}` : "";
  byId("digit-verdict").textContent = digit ? verdictOf(digit) : "Each digit that is read is explained here.";
  showShares(digit?.probabilities ?? [], digit ? Number(digit.text) : -1, digit?.doubtful ?? false);
  showImage(digit);
}

/**
 * Explain why there is no digit: exactly then a person asks.
 * @param {{reason: string, confidence: number}} piece that was left out
 * @param {(context: CanvasRenderingContext2D) => void} paint its ink, on 28 × 28
 */
export function showLeftOut(piece, paint) {
  const decided = piece.reason === "not_a_digit";
  byId("digit").classList.remove("idle");
  byId("digit-title").textContent = "Why no digit?";
  byId("digit-place").textContent = "";
  byId("digit-verdict").textContent = decided
    ? `${percent(piece.confidence)} sure that it is none; all ten digits together have ${percent(1 - piece.confidence)}.`
    : `Taken for ${reasonOf(piece.reason)}; no network was asked.`;
  showShares(decided ? [...Array(NONE), piece.confidence] : [], decided ? NONE : -1, false);
  const canvas = byId("seen");
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, SIDE, SIDE);
  paint(context);
  canvas.ariaLabel = "The ink that was left out: 28 × 28 grey values";
  byId("seen-caption").textContent = "The ink that was left out: 28 × 28";
}

/** The bars; a share that is not known has none. */
function showShares(shares, best, doubtful) {
  for (const [place, row] of [...byId("bars").children].entries()) {
    const share = shares[place];
    row.classList.toggle("best", place === best);
    row.classList.toggle("doubtful", place === best && doubtful);
    row.children[1].firstChild.style.setProperty("--share", share ?? 0);
    row.children[2].textContent = share === undefined ? "–" : percent(share);
  }
}

function article(text) {
  return text === "8" ? "an" : "a";
}

function verdictOf(digit) {
  const others = digit.alternatives.filter((other) => other.confidence >= 0.01);
  const runners = others.map((other) => `${other.text} (${percent(other.confidence)})`);
  if (digit.probabilities[NONE] >= 0.01) runners.push(`no digit at all (${percent(digit.probabilities[NONE])})`);
  const sure = `${digit.doubtful ? "Doubtful: only " : ""}${percent(digit.confidence)} sure.`;
  return runners.length ? `${sure} Runners-up: ${runners.join(", ")}.` : `${sure} No other digit comes near.`;
}

/** The 28 × 28 bytes, as ink on paper. */
function showImage(digit) {
  const canvas = byId("seen");
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(SIDE, SIDE);
  const bytes = digit ? Uint8Array.from(atob(digit.image), (letter) => letter.charCodeAt(0)) : new Uint8Array(SIDE ** 2);
  for (const [index, ink] of bytes.entries()) {
    pixels.data.fill(255 - ink, 4 * index, 4 * index + 3);
    pixels.data[4 * index + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
  canvas.ariaLabel = digit ? `What the network saw of the ${digit.text}: 28 × 28 grey values` : "Nothing was seen yet";
  byId("seen-caption").textContent = "What the network saw: 28 × 28";
}
