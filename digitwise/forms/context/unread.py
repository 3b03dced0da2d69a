"""Places of a grid that belong to no cell, though something is written there: no line encloses them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

from digitwise.forms.grids.cells import BoxGrid
from digitwise.reading.components import components
from digitwise.reading.geometry import Box

WRITTEN = 0.6, 2.0
"""Of the height of the writing that a component is high, at least and at most, to be some of it."""


def unread_places(grids: Sequence[BoxGrid], mask: NDArray[np.uint8], height: float) -> int:
    """How many places of grids belong to no cell, though something stands there that is as high as the writing.

    Args:
        grids: The cells.
        mask: ``(h, w)``, 1 where ink is.
        height: Of the writing of the sheet, pixels; 0 if there is none.

    Example:
        >>> from digitwise.forms.grids.cells import Cell
        >>> corners = np.zeros((4, 2))
        >>> cells = [Cell(corners, Box(0, 40 * row, 50, 38), row, 0) for row in range(3)]
        >>> cells += [Cell(corners, Box(52, 40 * row, 50, 38), row, 1) for row in range(2)]
        >>> mask = np.zeros((120, 110), np.uint8)
        >>> mask[90:110, 70:75] = 1
        >>> grid = BoxGrid(tuple(cells), 3, 2)
        >>> unread_places([grid], mask, 20), unread_places([grid], mask, 60)
        (1, 0)
    """
    missing = [box for grid in grids for box in _missing(grid)]
    if not missing or not height:
        return 0
    boxes = components(mask)[1][1:, :4]
    least, most = WRITTEN
    written = boxes[(boxes[:, 3] >= least * height) & (boxes[:, 3] <= most * height)]
    points = written[:, :2] + written[:, 2:] / 2
    return sum(
        bool(((points >= (box.left, box.top)) & (points < (box.right, box.bottom))).all(axis=1).any())
        for box in missing
    )


def _missing(grid: BoxGrid) -> list[Box]:
    """Where the places lie that belong to no cell, as those beside and above them tell."""
    taken = {
        (cell.row + down, cell.column + across)
        for cell in grid.cells
        for down, across in itertools.product(range(cell.row_span), range(cell.column_span))
    }
    rows = [[cell.box for cell in grid.cells if (cell.row, cell.row_span) == (row, 1)] for row in range(grid.rows)]
    columns = [
        [cell.box for cell in grid.cells if (cell.column, cell.column_span) == (column, 1)]
        for column in range(grid.columns)
    ]
    found = []
    for row, column in set(itertools.product(range(grid.rows), range(grid.columns))) - taken:
        if rows[row] and columns[column]:
            top, bottom = median(box.top for box in rows[row]), median(box.bottom for box in rows[row])
            left, right = median(box.left for box in columns[column]), median(box.right for box in columns[column])
            found.append(Box(round(left), round(top), round(right - left), round(bottom - top)))
    return found
