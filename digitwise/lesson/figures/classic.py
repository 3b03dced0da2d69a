"""The classic run, watched: its loss at every step, its weights at some, and how it goes on after five epochs."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from digitwise.data import Dataset
from digitwise.lesson.answering import Measured, measure
from digitwise.lesson.network import Weights
from digitwise.lesson.watching import Step, Watch
from digitwise.training.settings import Settings
from digitwise.training.train import train

EPOCHS = 5
BATCH = 128


@dataclass
class Classic:
    """The classic run as it was seen.

    Attributes:
        data: What it was trained on.
        seed: Its seed.
        steps_per_epoch: Updates of an epoch.
        losses: Loss of each batch of the first five epochs.
        checkpoints: Weights after some of the steps, the start and the end of the five epochs among them.
        tested: Test loss and accuracy at each of these steps.
        epochs: Training and test figures after each epoch, beyond the five too.
    """

    data: Dataset
    seed: int
    steps_per_epoch: int
    losses: list[float] = field(default_factory=list)
    checkpoints: dict[int, Weights] = field(default_factory=dict)
    tested: dict[int, Measured] = field(default_factory=dict)
    epochs: list[tuple[Measured, Measured]] = field(default_factory=list)

    @property
    def steps(self) -> int:
        """Steps of the five epochs."""
        return EPOCHS * self.steps_per_epoch

    @property
    def start(self) -> Weights:
        """The weights before the first step."""
        return self.checkpoints[0]

    @property
    def trained(self) -> Weights:
        """The weights after five epochs."""
        return self.checkpoints[self.steps]

    def see(self, step: Step, weights: Weights | None) -> None:
        """Note one step of the training."""
        number = step.number
        if 1 <= number <= self.steps:
            self.losses.append(step.loss)
        if weights is None:
            return
        test = measure(weights, self.data.test_images, self.data.test_labels)
        if number <= self.steps:
            self.checkpoints[number], self.tested[number] = weights, test
        if number and number % self.steps_per_epoch == 0:
            self.epochs.append((measure(weights, self.data.train_images, self.data.train_labels), test))

    def history(self) -> dict[str, Any]:
        """Return the figures of the run, ready for JSON."""
        epochs = [_epoch(number, *figures) for number, figures in enumerate(self.epochs, start=1)]
        return {
            "loss": [round(loss, 4) for loss in self.losses],
            "steps": [
                {"step": step, "test_loss": round(test.loss, 5), "test_accuracy": round(test.accuracy, 5)}
                for step, test in self.tested.items()
            ],
            "epochs": epochs[:EPOCHS],
            "long": {"epochs": epochs},
        }


def watch_classic(data: Dataset, seed: int, epochs: int) -> Classic:
    """Train the classic network for five epochs and beyond, and see how it goes.

    The first five of more epochs are the classic run: nothing in it depends on how long it goes on.

    Args:
        data: What to train on.
        seed: Of the first weights, and the order of the images.
        epochs: At least 5.
    """
    per_epoch = Settings(batch_size=BATCH).steps(len(data.train_labels))
    classic = Classic(data, seed, per_epoch)
    ends = {epoch * per_epoch for epoch in range(epochs + 1)}
    watch = Watch(watched_steps(per_epoch) | ends, classic.see, BATCH, len(data.train_labels))
    train("classic", data, epochs=epochs, batch_size=BATCH, seed=seed, output=None, callbacks=[watch])
    return classic


def watched_steps(per_epoch: int) -> set[int]:
    """Return the steps of the first epoch that are looked at closely: most is learned in the first of them.

    Example:
        >>> sorted(watched_steps(469))
        [0, 1, 2, 4, 8, 16, 32, 64, 128, 256]
    """
    return {0} | {2**power for power in range(int(math.log2(max(per_epoch - 1, 1))) + 1)}


def shipped_steps(per_epoch: int) -> list[int]:
    """Return the eight checkpoints whose weights are recorded: the start, early steps, and ends of epochs.

    Example:
        >>> shipped_steps(469)
        [0, 1, 4, 16, 64, 256, 469, 2345]
    """
    early = {0, 1, 4, 16, 64, 256} & watched_steps(per_epoch)
    return sorted(early | {per_epoch, EPOCHS * per_epoch})


def _epoch(number: int, train: Measured, test: Measured) -> dict[str, Any]:
    figures = {f"{name}_{kind}": round(getattr(of, kind), 5)
               for name, of in (("train", train), ("test", test)) for kind in ("loss", "accuracy")}  # fmt: skip
    return {"epoch": number} | figures


def never_inked(data: Dataset) -> list[int]:
    """Return the pixels, counted along the rows, that are paper in every training image: their weights learn nothing.

    Example:
        >>> from digitwise.data import load_dataset
        >>> never_inked(load_dataset("digits"))[:3]
        [0, 1, 2]
    """
    return [int(pixel) for pixel in np.flatnonzero(data.train_images.max(axis=0).reshape(-1) == 0)]
