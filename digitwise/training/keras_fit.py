"""Training with Keras' own ``fit``: for backends other than JAX, and for models with a ``train_step`` of their own."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from digitwise.backend import keras
from digitwise.errors import TrainingError
from digitwise.training.checkpoints import Checkpoints
from digitwise.training.progress import Progress
from digitwise.training.settings import Settings


class _Watch(keras.callbacks.Callback):  # type: ignore[misc]
    """Feeds the bar, and stops at the first loss that is no number."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self._progress = progress
        self._epoch = 0

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self._epoch = epoch
        self._progress.on_epoch_begin(epoch)

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        if logs and not math.isfinite(logs["loss"]):
            raise diverged(self._epoch, batch)
        self._progress.show(batch + 1, logs or {})

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self._progress.on_epoch_end(epoch, logs)


def diverged(epoch: int, step: int) -> TrainingError:
    """The error for a loss that is no longer a number, at a step of an epoch, both counted from 0."""
    return TrainingError(
        f"the loss is no longer a number at step {step + 1} of epoch {epoch + 1}; try a smaller learning rate. "
        "The run was stopped and no model of it was kept"
    )


def fit(
    model: Any,
    images: np.ndarray[Any, Any],
    targets: np.ndarray[Any, Any],
    settings: Settings,
    callbacks: list[Any],
    progress: Progress,
    checkpoints: Checkpoints | None = None,
) -> None:
    """Train with Keras' ``fit``, which has an order of its own and can go on from no checkpoint.

    Raises:
        TrainingError: When the loss is no longer a number, or there is a checkpoint to go on from.
    """
    if checkpoints and checkpoints.begin:
        raise TrainingError("only a training on JAX can go on where it was killed; nothing was changed")
    try:
        model.fit(
            images,
            targets,
            batch_size=settings.batch_size,
            epochs=settings.epochs,
            validation_split=settings.validation_split,
            callbacks=[*callbacks, _Watch(progress)],
            verbose=0,
        )
    finally:
        progress.close()
