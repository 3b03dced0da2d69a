"""Cells that were crossed out: two strokes from corner to corner."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from digitwise.forms.grids.cells import Cell
from digitwise.forms.ink.cell_ink import CellInk


@dataclass(frozen=True)
class CrossedOutSettings:
    """What decides that a cell was crossed out."""

    spans: float = 0.55
    """Width and height of a cross as a share of the shorter side of its cell, at least."""
    whole: float = 0.8
    """Width and height of one piece of a cross as a share of all ink of its cell, at least. Its strokes touch."""
    diagonal: float = 0.75
    """Share of both diagonals that is ink, at least."""
    sides: float = 0.25
    """Sum of the shares of the middles of its four sides that are ink, at most. Between its arms is nothing."""
    size: int = 32
    """Pixels of each side of the copy on which this is measured. Its strokes are still two pixels wide."""
    level: int = 40
    """Level of 255 above which a pixel of that copy is ink."""
    beside: int = 3
    """Pixels of that copy by which a stroke may miss the diagonal."""


CROSSED_OUT = CrossedOutSettings()


def is_crossed_out(ink: CellInk, cell: Cell, settings: CrossedOutSettings = CROSSED_OUT) -> bool:
    """Whether two strokes go from corner to corner of the ink, and the ink over much of the cell.

    Args:
        ink: What stands in the cell.
        cell: Where it is.
        settings: What decides.
    """
    boxes = ink.pieces.boxes
    left, top = boxes[:, 0].min(), boxes[:, 1].min()
    right, bottom = (boxes[:, 0] + boxes[:, 2]).max(), (boxes[:, 1] + boxes[:, 3]).max()
    wide, high = int(right - left), int(bottom - top)
    if min(wide, high) < settings.spans * min(cell.box.width, cell.box.height):
        return False
    longest = ink.pieces.boxes[:, 2:].max(axis=0)
    if longest[0] < settings.whole * wide or longest[1] < settings.whole * high:
        # A 3 and a 2 beside each other have ink on both diagonals; a cross is one piece, whatever is under it.
        return False
    size, beside = settings.size, settings.beside
    part = (ink.pieces.labels[top:bottom, left:right] > 0).astype(np.uint8)
    small = cv2.resize(part * 255, (size, size), interpolation=cv2.INTER_AREA) > settings.level
    steps = np.arange(beside, size - beside)
    near = range(-beside, beside + 1)
    falling = np.mean([any(small[step, np.clip(step + off, 0, size - 1)] for off in near) for step in steps])
    rising = np.mean([any(small[step, np.clip(size - 1 - step + off, 0, size - 1)] for off in near) for step in steps])
    # An eighth on both sides of the middle of each side, and about a sixth deep.
    middle, deep = slice(3 * size // 8, 5 * size // 8), 5 * size // 32
    sides = small[middle, :deep].mean() + small[middle, -deep:].mean()
    sides += small[:deep, middle].mean() + small[-deep:, middle].mean()
    return bool(min(falling, rising) >= settings.diagonal and sides < settings.sides)
