"""Cells of a few pixels: a digit may hide in the line beside it, so a person looks at all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from digitwise.forms.result import TableCell

LOWEST = 22.0
"""Pixels of the picture that most cells of a grid are high, at least. Of drawn sheets that were made smaller, none with
cells of 22 pixels lost a digit in silence; with 20 a 1 beside a line did, and with 14 whole numbers."""


def with_small(cells: Sequence[TableCell]) -> tuple[list[TableCell], tuple[str, ...]]:
    """The cells of a sheet, those of grids that are seen too small in doubt, and a warning if there are any.

    Args:
        cells: All cells, labels among them.

    Example:
        >>> corners = ((0, 0), (30, 0), (30, 12), (0, 12))
        >>> found, warnings = with_small([TableCell(0, 0, 0, "number", "5", 0.99, False, corners)])
        >>> found[0].doubtful, warnings
        (True, ('cells are 12 pixels high, expected 22: take a larger picture; all are in doubt',))
    """
    found, lowest = list(cells), LOWEST
    for grid in {cell.grid for cell in cells}:
        data = [place for place, cell in enumerate(cells) if cell.grid == grid and cell.outcome != "label"]
        height = float(np.median([_height(cells[place]) for place in data])) if data else LOWEST
        if height < LOWEST:
            lowest = min(lowest, height)
            for place in data:
                found[place] = replace(cells[place], doubtful=True)
    if lowest >= LOWEST:
        return found, ()
    return found, (
        f"cells are {int(lowest)} pixels high, expected {LOWEST:.0f}: take a larger picture; all are in doubt",
    )


def _height(cell: TableCell) -> float:
    """Pixels from the upper side of a cell to its lower one, a row."""
    corners = np.array(cell.corners)
    return float(np.linalg.norm((corners[3] + corners[2] - corners[0] - corners[1]) / 2)) / cell.row_span
