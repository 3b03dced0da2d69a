// Ten scores that can be moved, and the shares that softmax makes of them.

import { make } from "../../dom.js";
import { softmax } from "../engine.js";
import { NOW, makeChoice, makeGuess, openFigure } from "../parts/figure.js";
import { argmax } from "../network.js";
import { number, signed } from "../parts/speak.js";

const LIMIT = 40; // beyond all scores of the trained network
const STEP = 0.5;
const MORE = 5;

export function openSoftmax(chapter, learner) {
  const figure = openFigure(chapter);
  const at = { scores: null, own: true };
  const list = make("ol", { class: "scores", "aria-label": "Scores and shares" });
  let rows = [];
  const show = () => {
    const largest = at.scores.reduce((most, score) => Math.max(most, Math.abs(score)));
    // Scores that were cut off would have other shares.
    buttonOf("five").disabled = Math.max(...at.scores) > LIMIT - MORE;
    buttonOf("double").disabled = largest > LIMIT / 2;
    update(figure, rows, at);
  };
  const change = (scores) => {
    at.own = false;
    at.scores = scores.map((score) => Math.min(LIMIT, Math.max(-LIMIT, score)));
    if (rows.length !== at.scores.length) {
      rows = at.scores.map((_, digit) => rowOf(digit, at, show));
      list.replaceChildren(...rows.map((row) => row.element));
    }
    show();
  };
  const deeds = {
    three: () => change([1, 2, 3]),
    five: () => !buttonOf("five").disabled && change(at.scores.map((score) => score + MORE)),
    double: () => change(at.scores.map((score) => 2 * score)),
    tie: () => change(tied(at.scores)),
    own: () => {
      const { done } = learner.current;
      if (!done) return;
      change([...done.scores]);
      at.own = true;
      show();
    },
  };
  const words = [["own", "Your digit's scores"], ["three", "1, 2, 3"], ["five", `+${MORE} to all`], ["double", "Double"], ["tie", "Tie the first two"]];
  const tools = makeChoice("Change the scores", words, (name) => deeds[name]());
  const buttonOf = (name) => tools.group.querySelector(`[data-value=${name}]`);
  figure.body.append(
    makeGuess(
      "All scores get 5 points more. What do the shares do?",
      [{ label: "All grow" }, { label: "They stay", right: true }, { label: "The largest grows" }],
      () => {
        deeds.five();
        return "Five more for all is the same factor above and below the line of the fraction, and it cancels: try it again.";
      },
    ),
    tools.group,
    list,
  );
  figure.from("live", NOW);
  figure.numbers("Scores, exponentials and shares", () => {
    const shares = softmax(Float64Array.from(at.scores), at.scores.length);
    return {
      heads: ["digit", "score z", "e^z", "share"],
      rows: at.scores.map((score, digit) => [digit, number(score), Math.exp(score).toPrecision(5), shareWords(shares[digit])]),
    };
  });
  change([1, 2, 3]);
  at.own = true;
  return () => (at.own && learner.current.done ? deeds.own() : show());
}

function tied(scores) {
  const order = [...scores.keys()].sort((a, b) => scores[b] - scores[a]);
  return scores.map((score, digit) => (digit === order[1] ? scores[order[0]] : score));
}

function rowOf(digit, at, show) {
  const set = (value) => {
    at.scores[digit] = Math.min(LIMIT, Math.max(-LIMIT, value));
    at.own = false;
    show();
  };
  const step = (label, by) => {
    const button = make("button", { type: "button", class: "button", "aria-label": `${label} for ${digit}` }, by > 0 ? "+" : "−");
    button.addEventListener("click", () => set(at.scores[digit] + by));
    return button;
  };
  const input = make("input", { type: "range", min: -LIMIT, max: LIMIT, step: 0.1, "aria-label": `Score of ${digit}` });
  input.addEventListener("input", () => set(Number(input.value)));
  const [score, share] = [make("span"), make("output")];
  const fill = make("span", { class: "fill" });
  const element = make(
    "li",
    { class: "score" },
    make("span", {}, String(digit)), step("Less", -STEP), input, step("More", STEP), score,
    make("span", { class: "track" }, fill), share,
  ); // prettier-ignore
  return { element, input, score, share, fill };
}

function update(figure, rows, at) {
  const shares = softmax(Float64Array.from(at.scores), at.scores.length);
  const best = argmax(shares);
  rows.forEach((row, digit) => {
    row.element.classList.toggle("best", digit === best);
    row.input.value = String(at.scores[digit]);
    row.score.textContent = signed(at.scores[digit], 1);
    row.share.textContent = shareWords(shares[digit]);
    row.fill.style.setProperty("--share", shares[digit]);
  });
  figure.say(sentenceOf(at.scores, shares, best));
  figure.refresh();
}

/** Never 0 or 1: no share of a softmax is either. */
function shareWords(share) {
  return share < 0.00005 ? "<\u00a00.0001" : share > 0.99995 ? ">\u00a00.9999" : share.toFixed(4);
}

function sentenceOf(scores, shares, best) {
  const sum = shares.reduce((total, share) => total + share, 0);
  const order = [...shares.keys()].sort((a, b) => shares[b] - shares[a]);
  const lead = scores[order[0]] - scores[order[1]];
  const times = Number(Math.exp(lead).toPrecision(2)).toLocaleString("en");
  if (lead === 0) {
    return `${order[0]} and ${order[1]} have the same score and the same share, ${shares[best].toFixed(4)}; argmax takes the first, ${best}.`;
  }
  return `The sum of the shares is ${sum.toFixed(4)}. ${best} leads by ${number(lead)} points, so its share is e to the power of ${number(lead)}, or about ${times} times, that of ${order[1]}, and argmax answers ${best}.`;
}
