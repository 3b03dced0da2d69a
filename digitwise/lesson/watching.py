"""Looking over the shoulder of a training: its loss at every step, and its weights at some."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

import numpy as np

from digitwise.backend import keras
from digitwise.lesson.network import Weights


class Step(NamedTuple):
    """One step of a training.

    Attributes:
        number: From 1 on; 0 is before the first.
        loss: Mean loss of its batch; not a number before the first step.
        mean_loss: Mean loss of the epoch so far.
        accuracy: Accuracy of the epoch so far.
    """

    number: int
    loss: float = math.nan
    mean_loss: float = math.nan
    accuracy: float = math.nan


Seen = Callable[[Step, Weights | None], None]
"""Told of each step, and of the weights after it, or None at steps that are not watched closely."""


class Watch(keras.callbacks.Callback):  # type: ignore[misc]
    """Keras callback that tells of every step of the classic network.

    Args:
        steps: Steps after which the weights are looked at too; 0 is before the first.
        seen: Told of each step.
        batch_size: Images of a full batch.
        count: Images of an epoch.
    """

    def __init__(self, steps: Collection[int], seen: Seen, batch_size: int, count: int) -> None:
        super().__init__()
        self._steps, self._seen = frozenset(steps), seen
        self._batch_size, self._count = batch_size, count
        self._done = 0
        self._total = 0.0

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Look at the weights before the first step."""
        if 0 in self._steps:
            self._seen(Step(0), weights_in(self.model))

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """An epoch's means begin anew."""
        self._total = 0.0

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Tell of a step."""
        self._done += 1
        figures = logs or {}
        # Keras gives the mean loss of the epoch so far; what the last batch added to the sum is its own.
        seen = min((batch + 1) * self._batch_size, self._count)
        mean_loss = figures.get("loss", math.nan)
        total = mean_loss * seen
        loss = (total - self._total) / (seen - batch * self._batch_size)
        self._total = total
        weights = weights_in(self.model) if self._done in self._steps else None
        self._seen(Step(self._done, loss, mean_loss, figures.get("accuracy", math.nan)), weights)


def weights_in(model: Any) -> Weights:
    """Return the weights of a classic network, in ``float32``.

    Args:
        model: A Keras model that `digitwise.networks.classic` made.

    Example:
        >>> from digitwise import networks
        >>> weights_in(networks.classic(16)).output.shape
        (16, 10)
    """
    return Weights(*(np.array(array, np.float32) for array in model.get_weights()))
