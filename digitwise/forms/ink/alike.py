"""Cells that show the same thing in the same place, each of them: what was printed there. Writing differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE = 16
"""Pixels of the square in which shapes are compared."""


@dataclass(frozen=True)
class AlikeSettings:
    """What decides that cells show the same."""

    same: float = 0.3
    """By how much, as a share, ink and level of what is printed into each cell of a kind differ from cell to cell."""
    place: float = 0.08
    """Of the sides of a cell, by which it lies elsewhere, or is larger: nobody writes as straight."""
    shape: float = 0.85
    """Cosine of its shape with what is usual: other digits, or the same ones of a hand, are less alike."""
    most: float = 0.7
    """Share of cells that show the same, if it was printed into them."""
    known: int = 6
    """Cells from which on that can be told."""


ALIKE = AlikeSettings()


def are_printed(
    parts: Sequence[NDArray[np.generic]],
    shown: Sequence[Sequence[float]] | NDArray[np.float64],
    settings: AlikeSettings = ALIKE,
) -> bool:
    """Whether most cells show the same: as much ink, as dark, in the same place and of the same shape.

    Args:
        parts: The ink of each cell, ``(h, w)``, 0 = paper.
        shown: What else is measured of it, ``(n, measures)``.
        settings: What decides.

    Example:
        >>> box, one = np.zeros((2, 30, 30), np.uint8)
        >>> box[5:25, 8:22] = 1
        >>> box[7:23, 10:20] = 0
        >>> one[6:26, 14:17] = 1
        >>> are_printed([box] * 6, [[120.0, 40.0]] * 6), are_printed([box] * 3 + [one] * 3, [[120.0, 40.0]] * 6)
        (True, False)
    """
    if len(parts) < settings.known:
        return False
    values = np.asarray(shown, np.float64)
    middle = np.median(values, axis=0)
    same = (np.abs(values - middle) <= settings.same * middle).all(axis=1)
    if same.mean() < settings.most:
        return False
    placed = [_placed(part) for part in parts]
    edges, shapes = np.array([edge for edge, _ in placed]), np.array([shape for _, shape in placed])
    same &= (np.abs(edges - np.median(edges, axis=0)) <= settings.place).all(axis=1)
    usual = shapes.mean(axis=0)
    lengths = np.linalg.norm(shapes, axis=1) * np.linalg.norm(usual)
    same &= shapes @ usual >= settings.shape * lengths
    return bool(same.mean() >= settings.most)


def shape_of(part: NDArray[np.generic]) -> NDArray[np.float64]:
    """The shape of some ink, 0 = paper, whatever its size: ``(256,)``, 0–255."""
    inked = 255 * (part != 0).astype(np.uint8)
    return np.asarray(cv2.resize(inked, (SIDE, SIDE), interpolation=cv2.INTER_AREA).ravel(), np.float64)


def _placed(part: NDArray[np.generic]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the ink of a cell begins and ends, as shares of its sides, and its shape."""
    left, top, wide, high = cv2.boundingRect((part != 0).astype(np.uint8))
    if not wide:
        return np.zeros(4), np.zeros(SIDE * SIDE)
    ends = np.array([left, top, left + wide, top + high]) / np.tile(part.shape[::-1], 2)
    return ends, shape_of(part[top : top + high, left : left + wide])
