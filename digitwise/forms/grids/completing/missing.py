"""Boxes of a grid whose sides writing has broken, and walls: they are looked for where other cells say they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digitwise.forms.grids.cells import BoxGrid, Cell
from digitwise.forms.grids.grid import arranged
from digitwise.forms.grids.lines import Levels, Line, LineSettings


@dataclass(frozen=True)
class MissingSettings:
    """What decides whether a box or a wall is missing; lengths in pixels of the level sheet."""

    misplaced: int = 4
    """Pixels by which a side of a missing box may lie elsewhere than its row or column says."""
    least_side: int = 24
    """Pixels of the shorter side of such a box, at least. Along smaller ones any writing may lie."""
    along: float = 0.6
    """Share of a side along which there is ink, at least, be it of the box or of writing over it."""
    wall: float = 0.8
    """Share of a missing wall between two cells along which there is ink, at least."""


MISSING = MissingSettings()


def lines_of_missing(
    grids: Sequence[BoxGrid], across: Sequence[Line], down: Sequence[Line], levels: Levels
) -> tuple[list[Line], list[Line]]:
    """The sides of boxes that are missing in their grid, and the walls that are missing between two cells.

    Where writing crosses the side of a box that stands apart from others, too little of it may be left to be a line,
    and nothing encloses the box. Its row and its column say where it is; there has to be ink along all four sides.
    Where it covers a wall, two cells are one, which stands in two rows or columns: there has to be ink along the wall.

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
    thick = float(np.median([line.thickness for line in (*across, *down)]))
    dark = LineSettings().dark * float(np.median([line.darkness for line in (*across, *down)]))
    found: tuple[list[Line], list[Line]] = [], []
    upright = levels.T
    for beside, above in _holes(grids):
        left, right = above.box.left - 1, above.box.right
        top, bottom = beside.box.top - 1, beside.box.bottom
        if min(right - left, bottom - top) < MISSING.least_side:
            continue
        level = [_side(levels, row, left, right, dark, MISSING.along) for row in (top, bottom)]
        steep = [_side(upright, column, top, bottom, dark, MISSING.along) for column in (left, right)]
        if None in (*level, *steep):
            continue
        for sides, first, last, lines in ((level, left, right, found[0]), (steep, top, bottom, found[1])):
            lines += [line for side in sides for line in _straight(side, first, last, thick)]
    for grid in grids:
        for cell, row in _walls(grid.cells, 1):
            side = _side(levels, row, cell.box.left, cell.box.right - 1, dark, MISSING.wall)
            found[0].extend(_straight(side, cell.box.left - 1, cell.box.right, thick))
        for cell, column in _walls(grid.cells, 0):
            side = _side(upright, column, cell.box.top, cell.box.bottom - 1, dark, MISSING.wall)
            found[1].extend(_straight(side, cell.box.top - 1, cell.box.bottom, thick))
    return found


def _straight(side: int | None, first: int, last: int, thick: float) -> list[Line]:
    return [] if side is None else [Line(first, np.full(last - first + 1, side, np.float32), thick)]


def _walls(cells: Sequence[Cell], axis: int) -> list[tuple[Cell, int]]:
    """Cells in two rows (axis 1), or columns (axis 0), each with where the lines of those beside it would cut it."""
    found = []
    for cell in cells:
        start, end = cell.box[axis], cell.box[axis] + cell.box[axis + 2]
        if (cell.row_span, cell.column_span) != ((2, 1) if axis else (1, 2)):
            continue
        before, after = (
            [other.box[axis] - 1 for other in cells if _place(other, axis) == _place(cell, axis, 1, step)]
            for step in (-1, 1)
        )
        if before and after and abs(before[0] - after[0]) <= MISSING.misplaced:
            middle = (before[0] + after[0]) // 2
            if min(middle - start, end - middle) >= MISSING.least_side:
                found.append((cell, middle))
    return found


def _place(cell: Cell, axis: int, along: int = 0, across: int = 0) -> tuple[int, int]:
    """Row and column (axis 1), or column and row (axis 0), of a place some steps from a cell."""
    first, second = (cell.row, cell.column) if axis else (cell.column, cell.row)
    return first + along, second + across


def _holes(grids: Sequence[BoxGrid]) -> list[tuple[Cell, Cell]]:
    """For each place in which no cell stands its neighbors in the row and in the column, in whatever grid they are."""
    if not grids:
        return []
    # Boxes that stand far from each other are a grid each.
    cells = [cell for grid in grids for cell in grid.cells]
    grid = arranged(cells) if len(grids) > 1 else grids[0]
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


def _side(levels: Levels, row: int, first: int, last: int, dark: float, least: float) -> int | None:
    """The row, of those near one, along which most ink lies between two columns; None if that is little."""
    rows = [other for other in range(row - MISSING.misplaced, row + MISSING.misplaced + 1) if 0 <= other < len(levels)]
    shares = [float((levels[other, max(0, first) : last + 1] >= dark).mean()) for other in rows]
    best = int(np.argmax(shares))
    return rows[best] if shares[best] >= least else None
