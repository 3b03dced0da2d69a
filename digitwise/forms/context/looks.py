"""How the ink of a cell looks, whatever it says: print and writing differ in color and in size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.forms.assembling import Leaf
from digitwise.forms.grids.cells import Cell
from digitwise.forms.ink.cell_ink import CellInk


class Look(NamedTuple):
    """How the ink of a cell looks.

    Attributes:
        chroma: Distance of its color from the gray of its paper in CIELAB; 0 for a gray picture.
        height: Of its tallest component, pixels; 0 where there is none.
        letters: Components that are tall enough for letters.
    """

    chroma: float = 0.0
    height: float = 0.0
    letters: int = 0


def chroma_of_cells(pixels: NDArray[np.uint8], mask: NDArray[np.uint8], cells: list[Cell]) -> list[float]:
    """How colored the ink of each cell is: distance from the gray of its paper in CIELAB, 0 for a gray picture.

    Args:
        pixels: Gray ``(h, w)`` or RGB ``(h, w, 3)``, ``uint8``.
        mask: ``(h, w)``, ``uint8``, 1 = ink.
        cells: Where to look.
    """
    if pixels.ndim == 2:
        return [0.0] * len(cells)
    colors = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB), np.float32)[..., 1:]
    found = []
    for cell in cells:
        left, top = max(0, cell.box.left), max(0, cell.box.top)
        # The lines around a cell have a color of their own.
        margin = max(2, min(cell.box.width, cell.box.height) // 8)
        window = slice(top + margin, cell.box.bottom - margin), slice(left + margin, cell.box.right - margin)
        inked = mask[window] > 0
        if inked.sum() < 4 or inked.all():
            found.append(0.0)
            continue
        away = colors[window][inked].mean(axis=0) - np.median(colors[window][~inked], axis=0)
        found.append(float(np.hypot(*away)))
    return found


def with_sizes(
    chroma: Sequence[float], leaves: Sequence[Leaf], inks: Sequence[CellInk], least: Sequence[float]
) -> list[Look]:
    """How the ink of each cell looks.

    Args:
        chroma: How colored it is, of each cell.
        leaves: What is read at once: cells, and boxes of cells.
        inks: What stands in each of them.
        least: Height of a letter in each of them, at least, pixels.
    """
    looks = [Look(each) for each in chroma]
    for leaf, own, letter in zip(leaves, inks, least, strict=True):
        colored, height, letters = looks[leaf.owner]
        looks[leaf.owner] = Look(colored, max(height, own.tallest), letters + own.taller(letter))
    return looks
