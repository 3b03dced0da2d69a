"""Which ink speaks for a digit and which against it: what the network says when a part of the ink is covered."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from digitwise.images import SIDE, Images
from digitwise.reading.recognition.classify import Probabilities
from digitwise.reading.recognition.parameters import RECOGNITION

PATCH = 5
"""Side of the square that is covered, in pixels: a little more than a stroke of a digit 20 pixels high is wide."""

STEP = 2
"""Pixels from one square to the next. Each pixel lies under about six of them; an image has 225, half of them blank."""


def occlusion(
    classify: Callable[[Images], Probabilities], image: NDArray[np.uint8], column: int
) -> NDArray[np.float32]:
    """Measure how much each pixel of ink speaks for one class, by covering the ink around it with paper.

    It works for any network, since nothing but its answers is used: the image and all its copies, each with one square
    covered, go through it in a single call.

    Args:
        classify: Gives probabilities ``(n, classes)`` for images ``(n, 28, 28)`` ``uint8``.
        image: ``(28, 28)`` ``uint8``, 255 = ink.
        column: The class that is explained.

    Returns:
        ``(28, 28)`` ``float32``: by how much the log-odds of the class fall when the ink there is covered, the mean
        over all squares that cover it. Above 0 the ink speaks for the class, below 0 against it; paper has 0.

    Source:
        Zeiler and Fergus, "Visualizing and understanding convolutional networks", ECCV 2014, section 4.2.

    Example:
        >>> def by_top_row(images):
        ...     ink = images[:, 0].mean(axis=1) / 255
        ...     return np.stack([1 - ink, ink], axis=1)
        >>> image = np.zeros((28, 28), np.uint8)
        >>> image[0, 4:18] = 255
        >>> found = occlusion(by_top_row, image, 1)
        >>> bool(found[0, 10] > 0), float(found[9, 9])
        (True, 0.0)
    """
    squares = [square for square in _squares() if image[square].any()]
    if not squares:
        return np.zeros((SIDE, SIDE), np.float32)
    copies = np.repeat(image[None], 1 + len(squares), axis=0)
    for copy, square in zip(copies[1:], squares, strict=True):
        copy[square] = 0
    share = np.clip(classify(copies)[:, column].astype(np.float64), RECOGNITION.least, 1 - RECOGNITION.least)
    log_odds = np.log(share / (1 - share))
    total, times = np.zeros((2, SIDE, SIDE))
    for square, fall in zip(squares, log_odds[0] - log_odds[1:], strict=True):
        total[square] += fall
        times[square] += 1
    return np.asarray(np.where(image > 0, total / np.maximum(times, 1), 0), np.float32)


def _squares() -> list[tuple[slice, slice]]:
    """The squares that cover an image; those at its edge reach over it, so that its corners are covered as well."""
    ranges = [slice(max(0, start), start + PATCH) for start in range(1 + STEP - PATCH, SIDE, STEP)]
    return [(rows, columns) for rows in ranges for columns in ranges]
