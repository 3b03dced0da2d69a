"""A sheet to print: the questions of the lesson, and apart from them the answers, computed from the recording."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from digitwise.lesson import engine
from digitwise.lesson.recording import Recording


class Question(NamedTuple):
    """A question, and its answer.

    Attributes:
        chapter: What it belongs to.
        text: The question.
        answer: The answer.
    """

    chapter: str
    text: str
    answer: str


def questions(recording: Recording) -> list[Question]:
    """Return the questions, with the answers of a recording.

    Raises:
        LessonError: If a file of the recording is not what was recorded.

    Example:
        >>> from digitwise.lesson.recording import open_recording
        >>> next(one.answer for one in questions(open_recording()) if "how many weights" in one.text)
        '784 × 512 + 512 + 512 × 10 + 10 = 407,050.'
    """
    parts = (_network(recording), _loss(), _descent(recording), _batches(recording), _limits(recording))
    return [question for part in parts for question in part]


def questions_page(recording: Recording) -> str:
    """Return the sheet as HTML."""
    asked = questions(recording)
    manifest = recording.manifest
    run = f"Answers from run {manifest['run']}, seed {manifest['seed']}, on {manifest['data']['name']}."
    return (
        '<!doctype html>\n<html lang="en">\n  <head>\n    <meta charset="utf-8">\n'
        '    <meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '    <meta name="color-scheme" content="light dark">\n'
        "    <title>Digitwise: questions on how a network sees</title>\n"
        '    <link rel="icon" href="static/icons/digitwise.svg" type="image/svg+xml">\n'
        '    <link rel="stylesheet" href="static/css/tokens.css">\n'
        '    <link rel="stylesheet" href="static/css/base.css">\n'
        '    <link rel="stylesheet" href="static/css/questions.css">\n'
        "  </head>\n  <body>\n    <main>\n      <h1>How a network sees a digit: questions</h1>\n"
        f"{_list(asked, 'questions')}"
        f'      <section class="answers">\n      <h1>Answers</h1>\n      <p>{html.escape(run)}</p>\n'
        f"{_list(asked, 'answers')}      </section>\n    </main>\n  </body>\n</html>\n"
    )


def _list(asked: list[Question], which: str) -> str:
    lines, chapter = [], ""
    for number, question in enumerate(asked, start=1):
        if question.chapter != chapter:
            lines.append(("      </ol>\n" if chapter else "") + f"      <h2>{html.escape(question.chapter)}</h2>\n")
            lines.append(f'      <ol start="{number}">\n')
            chapter = question.chapter
        text = question.text if which == "questions" else question.answer
        lines.append(f"        <li>{html.escape(text)}</li>\n")
    return "".join([*lines, "      </ol>\n"])


def _network(recording: Recording) -> Iterator[Question]:
    chapter = "The network"
    settings, figures = recording.manifest["settings"], recording.figure("accuracies.json")
    hidden, count = settings["hidden_units"], recording.manifest["data"]["train"]
    yield Question(
        chapter,
        f"The training images are one tensor of shape ({count}, 28, 28). What is its rank? What are shape and rank of "
        "one row of one image, and of one pixel?",
        "Rank 3. A row has the shape (28,) and rank 1; a pixel has the shape () and rank 0.",
    )
    yield Question(
        chapter,
        f"A layer of {hidden} nodes looks at 784 pixels, and ten nodes look at that layer. Each node has a bias. "
        "All in all, how many weights are there?",
        f"784 × {hidden} + {hidden} + {hidden} × 10 + 10 = {recording.manifest['parameters']:,}.",
    )
    inputs, weights, bias = np.array([1.0, 0.5]), np.array([2.0, -4.0]), 0.25
    sums = engine.weighted_sum(inputs, weights, bias)
    yield Question(
        chapter,
        "A node has two inputs, 1 and 0.5, the weights 2 and −4, and the bias 0.25. What is its weighted sum, and what "
        "does ReLU make of it? And with the bias −0.25?",
        f"{sums:g}, and ReLU lets it pass. With the other bias {_signed(sums - 0.5)}, and ReLU makes 0 of it.",
    )
    yield Question(
        chapter,
        f"The trained network reads {_percent(figures['classic']['test'])} of the test digits. Its ReLU is "
        "taken out. What do you expect? And of a network that never had a hidden layer?",
        f"Without ReLU {_percent(figures['without_relu']['test'])} are left: the weights were learned for a layer that "
        f"bends. Without a hidden layer, trained as long, it is {_percent(figures['no_hidden_layer']['test'])}.",
    )


def _loss() -> Iterator[Question]:
    chapter = "Softmax and cross entropy"
    shares = engine.softmax(np.array([1.0, 2.0, 3.0]))
    yield Question(
        chapter,
        "Three scores are 1, 2 and 3. What does softmax make of them? What changes if 5 is added to each?",
        f"{_row(shares)}, with the sum {shares.sum():g}. Adding 5 to each changes nothing.",
    )
    truth = np.array([1.0, 0.0])
    bits, nats = (_cost(0.775, truth, base) for base in (2, math.e))
    yield Question(
        chapter,
        "The true class was given the probability 0.775. What does that cost in bits (base 2), and what does Keras "
        "count, which takes the natural logarithm?",
        f"{bits:.4f} bits, {nats:.4f} in the natural logarithm.",
    )
    yield Question(
        chapter,
        "Is this a 3, yes or no? The network says yes with 0.225, and it is none. What does binary cross entropy "
        "charge?",
        f"−ln(1 − 0.225) = {float(engine.binary_cross_entropy(np.array(0.225), np.array(0.0))):.4f}.",
    )
    yield Question(
        chapter,
        "Two networks are right, one with 0.51 for the true digit and one with 0.99. Accuracy cannot tell them apart. "
        "What does the loss say?",
        f"{_cost(0.51, truth):.3f} against {_cost(0.99, truth):.3f}.",
    )


def _descent(recording: Recording) -> Iterator[Question]:
    chapter = "Gradient descent"
    moved = float(engine.gradient_descent_step(np.array(1.0), np.array(2.0), 0.1))
    yield Question(
        chapter,
        "A weight is 1, the slope of the loss there is 2, the learning rate is 0.1. What is the weight after one step?",
        f"1 − 0.1 · 2 = {moved:g}.",
    )
    runs = recording.figure("sweeps.json")["runs"]
    plain = [run for run in runs if run["optimizer"] == "sgd"]
    best = max(plain, key=lambda run: run["test_accuracy"] or 0)
    dead = [run for run in plain if run["diverged"] or run["answers"] == 1]
    yield Question(
        chapter,
        f"One epoch of plain gradient descent was run with the rates {_words(plain)}. Which was best? "
        "Which one killed the network, and what does a dead network answer?",
        f"{best['learning_rate']:g} was best, with {_percent(best['test_accuracy'])}. "
        + (f"Dead: {_words(dead)}. A dead network calls every digit the same." if dead else "None died."),
    )
    weights, velocity = engine.momentum_step(np.zeros(1), np.ones(1), np.zeros(1), 0.1)
    second, _ = engine.momentum_step(weights, np.ones(1), velocity, 0.1)
    yield Question(
        chapter,
        "The slope is 1 everywhere, the rate 0.1, the momentum 0.9. How far does a weight go in the first step, and "
        "in the second?",
        f"{abs(weights[0]):g}, then {abs(second[0] - weights[0]):g}: it keeps most of its speed.",
    )
    spread = {run["optimizer"]: run["high"] / run["low"] for run in recording.figure("first_step.json")["runs"]}
    yield Question(
        chapter,
        "In the first step of plain gradient descent the larger changes of weights (95th of a hundred) are "
        f"{spread['sgd']:.0f} times the smaller ones (5th). With RMSprop it is {spread['rmsprop']:.0f} times. Why?",
        "RMSprop divides each slope by the size that this weight's slopes usually have, so weights move about as far "
        "as each other; only the smallest slopes are held back by the ε under the root.",
    )


def _batches(recording: Recording) -> Iterator[Question]:
    chapter = "Batch, epoch, overfitting"
    race = recording.figure("batches.json")
    named = {1: "stochastic", race["train"]: "batch"}
    kinds = [(run["batch_size"], named.get(run["batch_size"], "mini-batch"), run) for run in race["runs"]]
    yield Question(
        chapter,
        f"There are {race['train']:,} training digits. How many updates has one epoch with batches of "
        f"{_and([f'{size:,}' for size, _, _ in kinds])}, and what is each kind of gradient descent called?",
        "; ".join(f"{run['updates_per_epoch']:,} ({kind})" for _, kind, run in kinds) + ".",
    )
    yield Question(
        chapter,
        f"All of them start from the same weights, with the rate {race['learning_rate']:g}. Which is best in the end, "
        "and why is the largest batch so far behind?",
        "Batches of "
        + "; of ".join(
            f"{size:,}: {_percent(run['points'][-1]['test_accuracy'])} after {run['points'][-1]['updates']:,} updates"
            for size, _, run in kinds
        )
        + ". The largest has hardly taken a step.",
    )
    epochs = recording.figure("history.json")["long"]["epochs"]
    first, last = epochs[recording.manifest["settings"]["epochs"] - 1], epochs[-1]
    lowest = min(epochs, key=lambda epoch: float(epoch["test_loss"]))
    yield Question(
        chapter,
        f"From epoch {first['epoch']} to epoch {last['epoch']} the training loss falls from {first['train_loss']:.3f} "
        f"to {last['train_loss']:.4f}. What does the test loss do, what the test accuracy, and what is that called?",
        f"The test loss is lowest, {lowest['test_loss']:.3f}, after epoch {lowest['epoch']}, and is "
        f"{last['test_loss']:.3f} in the end; the test accuracy goes from {_percent(first['test_accuracy'])} to "
        f"{_percent(last['test_accuracy'])}. What is learned about the training "
        "digits and helps with no others is overfitting.",
    )


def _limits(recording: Recording) -> Iterator[Question]:
    chapter = "Where it fails"
    figures, shift = recording.figure("accuracies.json"), recording.figure("shift.json")
    yield Question(
        chapter,
        "How many of the 784 pixels of a digit have to be changed until it is read as another one?",
        f"In the middle {figures['fooling']['median']:g}, of {figures['fooling']['count']} test digits.",
    )
    raw, centered, reader = (shift["lines"][name][shift["pixels"].index(4)] for name in ("raw", "centered", "reader"))
    yield Question(
        chapter,
        "Each digit is pushed four pixels to the right. How many are still read? What helps?",
        f"{_percent(raw)}. Centered first, as MNIST's own digits were, it is {_percent(centered)}; the reader of "
        f"Digitwise reads {_percent(reader)}.",
    )
    certainty = recording.figure("reliability.json")
    noise = next(one for one in certainty["outside"] if one["name"] == "noise")
    top = certainty["inside"]["bins"][-1]
    yield Question(
        chapter,
        "The network is shown pure noise. How sure is it of its answer? And how often is it right when it says "
        f"{_percent(top['low'])} or more of a test digit?",
        f"Of noise {_percent(noise['probability'])} sure in the mean, and {_percent(noise['share'])} of it is called a "
        f"{noise['most_frequent']}. Of test digits {_percent(top['accuracy'])} are right: it knows what it was taught, "
        "and does not know what it was not.",
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _cost(probability: float, truth: Any, base: float = math.e) -> float:
    return float(engine.categorical_cross_entropy(np.array([probability, 1 - probability]), truth, base))


def _row(values: Any) -> str:
    return ", ".join(f"{value:.4f}" for value in values)


def _signed(value: float) -> str:
    return f"{value:g}".replace("-", "−")


def _words(runs: list[dict[str, Any]]) -> str:
    return _and([f"{run['learning_rate']:g}" for run in runs])


def _and(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
