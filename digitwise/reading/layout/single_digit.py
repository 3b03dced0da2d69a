"""A picture of exactly one digit: which of its ink is the digit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.geometry import Box
from digitwise.reading.layout.parameters import LAYOUT
from digitwise.reading.pieces import Pieces


def group_of_one(pieces: Pieces) -> list[int]:
    """Indices of the pieces that are the one digit of a picture; none if there is no ink.

    The largest piece is part of it; others belong to it if they are near, as the bar of a 5 is.
    """
    candidates = pieces.writing
    if not candidates:
        return []
    return _grown(pieces, max(candidates, key=lambda index: _weight(pieces, index)), candidates)


def _weight(pieces: Pieces, index: int) -> float:
    """How likely a piece is the main part of the digit: large, dark, and not reaching out of the picture."""
    left, top, width, height = pieces.box(index)
    rows, columns = pieces.labels.shape
    away = max(abs(left + width / 2 - columns / 2) / columns, abs(top + height / 2 - rows / 2) / rows)
    sides = (left <= 1) + (top <= 1) + (left + width >= columns - 1) + (top + height >= rows - 1)
    weight: float = max(width, height) * float(pieces.strengths[index]) * (1 - away)
    return weight * (LAYOUT.edge_weight if sides == 1 else 1.0)


def _grown(pieces: Pieces, main: int, candidates: list[int]) -> list[int]:
    """The main piece with those near it, and those near these; a small one must be nearer."""
    boxes, indices = pieces.boxes[candidates], np.array(candidates)
    longer = boxes[:, 2:].max(axis=1)
    group = indices == main
    while True:
        around = pieces.box(*indices[group])
        size = max(around.width, around.height)
        reach = np.where(longer > LAYOUT.part * size, LAYOUT.same_digit * size, longer)
        grown = group | (_gaps(boxes, around) <= reach)
        if np.array_equal(grown, group):
            return sorted(indices[group].tolist())
        group = grown


def _gaps(boxes: NDArray[np.int64], around: Box) -> NDArray[np.float64]:
    """Pixels between each of some pieces and a rectangle, 0 where they overlap."""
    left, top, width, height = boxes.T
    across = np.maximum(left - around.right, around.left - (left + width)).clip(0)
    down = np.maximum(top - around.bottom, around.top - (top + height)).clip(0)
    return np.asarray(np.hypot(across, down), np.float64)
