"""Cells whose writing reaches the edge of the picture: what lies beyond it was not photographed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digitwise.forms.ink.cell_ink import CellInk
from digitwise.forms.rectify import Sheet

NEAR = 0.25
"""Height of the writing of a cell between it and the edge of the picture, at most, if it may go on there.

The digits of a number stand nearer to each other. A sheet that was cut along its outer lines leaves more.
"""


def cut_by_edge(inks: Sequence[CellInk], sheet: Sheet, size: tuple[int, int]) -> set[int]:
    """Which cells hold writing that the edge of the picture may have cut.

    Args:
        inks: What stands in each cell.
        sheet: The level sheet.
        size: Height and width of the picture, pixels.

    Returns:
        Their places in ``inks``.

    Example:
        >>> from digitwise.forms.ink.cell_ink import CellInk
        >>> from digitwise.reading.geometry import Box
        >>> from digitwise.reading.pieces import Pieces
        >>> def written(left: int) -> CellInk:
        ...     pieces = Pieces(np.zeros((40, 40)), np.zeros((40, 40)), np.array([[8, 8, 20, 24]]), [9], [9], 3.0, {})
        ...     return CellInk(pieces, 9.0, 255.0, Box(left, 20, 40, 40))
        >>> sheet = Sheet(np.zeros((100, 200), np.uint8), np.eye(3))
        >>> cut_by_edge([written(-8), written(0), written(150)], sheet, (100, 200))
        {0}
    """
    height, width = size
    found = set()
    for place, ink in enumerate(inks):
        if not len(ink.pieces.boxes):
            continue
        left, top = ink.pieces.boxes[:, :2].min(axis=0) + ink.window[:2]
        right, bottom = (ink.pieces.boxes[:, :2] + ink.pieces.boxes[:, 2:]).max(axis=0) + ink.window[:2]
        corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)
        x, y = sheet.to_picture(corners).T
        if min(x.min(), y.min(), width - x.max(), height - y.max()) <= NEAR * ink.tallest:
            found.add(place)
    return found
