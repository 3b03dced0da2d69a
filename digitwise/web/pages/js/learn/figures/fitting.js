// Learned, or memorized? Training against test, on a small network live and on the recorded run.

import { make, makeButton } from "../../dom.js";
import { makeChoice, makeGuess, makeSlider, openFigure, recorded, sentenceOf as problemOf } from "../parts/figure.js";
import { openFile } from "../files.js";
import { linesChart } from "../parts/lines.js";
import { accuracy, count, number } from "../parts/speak.js";
import { openDigits, startWorker } from "../trainer.js";

const RISEN = 1.02; // the test loss wavers by about this factor from epoch to epoch
const TASK = { optimizerName: "rmsprop", learningRate: 0.001, batchSize: 32, seed: 0, watch: null, wantsWeights: false };

export function openFitting(chapter, learner) {
  const figure = openFigure(chapter);
  const at = { source: "recorded", measure: "loss", epochs: [], history: null, stop: null, digits: 400, nodes: 32, passes: 40, words: "", told: "" };
  const [chart, told] = [make("div"), make("p", { class: "small soft", role: "status" })];
  const show = () => update(figure, { chart, told, measure, buttons }, at, learner.current);
  const set = (name) => (value) => (at[name] = value);
  const measure = makeChoice("What is drawn", [["loss", "Loss"], ["accuracy", "Accuracy"]], (chosen) => {
    at.measure = chosen;
    show();
  });
  const digits = makeSlider("Digits to learn from", { min: 100, max: 2000, step: 100, value: at.digits }, String, set("digits"));
  const nodes = makeSlider("Hidden nodes", { min: 4, max: 128, step: 4, value: at.nodes }, String, set("nodes"));
  const passes = makeSlider("Epochs", { min: 10, max: 200, step: 10, value: at.passes }, String, set("passes"));
  const buttons = {
    train: makeButton("Train a small network now", () => train(at, show), { class: "button main" }),
    recorded: makeButton("The recorded run", () => {
      at.source = "recorded";
      show();
    }),
    stop: makeButton("Stop", () => at.stop?.()),
  };
  figure.from("recorded", recorded(learner.current.manifest));
  figure.body.append(make("p", { class: "small soft" }, "A small network, to be trained here:"), digits.row, nodes.row, passes.row, make("div", { class: "row-of" }, ...Object.values(buttons)), told, measure.group, chart);
  openFile("history.json").then(
    (history) => {
      at.history = history.long.epochs;
      figure.body.prepend(guessOf(at.history, [chart, figure.finding]));
      show();
    },
    (error) => {
      at.told = problemOf(error);
      show();
    },
  );
  figure.numbers("Epoch by epoch", () => ({
    heads: ["epoch", "training loss", "test loss", "training accuracy", "test accuracy"],
    rows: epochsOf(at).map((entry) => [
      entry.epoch, number(entry.train_loss, 3), number(entry.test_loss, 3), accuracy(entry.train_accuracy), accuracy(entry.test_accuracy),
    ]), // prettier-ignore
  }));
  return show;
}

function guessOf(epochs, veiled) {
  const lowest = best(epochs);
  const last = epochs.at(-1);
  const rises = lowest.epoch < last.epoch;
  return makeGuess(
    `The classic network is trained for ${last.epoch} epochs in place of five. What does its loss on the test digits do?`,
    [
      { label: "It falls all the time", right: !rises },
      { label: "It falls, then rises again", right: rises },
      { label: "It rises from the start" },
    ],
    () => `It is lowest after ${count(lowest.epoch, "epoch")}, ${number(lowest.test_loss, 3)}, and stands at ${number(last.test_loss, 3)} after ${last.epoch}, while the loss on the training digits falls to ${number(last.train_loss, 3)}.`,
    veiled,
  );
}

function best(epochs) {
  return epochs.reduce((a, b) => (b.test_loss < a.test_loss ? b : a));
}

function epochsOf(at) {
  return at.source === "live" ? at.epochs : (at.history ?? []);
}

async function train(at, show) {
  if (at.stop) return;
  Object.assign(at, { source: "live", epochs: [], told: "", words: "Starting …", stop: () => {} });
  show();
  try {
    const found = await openDigits();
    at.words = `${at.nodes} hidden nodes, at most ${at.digits} of ${found.words}.`;
    await new Promise((resolve) => {
      const end = startWorker({ ...found, ...TASK, hiddenUnits: at.nodes, epochs: at.passes, most: at.digits }, (report) => {
        if (report.kind === "end") {
          at.told = report.state === "diverged" ? "The weights are no longer numbers." : `Done in ${number(report.seconds, 1)} seconds.`;
          return resolve();
        }
        if (report.kind !== "epoch" || report.epoch === 0) return;
        at.epochs.push({
          epoch: report.epoch, train_loss: report.trainLoss, test_loss: report.testLoss,
          train_accuracy: report.trainAccuracy, test_accuracy: report.testAccuracy,
        }); // prettier-ignore
        show();
      });
      at.stop = () => {
        end();
        at.told = "Stopped.";
        resolve();
      };
    });
  } catch (error) {
    at.told = problemOf(error);
  }
  at.stop = null;
  show();
}

function update(figure, parts, at, { manifest }) {
  const { buttons } = parts;
  buttons.train.disabled = at.stop !== null;
  buttons.stop.hidden = at.stop === null;
  buttons.recorded.hidden = at.source === "recorded" || at.stop !== null;
  parts.told.textContent = at.source === "live" ? `${at.words} ${at.told}` : at.told;
  parts.measure.press(at.measure);
  const epochs = epochsOf(at);
  parts.chart.replaceChildren(epochs.length > 1 ? chartOf(epochs, at.measure) : "");
  if (at.source === "live") figure.from("live", "computing now, in this browser");
  else figure.from("recorded", recorded(manifest));
  figure.say(sentenceOf(epochs, at.measure));
  figure.refresh();
}

function sentenceOf(epochs, measure) {
  if (epochs.length === 0) return "No epoch is over yet.";
  const last = epochs.at(-1);
  const after = `After ${count(last.epoch, "epoch")}`;
  if (measure === "accuracy") {
    return `${after} the network reads ${accuracy(last.train_accuracy)} of the digits it learned from and ${accuracy(last.test_accuracy)} of those it has never seen.`;
  }
  const lowest = best(epochs);
  const told = `${after} the loss is ${number(last.train_loss, 3)} on the training digits and ${number(last.test_loss, 3)} on the test digits`;
  if (last.test_loss > RISEN * lowest.test_loss) {
    return `${told}. The test loss was lowest after epoch ${lowest.epoch}, with ${number(lowest.test_loss, 3)}, and has risen since: what came later was learned by heart.`;
  }
  if (last.test_loss > 2 * last.train_loss) return `${told}: the gap between them is what it knows by heart.`;
  return `${told}: what it has learned holds for digits that it has never seen.`;
}

function chartOf(epochs, measure) {
  const points = (part) => epochs.map((entry) => [entry.epoch, entry[`${part}_${measure}`]]);
  const lines = [
    { name: "training", points: points("train") },
    { name: "test", points: points("test"), strong: true },
  ];
  const values = lines.flatMap((line) => line.points.map(([, value]) => value));
  return linesChart({
    label: `${measure} on training and test digits, epoch by epoch`,
    xName: "epochs",
    yName: measure,
    lines,
    y: measure === "loss" ? [0, Math.max(...values) * 1.05] : [Math.min(...values) - 0.02, 1],
    yText: measure === "loss" ? undefined : (value) => `${(100 * value).toFixed(0)} %`,
  });
}
