"""Numbers composed of single digits: known answers in any amount, one pair in five touching."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitwise.images import Images, Labels

Pixels = NDArray[np.uint8]

TOUCHING = 0.2
"""Share of neighbors that overlap by 1–4 pixels; the others stand 2–7 pixels apart."""


@dataclass(frozen=True)
class Composed:
    """A picture, dark on white, and the text that is on it."""

    picture: Pixels
    text: str


def number(images: Images, labels: Labels, rng: np.random.Generator) -> Composed:
    """One number of 2–8 digits.

    Args:
        images: Digits ``(n, 28, 28)``, ``uint8``, 255 = ink.
        labels: What they are, ``(n,)``.
        rng: Where chance comes from.
    """
    ink, text = _number(images, labels, rng, int(rng.integers(2, 9)), marks=False)
    return Composed(255 - np.pad(ink, 8), text)


def page(images: Images, labels: Labels, rng: np.random.Generator) -> Composed:
    """Two to four lines, each a number of 2–8 digits; a third have a minus sign, a third a decimal point."""
    lines = [_number(images, labels, rng, int(rng.integers(2, 9)), marks=True) for _ in range(rng.integers(2, 5))]
    indents = [int(rng.integers(0, 20)) for _ in lines]
    width = max(ink.shape[1] + indent for (ink, _), indent in zip(lines, indents, strict=True))
    rows = []
    for (ink, _), indent in zip(lines, indents, strict=True):
        rows.append(np.pad(ink, ((int(rng.integers(3, 9)),) * 2, (indent, width - ink.shape[1] - indent))))
    return Composed(255 - np.pad(np.concatenate(rows), 8), "\n".join(text for _, text in lines))


def _number(images: Images, labels: Labels, rng: np.random.Generator, length: int, marks: bool) -> tuple[Pixels, str]:
    canvas = np.zeros((34, 40 * (length + 3)), np.uint8)
    minus = marks and rng.random() < 1 / 3
    point = int(rng.integers(1, length)) if marks and rng.random() < 1 / 3 else 0
    x, text = 2, ""
    if minus:
        wide, high, top = int(rng.integers(8, 13)), int(rng.integers(2, 4)), int(rng.integers(15, 19))
        canvas[top : top + high, x : x + wide] = 255
        x, text = x + wide + int(rng.integers(3, 8)), "-"
    for place, choice in enumerate(rng.integers(0, len(images), length)):
        if place and place == point:
            side, base = int(rng.integers(2, 4)), int(rng.integers(24, 26))
            canvas[base : base + side, x : x + side] = 255
            x, text = x + side + int(rng.integers(2, 6)), text + "."
        ink = _upright(images[choice])
        top = 3 + 4 + int(rng.integers(-2, 3))
        view = canvas[top : top + ink.shape[0], x : x + ink.shape[1]]
        np.maximum(view, ink, out=view)
        touches = rng.random() < TOUCHING and place + 1 != point
        x += ink.shape[1] + (-int(rng.integers(1, 5)) if touches else int(rng.integers(2, 8)))
        text += str(labels[choice])
    used = np.flatnonzero(canvas.any(axis=0))
    return canvas[:, : used[-1] + 1], text


def _upright(image: NDArray[np.uint8]) -> Pixels:
    """The rectangle of a digit's ink, all of MNIST's 20 rows kept."""
    columns = np.flatnonzero((image > 60).any(axis=0))
    return image[4:24, columns[0] : columns[-1] + 1]
