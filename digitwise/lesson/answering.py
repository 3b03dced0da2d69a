"""What the network of the lesson answers to many images, and how good that is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from digitwise.images import Images, Labels
from digitwise.lesson.engine import Array, categorical_cross_entropy, one_hot
from digitwise.lesson.network import Forward, Weights, forward, scale

CHUNK = 2000
"""Images at once: enough to keep the processor busy, and a few megabytes."""


class Measured(NamedTuple):
    """Mean loss and accuracy."""

    loss: float
    accuracy: float


def in_float32(weights: Weights) -> Weights:
    """Return the weights in ``float32``, in which matrix products take half the time."""
    return Weights(*(np.asarray(array, np.float32) for array in weights))


def pixels_of(images: Images) -> Array:
    """Return images as rows ``(n, 784)`` ``float32`` from 0 to 1."""
    return scale(images).astype(np.float32)


def passes(weights: Weights, images: Images) -> list[Forward]:
    """Take images through the network, a few thousand at a time."""
    narrow = in_float32(weights)
    return [forward(narrow, pixels_of(images[first : first + CHUNK])) for first in range(0, len(images), CHUNK)]


def probabilities_of(weights: Weights, images: Images) -> Array:
    """Return the probabilities ``(n, 10)`` that a network gives to images ``(n, 28, 28)`` ``uint8``."""
    return np.concatenate([done.probabilities for done in passes(weights, images)])


def measured(probabilities: Array, labels: Labels) -> Measured:
    """Return mean loss and accuracy of answers.

    Example:
        >>> print(measured(np.full((2, 10), 0.1), np.array([0, 3], np.uint8)))
        Measured(loss=2.302585..., accuracy=0.5)
    """
    losses = categorical_cross_entropy(probabilities, one_hot(labels))
    return Measured(float(losses.mean()), float((probabilities.argmax(axis=1) == labels).mean()))


def measure(weights: Weights, images: Images, labels: Labels) -> Measured:
    """Return mean loss and accuracy of a network on images."""
    return measured(probabilities_of(weights, images), labels)
