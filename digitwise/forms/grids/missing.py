"""Boxes of a grid whose sides writing has broken: they are looked for where a row and a column of others cross."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digitwise.forms.grids.cells import BoxGrid, Cell, GridSettings
from digitwise.forms.grids.grid import arranged
from digitwise.forms.grids.lines import Levels, Line, LineSettings


def lines_of_missing(
    grids: Sequence[BoxGrid], across: Sequence[Line], down: Sequence[Line], levels: Levels
) -> tuple[list[Line], list[Line]]:
    """The sides of boxes that are missing in their grid.

    Where writing crosses the side of a box that stands apart from others, too little of it may be left to be a line,
    and nothing encloses the box. Its row and its column say where it is; there has to be ink along all four sides.

    Args:
        grids: The grids that were found.
        across: The horizontal lines that bound their cells.
        down: Their upright ones, described on the transposed sheet.
        levels: ``(h, w)``, ``uint8``: how far each pixel is from its paper.

    Returns:
        Horizontal lines and upright ones; none where no box is missing.

    Example:
        >>> from digitwise.reading.geometry import Box
        >>> page = np.zeros((160, 260), np.uint8)
        >>> for left in (20, 140):
        ...     for top in (20, 90):
        ...         page[top, left : left + 101] = page[top + 50, left : left + 101] = 200
        ...         page[top : top + 51, left] = page[top : top + 51, left + 100] = 200
        >>> corners = np.zeros((4, 2))
        >>> cells = [Cell(corners, Box(left, 21, 99, 49), 0, place) for place, left in enumerate((21, 141))]
        >>> grid = BoxGrid((*cells, Cell(corners, Box(21, 91, 99, 49), 1, 0)), 2, 2)
        >>> across, down = lines_of_missing([grid], [Line(20, np.full(101, 20, np.float32))], [], page)
        >>> [round(line.middle) for line in across], [round(line.middle) for line in down]
        ([90, 140], [140, 240])
    """
    if not across and not down:
        return [], []
    settings = GridSettings()
    thick = float(np.median([line.thickness for line in (*across, *down)]))
    dark = LineSettings().dark * float(np.median([line.darkness for line in (*across, *down)]))
    found: tuple[list[Line], list[Line]] = [], []
    upright = levels.T
    for beside, above in _holes(grids):
        left, right = above.box.left - 1, above.box.right
        top, bottom = beside.box.top - 1, beside.box.bottom
        if min(right - left, bottom - top) < settings.told:
            continue
        level = [_side(levels, row, left, right, dark) for row in (top, bottom)]
        steep = [_side(upright, column, top, bottom, dark) for column in (left, right)]
        if None in (*level, *steep):
            continue
        for sides, first, last, lines in ((level, left, right, found[0]), (steep, top, bottom, found[1])):
            lines += [Line(first, np.full(last - first + 1, side, np.float32), thick) for side in sides]
    return found


def _holes(grids: Sequence[BoxGrid]) -> list[tuple[Cell, Cell]]:
    """For each place in which no cell stands its neighbors in the row and in the column, in whatever grid they are."""
    if not grids:
        return []
    # Boxes that stand far from each other are a grid each.
    cells = [cell for grid in grids for cell in grid.cells]
    grid = arranged(cells, GridSettings()) if len(grids) > 1 else grids[0]
    covered = np.zeros((grid.rows, grid.columns), np.bool_)
    for cell in grid.cells:
        covered[cell.row : cell.row + cell.row_span, cell.column : cell.column + cell.column_span] = True
    single = [cell for cell in grid.cells if cell.row_span == cell.column_span == 1]
    found = []
    for row, column in np.argwhere(~covered).tolist():
        beside = [cell for cell in single if cell.row == row]
        above = [cell for cell in single if cell.column == column]
        if beside and above:
            found.append(
                (
                    min(beside, key=lambda cell: abs(cell.column - column)),
                    min(above, key=lambda cell: abs(cell.row - row)),
                )
            )
    return found


def _side(levels: Levels, row: int, first: int, last: int, dark: float) -> int | None:
    """The row, of those near one, along which most ink lies between two columns; None if that is little."""
    settings = GridSettings()
    rows = [other for other in range(row - settings.missed, row + settings.missed + 1) if 0 <= other < len(levels)]
    shares = [float((levels[other, max(0, first) : last + 1] >= dark).mean()) for other in rows]
    best = int(np.argmax(shares))
    return rows[best] if shares[best] >= settings.along else None
