// Cross entropy: what a share of the true digit costs, in bits and in nats, for ten answers and for two.

import { scaleLinear } from "../../../vendor/d3.js";
import { make } from "../../dom.js";
import { axes, curve, makeChart, svg } from "../parts/chart.js";
import { EPSILON, binaryCrossEntropy, categoricalCrossEntropy } from "../engine.js";
import { NOW, makeChoice, makeGuess, makeSlider, openFigure } from "../parts/figure.js";
import { number, percent } from "../parts/speak.js";

const LOWEST = 0.001;
const EXAMPLE = 0.775;

export function openEntropy(chapter, learner) {
  const figure = openFigure(chapter);
  const at = { truth: null, share: EXAMPLE, natural: true, binary: false, yes: true };
  const place = make("div");
  const show = () => update(figure, { place, slider, truth, base, kind, yes, whose }, at, learner.current);
  const set = (changes) => {
    Object.assign(at, changes);
    show();
  };
  const digits = Array.from({ length: 10 }, (_, digit) => [String(digit), String(digit)]);
  const truth = makeChoice("The truth was", digits, (value) => set({ truth: Number(value), share: null }));
  const whose = make("p", { class: "small soft" }, "The truth was, for your digit:");
  const base = makeChoice("Logarithm", [["e", "natural, nats"], ["2", "base 2, bits"]], (value) => set({ natural: value === "e" }));
  const kind = makeChoice("Kind of cross entropy", [["ten", "ten answers"], ["two", "two answers"]], (value) => set({ binary: value === "two" }));
  const yes = makeChoice("The truth is", [["yes", "yes is true"], ["no", "no is true"]], (value) => set({ yes: value === "yes" }));
  const slider = makeSlider(
    "Share given",
    { min: 0, max: 1, step: LOWEST, value: EXAMPLE },
    (value) => value.toFixed(3),
    (value) => set({ share: value }),
  );
  const example = make("button", { type: "button", class: "button" }, `Back to ${EXAMPLE}`);
  example.addEventListener("click", () => set({ share: EXAMPLE }));
  figure.body.append(
    makeGuess(
      "The true digit was given 1 % in place of 10 %. How does the loss change?",
      [{ label: "Ten times" }, { label: "Twice", right: true }, { label: "It stays" }],
      () => `Minus the logarithm of 0.01 is ${number(loss(0.01, at))}, of 0.1 it is ${number(loss(0.1, at))}: each further factor of ten costs the same again.`,
    ),
    make("div", { class: "row-of" }, kind.group, base.group),
    whose,
    truth.group,
    yes.group,
    slider.row,
    make("div", { class: "row-of" }, example),
    place,
  );
  figure.from("live", NOW);
  figure.numbers("The loss of each truth", () => ({
    heads: ["if the truth was", "share", "bits", "nats"],
    rows: learner.current.done
      ? [...learner.current.done.probabilities].map((share, digit) => [
          digit, percent(share), costWords(loss(share, { natural: false })), costWords(loss(share, { natural: true })),
        ]) // prettier-ignore
      : [],
  }));
  return show;
}

/** The loss of a share by the engine, as one of two shares of which the first is of the true digit. */
function loss(share, { natural, binary = false, yes = true }) {
  const base = natural ? Math.E : 2;
  if (binary) return binaryCrossEntropy(Float64Array.of(share), [yes ? 1 : 0], base)[0];
  return categoricalCrossEntropy(Float64Array.of(share, 1 - share), [1, 0], base, 2)[0];
}

function update(figure, parts, at, { done, answer }) {
  const truth = at.truth ?? answer ?? 0;
  const fromDigit = at.share === null && done && !at.binary;
  const share = fromDigit ? done.probabilities[truth] : (at.share ?? EXAMPLE);
  parts.kind.press(at.binary ? "two" : "ten");
  parts.base.press(at.natural ? "e" : "2");
  parts.yes.press(at.yes ? "yes" : "no");
  parts.truth.press(fromDigit ? truth : "");
  parts.yes.group.hidden = !at.binary;
  parts.truth.group.hidden = parts.whose.hidden = at.binary;
  parts.slider.set(share);
  parts.place.replaceChildren(chartOf(share, at));
  figure.say(sentenceOf(share, fromDigit ? truth : null, at));
  figure.refresh();
}

function sentenceOf(share, truth, at) {
  const [bits, nats] = [false, true].map((natural) => costWords(loss(share, { ...at, natural })));
  const cost = `costs ${bits} bits, or ${nats} nats as Keras counts`;
  const given = at.binary && !at.yes ? 1 - share : share;
  // The logarithm of 0 is no number.
  const without = given < EPSILON ? " Nothing at all would cost infinitely much, so Keras takes no share to be less than 0.0000001." : "";
  if (at.binary) {
    return `“Yes” was given ${share.toFixed(3)}, and ${at.yes ? "yes" : "no"} is true: that ${cost}.${without}`;
  }
  if (truth === null) return `A share of ${share.toFixed(3)} for the true digit ${cost}.${without}`;
  return `If your digit was meant as a ${truth}, the network gave the truth ${percent(share)}, and that ${cost}.${without}`;
}

/** Never 0: no share is all. */
function costWords(cost) {
  return cost < 0.00005 ? "<\u00a00.0001" : number(cost, 4);
}

function chartOf(share, at) {
  const { chart, across, down } = makeChart("The loss as the share of the truth goes from 0 to 1", 270);
  const x = scaleLinear([0, 1], across);
  const y = scaleLinear([0, at.natural ? 7 : 10], down);
  const shares = Array.from({ length: 250 }, (_, index) => LOWEST + (index / 249) * (1 - LOWEST));
  const value = Math.min(loss(share, at), y.domain()[1]);
  chart.append(axes({ x, y, xName: at.binary ? "share given to yes" : "share given to the true digit", yName: `loss in ${at.natural ? "nats" : "bits"}` }));
  if (at.binary) {
    chart.append(curve(shares.map((p) => [p, loss(1 - p, at)]).filter(([, l]) => l <= y.domain()[1]), x, y, "second"));
    const name = (yes, left) => svg("text", { x: x(left ? 0.04 : 0.96), y: y(at.natural ? 4 : 6), "text-anchor": left ? "start" : "end" }, `if ${yes ? "yes" : "no"} is true`);
    chart.append(name(true, true), name(false, false));
  }
  chart.append(
    curve(shares.map((p) => [p, loss(p, at)]).filter(([, l]) => Number.isFinite(l) && l <= y.domain()[1]), x, y),
    svg("path", { class: "guide", d: `M${across[0]} ${y(value)}H${x(share)}V${down[0]}`, fill: "none" }),
    svg("circle", { class: "dot", cx: x(share), cy: y(value), r: 7 }),
  );
  return chart;
}
