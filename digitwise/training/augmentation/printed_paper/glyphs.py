"""Single digits in a hand, drawn small and quickly, and how strokes are laid on a field."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.training.augmentation import Originals, drawn

Layer = NDArray[np.uint8]

TALL = 40
"""Height of a digit, pixels."""

HIGH = 112
"""Of the field, pixels: room above and below for what else stands on the paper."""

BASE = (HIGH + TALL) // 2
"""The row that digits stand on."""

_PATCH = 84
BANK = 1500  # signs and drawn digits, made once; only their place, size and pen differ afterwards


@dataclass
class Hand:
    """How somebody writes: one hand for all of a line.

    Attributes:
        wide: Width of digits beside MNIST's.
        slant: Columns to the right for each row up.
        unsteady: How far digits stray from their line, as a share of their height.
        line: Whether a digit is drawn along its middle, by a pen of even width, and not as MNIST has it.
        weight: Width of that pen, pixels.
        size: How much digits differ in size.
    """

    wide: float
    slant: float
    unsteady: float
    line: bool
    weight: int
    size: float

    @classmethod
    def of(cls, rng: np.random.Generator) -> Hand:
        """Somebody's hand."""
        return cls(
            float(rng.uniform(0.75, 1.25)),
            float(np.clip(rng.normal(0.05, 0.16), -0.35, 0.45)),
            float(rng.uniform(0, 0.09)),
            bool(rng.random() < 0.5),
            int(rng.choice([2, 2, 3, 3, 4, 4, 5, 6, 7])),
            float(rng.uniform(0, 0.13)),
        )


def digit_patch(digit: int, hand: Hand, originals: Originals, rng: np.random.Generator, share: float = 1.0) -> Layer:
    """One of the originals, or of the drawn digits, in a hand, ``share`` as high as others."""
    scale = share * float(np.exp(rng.normal(0, hand.size)))
    if rng.random() < 0.12:
        choices = _drawn()[digit]
        source = choices[rng.integers(len(choices))]
    else:
        index = _index_of(digit, originals, rng)
        source = originals.lines[index] * np.uint8(255) if hand.line else originals.images[index]
        if hand.line:
            source = np.asarray(cv2.dilate(source, np.ones((2, 2), np.uint8)), np.uint8)
    # MNIST's digits are 20 of 28 pixels high.
    zoom = scale * TALL / (20 * len(source) / 28)
    turn = rng.normal(0, 0.07)
    cosine, sine = np.cos(turn), np.sin(turn)
    matrix = np.array([[cosine, -sine], [sine, cosine]]) @ np.array([[hand.wide, -hand.slant], [0, 1]]) * zoom
    start = np.array([_PATCH / 2, _PATCH / 2]) - matrix @ np.array([(len(source) - 1) / 2] * 2)
    patch = cv2.warpAffine(source, np.hstack([matrix, start[:, None]]), (_PATCH, _PATCH), flags=cv2.INTER_LINEAR)
    return cropped(np.asarray(patch, np.uint8))


def _index_of(digit: int, originals: Originals, rng: np.random.Generator) -> int:
    while True:
        tried = rng.integers(0, len(originals.labels), 40)
        found = tried[originals.labels[tried] == digit]
        if len(found):
            return int(found[0])


@functools.cache
def _drawn() -> list[list[Layer]]:
    """Digits drawn from strokes, always the same ones."""
    rng = np.random.default_rng(31)
    found: list[list[Layer]] = [[] for _ in range(10)]
    for _ in range(BANK):
        ink, digit = drawn(rng)
        found[digit].append(np.clip(ink, 0, 255).astype(np.uint8)[6:90, 6:90])
    return found


def stroke(field: Layer, points: list[Any], thick: int) -> None:
    """A stroke of the pen through some points, at fractions of a pixel."""
    path = np.rint(np.array(points) * 8).astype(np.int32)
    cv2.polylines(field, [path], False, 255, max(1, thick), cv2.LINE_AA, 3)


def cropped(patch: Layer) -> Layer:
    """Return a patch without the paper around its ink; one pixel where there is none."""
    left, top, wide, high = cv2.boundingRect(np.asarray(patch > 40, np.uint8))
    return patch[top : top + max(high, 1), left : left + max(wide, 1)]


def lay(field: Layer, patch: Layer, top: int, left: int) -> None:
    """Ink over ink; what would stand outside of the field is left out."""
    patch = patch[max(0, -top) :, max(0, -left) :]
    top, left = max(0, top), max(0, left)
    view = field[top : top + patch.shape[0], left : left + patch.shape[1]]
    np.maximum(view, patch[: view.shape[0], : view.shape[1]], out=view)
