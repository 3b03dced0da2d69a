// The whole network in one picture: pixels, nodes, answers, and the strongest of what runs between them.

import { make } from "../../dom.js";
import { NOW, openFigure } from "../parts/figure.js";
import { nodeInView } from "../learner.js";
import { openMapPicture } from "./map_picture.js";
import { NODES, makeNodeField } from "../parts/node_field.js";
import { accuracy, count, number, percent, signed } from "../parts/speak.js";

export function openMap(chapter, learner) {
  const figure = openFigure(chapter);
  const canvas = make("canvas", { class: "map-canvas", role: "img" });
  const field = makeNodeField("map-node", learner);
  const strongest = make("button", { type: "button", class: "button", "aria-pressed": "true" }, "The one that says most");
  const key = make(
    "p",
    { class: "key" },
    make("span", { class: "key-on" }, "a node that is lit"),
    make("span", { class: "key-for" }, "+ raises the sum"),
    make("span", { class: "key-against" }, "− lowers it"),
  );
  figure.body.append(
    canvas,
    make("div", { class: "row-of" }, make("label", { for: "map-node" }, "Node"), field, strongest),
    key,
  );
  figure.from("live", NOW);
  figure.numbers("The ten answers", () => ({
    heads: ["digit", "score", "share"],
    rows: learner.current.done
      ? [...learner.current.done.scores].map((score, digit) => [
          digit, signed(score), percent(learner.current.done.probabilities[digit]),
        ]) // prettier-ignore
      : [],
  }));
  strongest.addEventListener("click", () => learner.set({ node: null, output: null }));
  const picture = openMapPicture(canvas);
  canvas.addEventListener("click", (event) => learner.set(picture.partAt(event)));
  // Under a pen that moves, the picture follows at once and the words when there is time.
  return (current, hurried) => {
    const node = nodeInView(current);
    picture.show(current, node);
    if (hurried) return;
    if (document.activeElement !== field) field.value = String(node);
    strongest.ariaPressed = String(current.node === null && current.output === null);
    figure.say(sentenceOf(current, node));
    canvas.ariaLabel = current.done ? `The network, lit by your ${current.answer}` : "The network, dark";
    figure.refresh();
  };
}

function sentenceOf({ done, answer, output, weights, manifest }, node) {
  const tested = `On digits that it had never seen it was right in ${accuracy(manifest.test_accuracy)}.`;
  if (!done) return `Paper lights no picture: draw a digit. ${tested}`;
  const lit = done.hidden.filter((value) => value > 0).length;
  const shown = output ?? answer;
  const vote = done.hidden[node] * weights.output[node * 10 + shown];
  const says = vote === 0 ? "is dark and adds nothing to" : vote > 0 ? `adds ${number(vote)} to` : `takes ${number(-vote)} from`;
  return `${count(lit, "node")} of ${NODES} ${lit === 1 ? "is" : "are"} lit. The network answers ${answer}, with ${percent(done.probabilities[answer])}. Node ${node}, which has the ring, ${says} the score of ${shown}.`;
}
