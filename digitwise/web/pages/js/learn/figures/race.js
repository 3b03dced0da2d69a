// Batch, epoch, update: stochastic, mini-batch and batch gradient descent, raced.

import { make, makeButton } from "../../dom.js";
import { makeChoice, makeGuess, makeSlider, openFigure, recorded, sentenceOf as problemOf } from "../parts/figure.js";
import { openFile } from "../files.js";
import { linesChart } from "../parts/lines.js";
import { accuracy, count, number, whole } from "../parts/speak.js";
import { openDigits, startWorker } from "../trainer.js";

const TRAIN = 60000;
const RACE = { hiddenUnits: 32, optimizerName: "sgd", learningRate: 0.1, epochs: 3, seed: 0, watch: null, wantsWeights: false };
const SIZES = [1, 32, Infinity];
const AXES = {
  epochs: ["Epochs", "digits seen, in epochs"],
  updates: ["Updates", "updates of the weights"],
  seconds: ["Seconds", "seconds"],
};

export function openRace(chapter, learner) {
  const figure = openFigure(chapter);
  const at = { batch: 128, axis: "epochs", runs: null, live: null, racing: false, stop: null, told: "", words: "" };
  const [updates, chart, told] = [make("p", { class: "small" }), make("div"), make("p", { class: "small soft", role: "status" })];
  const show = () => update(figure, { updates, chart, told, axis, buttons }, at, learner.current);
  const size = makeSlider(
    "Digits in a batch",
    { min: 0, max: 16, step: 1, value: 7 },
    (power) => whole(batchAt(power)),
    (power) => {
      at.batch = batchAt(power);
      show();
    },
  );
  const axis = makeChoice("Horizontal axis", Object.entries(AXES).map(([key, [words]]) => [key, words]), (chosen) => {
    at.axis = chosen;
    show();
  }); // prettier-ignore
  const buttons = {
    race: makeButton("Race them now, in this browser", () => race(at, show), { class: "button main" }),
    recorded: makeButton("The recorded race", () => {
      at.live = null;
      show();
    }),
    stop: makeButton("Stop", () => at.stop?.()),
  };
  figure.body.append(
    makeGuess(
      `There are ${whole(TRAIN)} training digits. How many updates has an epoch of batches of 128?`,
      [{ label: "128" }, { label: whole(Math.ceil(TRAIN / 128)), right: true }, { label: whole(TRAIN) }],
      () => `${whole(TRAIN)} / 128 is ${number(TRAIN / 128)}, and what is left over is a batch of its own.`,
      [updates],
    ),
    size.row,
    updates,
    make("div", { class: "row-of" }, ...Object.values(buttons)),
    told,
    axis.group,
    chart,
  );
  openFile("batches.json").then(
    (batches) => {
      at.runs = batches;
      show();
    },
    (error) => {
      at.told = problemOf(error);
      show();
    },
  );
  figure.numbers("The race", () => ({
    heads: ["batch", "updates", "epochs", "seconds", "test accuracy"],
    rows: linesOf(at).flatMap(({ name, points }) =>
      points.map((point) => [name, whole(point.updates), number(point.epochs), number(point.seconds), accuracy(point.test_accuracy)]),
    ),
  }));
  return show;
}

/** 1, 2, 4 … and all. */
function batchAt(power) {
  return Math.min(TRAIN, 2 ** power);
}

function nameOf(batch, all) {
  if (batch === 1) return "one digit (stochastic)";
  return batch >= all ? "all at once (batch)" : `mini-batches of ${whole(batch)}`;
}

function linesOf(at) {
  if (at.live) return at.live;
  return (at.runs?.runs ?? []).map((run) => ({ name: nameOf(run.batch_size, at.runs.train), points: run.points }));
}

