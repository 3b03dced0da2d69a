"""Hands: slant, turn, proportions, and the unsteadiness of every stroke."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.training.augmentation.skeletons import CANVAS

FIELD = 96
"""Side of the field that a bent digit is drawn on, pixels: room around the 84 it came from."""

Field = NDArray[Any]
"""Ink on the fine field: ``float32``, about 0 to 255."""

_ACROSS, _DOWN = np.meshgrid(*[np.arange(FIELD, dtype=np.float32) - (FIELD - 1) / 2] * 2)


def bend(source: NDArray[np.uint8], rng: np.random.Generator, strength: float = 1.0) -> Field:
    """Draw a digit as another hand might have: turned, slanted, wider or narrower, and unsteady.

    Args:
        source: ``(28, 28)`` image or ``(84, 84)`` field, ``uint8``.
        rng: Where chance comes from.
        strength: 0 leaves the digit as it is, 1 gives every hand that can still be read.

    Returns:
        Field ``(96, 96)`` ``float32``, in the unit of ``source``, the digit near the middle.
    """
    inverse = np.linalg.inv(_stretch_and_turn(rng, strength)).astype(np.float32)
    scale = len(source) / CANVAS
    middle = (len(source) - 1) / 2
    across, down = (
        (inverse[row, 0] * _ACROSS + inverse[row, 1] * _DOWN + wave) * scale + middle
        for row, wave in enumerate(_unsteadiness(rng, strength))
    )
    return cv2.remap(source.astype(np.float32), across, down, cv2.INTER_LINEAR)


def _stretch_and_turn(rng: np.random.Generator, strength: float) -> NDArray[np.float64]:
    angle = np.deg2rad(np.clip(rng.normal(0, 8.5), -24, 24)) * strength
    slant = rng.uniform(-0.35, 0.35) * strength
    # Only the proportion survives: whatever its size, the digit is brought to the box of 20 pixels afterwards.
    width, height = np.array([rng.uniform(0.6, 1.15), rng.uniform(0.75, 1.1)]) ** strength
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix: NDArray[np.float64] = turn @ np.array([[1, slant], [0, 1]]) @ np.diag([width, height])
    return matrix


def _unsteadiness(rng: np.random.Generator, strength: float) -> tuple[Field, Field]:
    """How far each point strays, pixels of the fine field: smooth, because a hand is."""
    knots = int(rng.integers(3, 7))
    size = strength * rng.uniform(0, 6.5) / knots**0.5
    stray = rng.normal(0, size, (knots, knots, 2)).astype(np.float32)
    wave = cv2.resize(stray, (FIELD, FIELD), interpolation=cv2.INTER_CUBIC)
    return wave[..., 0], wave[..., 1]
