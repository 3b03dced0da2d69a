"""How few pixels have to be changed until the network reads another digit.

The slope of the scores at the *pixels*, which backpropagation gives as it gives that at the weights, says which pixel
to take next.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.images import CLASSES
from digitwise.lesson.engine import Array, dense, dense_backward, relu_backward
from digitwise.lesson.network import Weights, forward, scale

MOST = 100
"""Pixels after which it is given up: an eighth of the image, and another digit to the eye too."""


class Fooled(NamedTuple):
    """What it took.

    Attributes:
        pixels: The pixels that were changed, in order, counted along the rows.
        ink: What each of them was set to, 0 for paper or 1 for full ink.
        before: The digit that was read at first.
        after: The digit that is read now; the same if it was given up.
    """

    pixels: list[int]
    ink: list[int]
    before: int
    after: int


def fool(weights: Weights, image: NDArray[np.uint8], most: int = MOST) -> Fooled:
    """Change pixels one by one, each time the one that most brings the answer down against the next best.

    Args:
        weights: The network.
        image: ``(28, 28)`` ``uint8``.
        most: After how many pixels to give up.

    Example:
        >>> from digitwise.lesson.network import start_weights
        >>> fooled = fool(start_weights(16), np.full((28, 28), 128, np.uint8))
        >>> fooled.before != fooled.after, len(fooled.pixels) < MOST
        (True, True)
    """
    inputs = scale(image[None])
    scores = _scores(weights, inputs)
    before = after = int(scores.argmax())
    changed: list[int] = []
    ink: list[int] = []
    while after == before and len(changed) < most:
        other = int(np.where(np.arange(CLASSES) == before, -np.inf, scores).argmax())
        slope = score_slope(weights, inputs, before, other)
        # Where more ink helps the answer, ink is taken away; where it hurts, ink is added.
        gain = np.where(slope > 0, slope * inputs[0], -slope * (1 - inputs[0]))
        gain[changed] = -np.inf
        pixel = int(gain.argmax())
        inputs[0, pixel] = 0 if slope[pixel] > 0 else 1
        changed.append(pixel)
        ink.append(int(inputs[0, pixel]))
        scores = _scores(weights, inputs)
        after = int(scores.argmax())
    return Fooled(changed, ink, before, after)


def score_slope(weights: Weights, inputs: Array, digit: int, other: int) -> Array:
    """Return the slope ``(784,)``, at the pixels, of the score of one digit over that of another.

    Args:
        weights: The network.
        inputs: ``(1, 784)``, pixels from 0 to 1.
        digit: Whose score is to rise.
        other: Whose score is to fall.
    """
    wanted = np.zeros((1, CLASSES))
    wanted[0, digit] += 1
    wanted[0, other] -= 1
    done = forward(weights, inputs)
    slope, _, _ = dense_backward(wanted, done.hidden, weights.output)
    slope, _, _ = dense_backward(relu_backward(slope, done.sums), inputs, weights.hidden)
    row: Array = slope[0]
    return row


def _scores(weights: Weights, inputs: Array) -> Array:
    scores: Array = dense(forward(weights, inputs).hidden, weights.output, weights.output_biases)[0]
    return scores
