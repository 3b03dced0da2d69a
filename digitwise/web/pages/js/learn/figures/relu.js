// ReLU on and off: what it does to all 512 sums of the learner's digit, and to ten thousand answers.

import { scaleLinear } from "../../../vendor/d3.js";
import { make } from "../../dom.js";
import { axes, makeChart, svg } from "../parts/chart.js";
import { makeChoice, makeGuess, openFigure, recorded } from "../parts/figure.js";
import { openFile } from "../files.js";
import { argmax, forward } from "../network.js";
import { NODES } from "../parts/node_field.js";
import { accuracy, count, number, percent } from "../parts/speak.js";

export function openRelu(chapter, learner) {
  const figure = openFigure(chapter);
  const at = { bent: true, facts: null, guessed: false };
  const place = make("div");
  const measured = make("p");
  const show = () => update(figure, { place, measured, choice }, at, learner.current);
  const choice = makeChoice("Activation of the hidden nodes", [["on", "ReLU on"], ["off", "ReLU off"]], (value) => {
    at.bent = value === "on";
    show();
  });
  figure.body.append(choice.group, place, measured);
  openFile("accuracies.json").then(
    (facts) => {
      at.facts = facts;
      const { manifest } = learner.current;
      figure.body.prepend(
        guessOf(facts, () => {
          at.guessed = true;
          show();
        }),
      );
      figure.from("live", `computing now; accuracies ${recorded(manifest)}`);
      show();
    },
    (error) => figure.fail(error),
  );
  figure.numbers("Ten answers with ReLU and without", () => ({
    heads: ["digit", "share with ReLU", "share without"],
    rows: learner.current.done
      ? [...learner.current.done.probabilities].map((share, digit) => [
          digit, percent(share), percent(straight(learner.current).probabilities[digit]),
        ]) // prettier-ignore
      : [],
  }));
  return show;
}

/** The forward pass with sums as they are. */
function straight({ weights, done }) {
  return forward(weights, done.inputs, 1, (v) => v);
}

function guessOf(facts, reveal) {
  const off = facts.without_relu.test;
  const on = facts.classic.test;
  return makeGuess(
    "Somebody switches ReLU off in the trained network. How many of the test digits does it still read?",
    [{ label: `${Math.round(100 * on)} %` }, { label: `${Math.round(100 * off)} %`, right: true }, { label: "10 %, mere luck" }],
    () => {
      reveal();
      return `With ReLU it read ${accuracy(on)}, without it ${accuracy(off)}: its weights were learned for bent sums.`;
    },
  );
}

function update(figure, { place, measured, choice }, at, current) {
  choice.press(at.bent ? "on" : "off");
  measured.textContent =
    at.facts && at.guessed
      ? `Without the bend it can say no more than a network without hidden nodes, and such a one, trained, reaches ${accuracy(at.facts.no_hidden_layer.test)}; with nodes and bend ${accuracy(at.facts.classic.test)}.`
      : "";
  if (!current.done) {
    place.replaceChildren();
    return figure.say("Draw a digit: without ink the nodes have little to bend.");
  }
  place.replaceChildren(chartOf(current.done.sums, at.bent));
  figure.say(sentenceOf(current, at.bent));
  figure.refresh();
}

function sentenceOf(current, bent) {
  const { sums, probabilities } = current.done;
  const off = sums.filter((v) => v <= 0).length;
  if (bent) {
    return `Your digit leaves ${count(off, "node")} of ${NODES} at 0 and lights ${NODES - off}; the answer is ${current.answer}, with ${percent(probabilities[current.answer])}.`;
  }
  const other = straight(current);
  const answer = argmax(other.probabilities);
  const same = answer === current.answer ? "still" : `no longer ${current.answer} but`;
  return `Without the bend, ${count(off, "negative sum")} go on into the answer, which is ${same} ${answer}, with ${percent(other.probabilities[answer])}.`;
}

/** Each node a dot: its sum to the right, what it passes on upward. */
function chartOf(sums, bent) {
  const most = sums.reduce((a, b) => Math.max(a, Math.abs(b)), 0.1);
  const label = `What each of the ${NODES} nodes passes on, ${bent ? "with" : "without"} ReLU`;
  const { chart, across, down } = makeChart(label, 290);
  const x = scaleLinear([-most, most], across).nice();
  const y = scaleLinear(x.domain(), down);
  const dots = svg("g", { class: "dots" });
  sums.forEach((v, node) => {
    const out = bent ? Math.max(0, v) : v;
    // Where all are 0 they would cover each other: those that are off lie spread below the line.
    const spread = bent && v <= 0 ? 4 + (node % 7) * 3 : 0;
    dots.append(svg("circle", { class: v > 0 ? "on" : "off", cx: x(v).toFixed(1), cy: (y(out) + spread).toFixed(1), r: 3 }));
  });
  const [low, high] = x.domain();
  const path = bent ? `M${x(low)} ${y(0)}H${x(0)}L${x(high)} ${y(high)}` : `M${x(low)} ${y(low)}L${x(high)} ${y(high)}`;
  chart.append(
    axes({ x, y, xName: "sum v of a node", yName: "what it passes on", yText: (value) => number(value, 1) }),
    ...(bent ? ["these pass on 0;", "drawn spread out"] : []).map((words, line) =>
      svg("text", { x: x(0) - 8, y: y(0) + 40 + 16 * line, "text-anchor": "end" }, words),
    ),
    svg("path", { class: "curve second", d: path }),
    dots,
  );
  return chart;
}
