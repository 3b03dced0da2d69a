// Why a digit was read as it was: what the network saw, and how it shared its certainty among the ten digits.

import { byId, make } from "../dom.js";
import { percent, reasonOf } from "./messages.js";
import { paintSeen, seenContext } from "./seen_image.js";

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
  showSeen(digit?.image ?? null, digit ? `What the network saw of the ${digit.text}: 28 × 28 gray values` : "Nothing was seen yet");
}

/**
 * Explain why there is no digit: exactly then a person asks.
 * @param {object} piece that was left out
 * @param {(context: CanvasRenderingContext2D) => void} paint its ink on 28 × 28, where no network has seen it
 */
export function showLeftOut(piece, paint) {
  const shares = piece.probabilities;
  byId("digit").classList.remove("idle");
  byId("digit-title").textContent = "Why no digit?";
  byId("digit-place").textContent = "";
  byId("digit-verdict").textContent = shares
    ? `${percent(shares[NONE])} sure that it is none.${likelyDigits(shares)}`
    : `Taken for ${reasonOf(piece.reason)}; no network was asked.`;
  showShares(shares ?? [], shares ? NONE : -1, false);
  if (piece.image) return showSeen(piece.image, "What the network saw, and took for no digit: 28 × 28 gray values");
  const canvas = byId("seen");
  const context = seenContext();
  context.clearRect(0, 0, SIDE, SIDE);
  paint(context);
  canvas.ariaLabel = "The ink that was left out: 28 × 28 gray values";
  byId("seen-key").classList.add("unseen");
  byId("seen-caption").textContent = "The ink that was left out: 28 × 28";
}

/** The digits that it may be after all, likeliest first. */
function likelyDigits(shares) {
  const likely = [...shares.slice(0, NONE).entries()].filter(([, share]) => share >= 0.01).sort((a, b) => b[1] - a[1]);
  return likely.length ? ` If it is one: ${likely.slice(0, 2).map(([digit, share]) => `${digit} (${percent(share)})`).join(" or ")}.` : "";
}

function showSeen(image, label) {
  paintSeen(image);
  byId("seen").ariaLabel = label;
  byId("seen-caption").textContent = "What the network saw: 28 × 28";
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
