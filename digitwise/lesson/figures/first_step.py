"""How far each weight of the first layer moves in the very first step, with each optimizer."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.lesson.answering import in_float32, pixels_of
from digitwise.lesson.engine import gradient_descent_step, momentum_step, one_hot, rmsprop_step
from digitwise.lesson.figures.classic import BATCH, Classic
from digitwise.lesson.network import backward, forward

SMALLEST, LARGEST, BINS = 1e-8, 1e-1, 56
"""The histogram runs from changes that no float of a weight could show to the size of the weights: 8 bins a decade."""


def first_step(classic: Classic) -> dict[str, Any]:
    """Take one step from the start of the classic run, on its first 128 training images, with each optimizer."""
    weights = in_float32(classic.start)
    images, labels = classic.data.train_images[:BATCH], classic.data.train_labels[:BATCH]
    gradient = backward(weights, forward(weights, pixels_of(images)), one_hot(labels)).hidden
    still = np.zeros_like(gradient)
    moved = {
        ("sgd", 0.1): gradient_descent_step(still, gradient, 0.1),
        ("momentum", 0.1): momentum_step(still, gradient, still, 0.1)[0],
        ("rmsprop", 0.001): rmsprop_step(still, gradient, still, 0.001)[0],
    }
    edges = np.geomspace(SMALLEST, LARGEST, BINS + 1)
    return {"runs": [_run(name, rate, np.abs(change), edges) for (name, rate), change in moved.items()]}


def _run(name: str, rate: float, change: NDArray[np.floating], edges: NDArray[np.floating]) -> dict[str, Any]:
    # What a step of the smallest bin could move is nothing to a weight.
    some = change[change > edges[0]]
    low, median, high = (float(f"{value:.4g}") for value in np.percentile(some, (5, 50, 95)))
    counts, _ = np.histogram(some, edges)
    return {
        "optimizer": name,
        "learning_rate": rate,
        "moved": round(some.size / change.size, 4),
        "edges": [float(f"{edge:.4g}") for edge in edges],
        "counts": counts.tolist(),
        "low": low,
        "median": median,
        "high": high,
    }
