"""A training that is watched while it runs: it tells of its steps, and of what it makes of one digit at each."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.data.loading import load_here
from digitwise.errors import UsageError
from digitwise.images import SIDE, Images
from digitwise.lesson.answering import measure, probabilities_of
from digitwise.lesson.network import Weights
from digitwise.lesson.optimizers import classic_with
from digitwise.lesson.order import TrainingOrder
from digitwise.lesson.quantize import Tensors, tensors_of
from digitwise.lesson.watching import Step, Watch
from digitwise.training.train import train

Tell = Callable[[dict[str, Any], Tensors | None], None]
"""Told of each event, and of the weights where it is a checkpoint."""

EARLY = 16
"""Steps at the beginning of which each is looked at: most is learned in them."""

LOOKS = 120
"""How many looks are spread evenly over the run: several in each second of it."""


def train_live(order: TrainingOrder, image: NDArray[np.uint8] | None, tell: Tell) -> None:
    """Train the classic network on the digits of this machine, and tell how it goes.

    Args:
        order: What is to be trained.
        image: ``(28, 28)`` ``uint8``, the digit whose probabilities are told at each look; None for none.
        tell: Told of each event: ``data`` once, then ``step`` and ``epoch``, and ``end``.

    Raises:
        TrainingError: If the loss is no longer a number.
        DataError: If there are no digits to train on.
    """
    data = load_here()
    count = len(data.train_labels)
    batch_size = min(order.batch_size, count)
    per_epoch = math.ceil(count / batch_size)
    total = order.epochs * per_epoch
    facts = {"name": data.name, "train": count, "test": len(data.test_labels), "note": data.note}
    tell({"kind": "data"} | facts | {"steps": total, "steps_per_epoch": per_epoch}, None)
    shown = None if image is None else image[None]
    checkpoints, test = _checkpoints(order.epochs, per_epoch), 0.0

    def see(step: Step, weights: Weights | None) -> None:
        nonlocal test
        if weights is None:
            return
        number = step.number
        kept = number in checkpoints
        event = {"kind": "step", "step": number, "epoch": max(1, math.ceil(number / per_epoch)), "checkpoint": kept}
        tell(event | _figures(step) | {"probabilities": _answer(weights, shown)}, tensors_of(weights) if kept else None)
        if number and number % per_epoch == 0:
            tested = measure(weights, data.test_images, data.test_labels)
            test = tested.accuracy
            figures = {"test_loss": _number(tested.loss), "test_accuracy": _number(test)}
            tell({"kind": "epoch", "epoch": number // per_epoch} | _figures(step) | figures, None)

    watch = Watch(looked_at(order.epochs, per_epoch), see, batch_size, count)
    network = classic_with(order.optimizer, order.learning_rate, hidden_units=order.hidden_units)
    run = train(
        network,
        data,
        epochs=order.epochs,
        batch_size=batch_size,
        seed=order.seed,
        output=None,
        callbacks=[watch],
    )
    tell({"kind": "end", "state": "done", "test_accuracy": round(test, 5), "seconds": round(run.seconds, 2)}, None)


def looked_at(epochs: int, per_epoch: int) -> set[int]:
    """Return the steps after which the weights are looked at.

    Example:
        >>> steps = looked_at(5, 469)
        >>> len(steps), max(steps)
        (147, 2345)
    """
    total = epochs * per_epoch
    even = range(0, total + 1, max(1, total // LOOKS))
    return set(range(min(EARLY, total) + 1)) | set(even) | _checkpoints(epochs, per_epoch)


def _checkpoints(epochs: int, per_epoch: int) -> set[int]:
    """Steps whose weights are handed over: the start, early ones, and ends of epochs, at most 26 in all."""
    early = {step for step in (0, 1, 4, 16, 64, 256) if step < per_epoch}
    return early | {epoch * per_epoch for epoch in range(1, epochs + 1)}


def _figures(step: Step) -> dict[str, float | None]:
    return {
        "loss": _number(step.loss),
        "mean_loss": _number(step.mean_loss),
        "accuracy": _number(step.accuracy),
    }


def _answer(weights: Weights, image: Images | None) -> list[float] | None:
    if image is None:
        return None
    # The weights of a training that diverges overflow; then there is no answer.
    with np.errstate(all="ignore"):
        row = probabilities_of(weights, image)[0]
    return [round(float(share), 6) for share in row] if np.isfinite(row).all() else None


def _number(value: float) -> float | None:
    """A number as JSON has it: not a number is none."""
    return round(value, 5) if math.isfinite(value) else None


def image_of(content: bytes) -> NDArray[np.uint8] | None:
    """Return an image from its bytes, along the rows; None for no bytes.

    Raises:
        UsageError: For another number of bytes.

    Example:
        >>> image_of(b"")
        >>> image_of(bytes(784)).shape
        (28, 28)
    """
    if not content:
        return None
    if len(content) != SIDE * SIDE:
        raise UsageError(f"the image has {len(content)} bytes, expected {SIDE * SIDE}: 28×28, 0 = paper, 255 = ink")
    return np.frombuffer(content, np.uint8).reshape(SIDE, SIDE)
