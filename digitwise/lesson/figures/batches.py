"""The same gradient descent with batches of one, of some, and of all: stochastic, mini-batch and batch."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from digitwise.images import Images, Labels
from digitwise.lesson.answering import in_float32, measure, pixels_of
from digitwise.lesson.engine import Array, one_hot
from digitwise.lesson.figures.classic import Classic
from digitwise.lesson.network import Weights, backward, forward
from digitwise.lesson.plan import Plan

POINTS = 24
"""How often a run of the race is tested, at updates spaced as powers: most happens at the beginning."""


def race(classic: Classic, plan: Plan) -> dict[str, Any]:
    """Train from the start of the classic run with each batch size of the plan, with plain gradient descent.

    Seconds are those of one processor core, whatever else the machine does: with more threads than one, small batches
    would mostly wait.
    """
    data = classic.data
    count = len(data.train_labels)
    sizes = dict.fromkeys((min(size, count), epochs) for size, epochs in plan.race)
    with threadpool_limits(1):
        runs = [_run(classic, size, epochs, plan.race_rate) for size, epochs in sizes]
    return {"optimizer": "sgd", "learning_rate": plan.race_rate, "train": count, "runs": runs}


def _run(classic: Classic, size: int, epochs: float, rate: float) -> dict[str, Any]:
    data = classic.data
    per_epoch = -(-len(data.train_labels) // size)
    looks = looked_at(round(per_epoch * epochs))
    points: list[dict[str, float]] = []
    seconds, start = 0.0, time.process_time()
    descent = _descent(in_float32(classic.start), data.train_images, data.train_labels, size, rate, classic.seed)
    for updates, weights in enumerate(descent):
        if updates in looks:
            seconds += time.process_time() - start
            test = measure(weights, data.test_images, data.test_labels)
            point = {"updates": updates, "epochs": round(updates / per_epoch, 5), "seconds": round(seconds, 3)}
            points.append(point | {"test_loss": round(test.loss, 4), "test_accuracy": round(test.accuracy, 4)})
            start = time.process_time()
        if updates == max(looks):
            break
    return {"batch_size": size, "updates_per_epoch": per_epoch, "points": points}


def looked_at(updates: int) -> set[int]:
    """Return the updates after which a run of so many is tested, first and last among them.

    Example:
        >>> sorted(looked_at(5)), len(looked_at(60_000))
        ([0, 1, 2, 3, 4, 5], 25)
    """
    return {0} | {round(update) for update in np.geomspace(1, updates, POINTS)}


def _descent(weights: Weights, images: Images, labels: Labels, size: int, rate: float, seed: int) -> Iterator[Weights]:
    """Gradient descent without end: the weights before the first update, and after each.

    A weight whose pixel is paper in the whole batch has no slope, so only the rows of inked pixels are computed; with
    a batch of one these are every fifth.
    """
    hidden, *rest = (array.copy() for array in weights)
    yield Weights(hidden, *rest)
    rng = np.random.default_rng(seed)
    while True:
        order = rng.permutation(len(labels))
        for first in range(0, len(order), size):
            batch = order[first : first + size]
            inputs = pixels_of(images[batch])
            inked = np.flatnonzero(inputs.any(axis=0))
            part = Weights(hidden[inked], *rest)
            gradients = _gradients(part, inputs[:, inked], one_hot(labels[batch]).astype(np.float32))
            hidden[inked] -= rate * gradients.hidden
            rest = [array - rate * slope for array, slope in zip(rest, gradients[1:], strict=True)]
            yield Weights(hidden, *rest)


def _gradients(weights: Weights, inputs: Array, truth: Array) -> Weights:
    return backward(weights, forward(weights, inputs), truth)
