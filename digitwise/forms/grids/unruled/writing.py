"""The writing inside a cell, as long as nothing is known of it but its ink."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitwise.forms.grids.cells import Cell
from digitwise.reading.components import components

MARGIN = 1.0
"""Stroke widths inside a cell that may be its lines."""


def writing_in(cell: Cell, mask: NDArray[np.uint8], stroke: float) -> NDArray[np.int64]:
    """Boxes of the components of a cell, its lines left out.

    Args:
        cell: The cell.
        mask: ``(h, w)``, ``uint8``, 1 = ink.
        stroke: Typical width of strokes, pixels.

    Returns:
        Left, top, width and height of each, pixels of the sheet, ``(n, 4)``.

    Example:
        >>> from digitwise.reading.geometry import Box
        >>> mask = np.zeros((60, 90), np.uint8)
        >>> mask[10], mask[20:40, 30:34] = 1, 1
        >>> writing_in(Cell(np.zeros((4, 2)), Box(0, 10, 90, 40)), mask, 4.0).tolist()
        [[30, 20, 4, 20]]
    """
    margin = max(2, round(MARGIN * stroke))
    left, top, wide, high = cell.box
    x, y = max(0, left + margin), max(0, top + margin)
    _, stats = components(np.ascontiguousarray(mask[y : top + high - margin, x : left + wide - margin]))
    return np.asarray(stats[1:, :4].astype(np.int64) + np.array([x, y, 0, 0]))
