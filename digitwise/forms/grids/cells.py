"""Cells and grids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.geometry import Box

Corners = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Cell:
    """A cell of a grid.

    Attributes:
        corners: ``(4, 2)``: top left, top right, bottom right and bottom left, pixels of the level sheet.
        box: The rectangle inside its lines.
        row: Index of its first row, from 0.
        column: Index of its first column.
        row_span: Number of rows that it stands in; more than 1 if it is merged.
        column_span: Number of columns.
        boxes: Boxes drawn inside it, from left to right; each holds a digit of one number.
    """

    corners: Corners
    box: Box
    row: int = 0
    column: int = 0
    row_span: int = 1
    column_span: int = 1
    boxes: tuple[Cell, ...] = ()


class BoxGrid(NamedTuple):
    """Cells that share lines: a table.

    Attributes:
        cells: From top to bottom, then from left to right.
        rows: Number of rows.
        columns: Number of columns.
    """

    cells: tuple[Cell, ...]
    rows: int
    columns: int