/** One after the other, each in a worker, so that their seconds can be compared. */
async function race(at, show) {
  if (at.racing) return;
  at.racing = true;
  at.live = [];
  at.told = "";
  show();
  try {
    const digits = await openDigits();
    at.words = `A network of ${RACE.hiddenUnits} hidden nodes, plain descent with a rate of ${RACE.learningRate}, ${digits.words}.`;
    for (const size of SIZES) if (!(await runOne(at, show, await openDigits(), size))) break;
    at.told ||= "All have come in.";
  } catch (error) {
    at.told = problemOf(error);
  }
  at.stop = null;
  at.racing = false;
  show();
}

function runOne(at, show, digits, size) {
  const line = { name: "", points: [] };
  at.live = [...at.live, line];
  return new Promise((resolve) => {
    const end = startWorker({ ...digits, ...RACE, batchSize: Math.min(size, TRAIN), measuresOften: true }, (report) => {
      if (report.kind === "end") {
        if (report.state === "diverged") at.told = `With batches of ${whole(size)} the weights are no longer numbers: the rate is too large for them.`;
        return resolve(true);
      }
      if (report.testAccuracy === undefined) return;
      line.name = nameOf(size, report.digits);
      line.points.push({ updates: report.step, epochs: report.seen, seconds: report.seconds, test_accuracy: report.testAccuracy });
      show();
    });
    at.stop = () => {
      end();
      at.told = "Stopped.";
      resolve(false);
    };
  });
}

function update(figure, parts, at, { manifest }) {
  const { buttons } = parts;
  const kind = at.batch === 1 ? "stochastic gradient descent in the strict sense" : at.batch === TRAIN ? "batch gradient descent" : "mini-batch gradient descent";
  const rounded = TRAIN % at.batch ? ", rounded up" : "";
  parts.updates.textContent = `${whole(TRAIN)} / ${whole(at.batch)}${rounded}: ${count(Math.ceil(TRAIN / at.batch), "update")} in an epoch. This is ${kind}.`;
  buttons.race.disabled = at.racing;
  buttons.recorded.hidden = at.live === null || at.racing;
  buttons.stop.hidden = at.stop === null;
  parts.told.textContent = at.live ? `${at.words} ${at.told}` : at.told;
  parts.axis.press(at.axis);
  const lines = linesOf(at).filter((line) => line.points.length > 1);
  parts.chart.replaceChildren(lines.length ? chartOf(lines, at.axis) : "");
  if (at.live) figure.from("live", "computing now, in this browser");
  else figure.from("recorded", `${recorded(manifest)}, plain descent with a rate of ${at.runs?.learning_rate ?? "…"}`);
  figure.say(sentenceOf(lines, at.axis));
  figure.refresh();
}

function sentenceOf(lines, axis) {
  if (lines.length === 0) return "Nothing has come in yet.";
  const ends = lines.map(({ name, points }) => ({ name, ...points.at(-1) }));
  if (axis === "updates") {
    const [last] = ends.sort((a, b) => a.updates - b.updates);
    return `Fewest updates: ${last.name}, ${count(last.updates, "update")}, and it stands at ${accuracy(last.test_accuracy)}. One update is one step, however many digits it was computed from.`;
  }
  const best = ends.reduce((a, b) => (a.test_accuracy > b.test_accuracy ? a : b));
  const others = ends.filter((end) => end !== best).map((end) => `; ${end.name}: ${accuracy(end.test_accuracy)} in ${number(end[axis], 1)}`);
  return `Farthest came ${best.name}: ${accuracy(best.test_accuracy)} in ${number(best[axis], 1)} ${axis}${others.join("")}.`;
}

function chartOf(lines, axis) {
  return linesChart({
    label: "Test accuracy of the three ways of descent",
    xName: `${AXES[axis][1]}, on a scale of tens`,
    yName: "test digits read right",
    lines: lines.map(({ name, points }) => ({ name, points: points.map((point) => [point[axis], point.test_accuracy]) })),
    y: [0, 1],
    log: true,
    yText: (value) => `${Math.round(100 * value)} %`,
  });
}
