"""Columns that no lines divide: where rows are ruled and columns are not, the writing tells them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.forms.grids.cells import BoxGrid, Cell
from digitwise.forms.grids.lines import Line
from digitwise.forms.grids.unruled.writing import writing_in
from digitwise.reading.geometry import Box

Mask = NDArray[np.uint8]


@dataclass(frozen=True)
class WrittenColumnSettings:
    """What decides that there are columns; lengths in heights of the writing unless said otherwise."""

    apart: float = 0.5
    """Between two numbers of a row, at least: digits of one are nearer to each other."""
    rows: int = 3
    """Rows that are written in, at least."""
    together: int = 2
    """Rows in which two neighboring columns are both written in, at least."""
    unclear: float = 0.2
    """Share of rows, at most, in which numbers run into each other, or two stand between the same lines."""
    heading: int = 1
    """Rows, from the first, in which a column may hold several words."""
    bare: float = 0.25
    """Space for a line between two numbers of a row, at least."""
    wider: float = 2.0
    """That space as a multiple of the usual one between digits of a number, at least."""
    astray: float = 0.4
    """Of the distance between two columns, by which that place lies elsewhere from row to row, at most."""
    wide: float = 0.7
    """Of the width of its grid that a ruled column takes up, at least, if it may be several: others are ruled, too."""
    dirt: float = 1.5
    """Stroke widths of the longer side of a component, at least, that is writing."""


class WrittenColumns(NamedTuple):
    """Columns that the writing tells apart.

    Attributes:
        lines: Lines that would stand between them, described on the transposed sheet.
        unclear: Rows in which it does not, pixels of the sheet.
    """

    lines: list[Line]
    unclear: list[Box]


class _Row(NamedTuple):
    """The writing of one row, from left to right; pixels of the sheet.

    Attributes:
        cell: Where it stands.
        starts: Where each stretch of ink begins,
        ends: and where it ends.
    """

    cell: Cell
    starts: NDArray[np.float64]
    ends: NDArray[np.float64]

    @property
    def gaps(self) -> NDArray[np.float64]:
        """Bare pixels between them."""
        return self.starts[1:] - self.ends[:-1]


def lines_between_columns(
    grids: Sequence[BoxGrid], mask: Mask, stroke: float, settings: WrittenColumnSettings | None = None
) -> WrittenColumns:
    """Lines that would stand between columns of writing, where none were ruled.

    Args:
        grids: The grids that ruled lines make.
        mask: ``(h, w)``, ``uint8``, 1 = ink.
        stroke: Typical width of strokes, pixels.
        settings: What decides; None for the usual.

    Returns:
        The lines; none where columns are ruled, or where most rows do not tell them.

    Example:
        >>> mask, cells = np.zeros((120, 200), np.uint8), []
        >>> for row in range(3):
        ...     mask[40 * row + 8 : 40 * row + 32, 40:44] = mask[40 * row + 8 : 40 * row + 32, 140:144] = 1
        ...     cells.append(Cell(np.zeros((4, 2)), Box(0, 40 * row, 200, 40), row))
        >>> columns = lines_between_columns([BoxGrid(tuple(cells), 3, 1)], mask, 4.0)
        >>> [line.middle for line in columns.lines], columns.unclear
        ([92.0], [])
    """
    settings = settings or WrittenColumnSettings()
    found = WrittenColumns([], [])
    for grid in grids:
        left, right = min(cell.box.left for cell in grid.cells), max(cell.box.right for cell in grid.cells)
        for column in range(grid.columns):
            band = [cell for cell in grid.cells if cell.column == column and cell.column_span == 1 and not cell.boxes]
            wide = [cell for cell in band if cell.box.width >= settings.wide * (right - left)]
            if len(wide) >= settings.rows:
                own = _columns_of(wide, mask, stroke, settings)
                found.lines.extend(own.lines)
                found.unclear.extend(own.unclear)
    return found


def _columns_of(band: Sequence[Cell], mask: Mask, stroke: float, settings: WrittenColumnSettings) -> WrittenColumns:
    """The columns in cells that stand above each other."""
    rows, height = _rows_of(band, mask, stroke, settings)
    if len(rows) < settings.rows:
        return WrittenColumns([], [])
    numbers = [_numbers_of(row, height, settings) for row in rows]
    counts = [len(own) for own in numbers]
    top, bottom = min(cell.box.top for cell in band), max(cell.box.bottom for cell in band)
    middles = [row.cell.box.top + row.cell.box.height / 2 for row in rows]
    near = [gap for row in rows for gap in row.gaps.tolist() if gap < settings.apart * height]
    bare = max(settings.bare * height, settings.wider * float(np.median(near or [0.0])))
    for columns in sorted(set(counts), reverse=True):
        edges = np.median([own for own in numbers if len(own) == columns], axis=0)
        distance = float(np.diff(edges.mean(axis=1)).min(initial=np.inf))
        usual = (edges[:-1, 1] + edges[1:, 0]) / 2
        places = [[_bare_place(row, place, distance, bare, height, settings) for row in rows] for place in usual]
        unclear = _unclear_rows(places, numbers, settings)
        if len(unclear) <= settings.unclear * len(rows) and _are_together(usual, numbers, settings):
            lines = [[usual[k] if place is None else place for place in line] for k, line in enumerate(places)]
            courses = [np.interp(np.arange(top, bottom), middles, np.array(line)) for line in lines]
            found = [Line(top, course.astype(np.float32)) for course in courses]
            return WrittenColumns(found, [rows[row].cell.box for row in unclear])
    return WrittenColumns([], [])


def _rows_of(
    band: Sequence[Cell], mask: Mask, stroke: float, settings: WrittenColumnSettings
) -> tuple[list[_Row], float]:
    """The rows that are written in, from above, and the usual height of the writing."""
    rows, heights = [], []
    for cell in sorted(band, key=lambda cell: cell.box.top):
        boxes = writing_in(cell, mask, stroke)
        boxes = boxes[boxes[:, 2:].max(axis=1, initial=0) >= settings.dirt * stroke]
        if not len(boxes):
            continue
        boxes = boxes[np.argsort(boxes[:, 0])].astype(np.float64)
        heights += boxes[:, 3].tolist()
        starts, reached = boxes[:, 0], np.maximum.accumulate(boxes[:, 0] + boxes[:, 2])
        begins = np.concatenate([[True], starts[1:] > reached[:-1]])
        ends = reached[np.concatenate([begins[1:], [True]])]
        rows.append(_Row(cell, starts[begins], ends))
    high_enough = [height for height in heights if height >= 0.5 * np.quantile(heights, 0.9)]
    return rows, float(np.median(high_enough)) if high_enough else 0.0


def _numbers_of(row: _Row, height: float, settings: WrittenColumnSettings) -> NDArray[np.float64]:
    """Where each number of a row begins and ends, ``(n, 2)``."""
    cuts = row.gaps >= settings.apart * height
    begins, ends = np.concatenate([[True], cuts]), np.concatenate([cuts, [True]])
    return np.stack([row.starts[begins], row.ends[ends]], axis=1)


def _unclear_rows(
    places: Sequence[Sequence[float | None]], numbers: Sequence[NDArray[np.float64]], settings: WrittenColumnSettings
) -> list[int]:
    """Rows without room for one of the lines, or with two numbers between the same two."""
    found = []
    for row, own in enumerate(numbers):
        lines = [line[row] for line in places]
        if None in lines or len(set(np.searchsorted(np.array(lines, float), own[:, 0]).tolist())) < len(own):
            found.append(row)
    return [row for row in found if row >= settings.heading]


def _are_together(
    usual: NDArray[np.float64], numbers: Sequence[NDArray[np.float64]], settings: WrittenColumnSettings
) -> bool:
    """Whether columns beside each other are written in together: else one of them is the other, written aside."""
    filled = np.zeros((len(numbers), len(usual) + 1), np.int64)
    for row, own in enumerate(numbers):
        filled[row, np.searchsorted(usual, own.mean(axis=1))] = 1
    return bool((filled[:, 1:] * filled[:, :-1]).sum(axis=0).min(initial=len(numbers)) >= settings.together)


def _bare_place(
    row: _Row, usual: float, distance: float, bare: float, height: float, settings: WrittenColumnSettings
) -> float | None:
    """Where a line may stand in a row: in the widest gap near the usual place; None if there is none."""
    starts = np.concatenate([[-np.inf], row.ends])
    ends = np.concatenate([row.starts, [np.inf]])
    # Well inside the gap, and as near to the usual place as can be.
    inset = np.minimum(settings.bare * height, np.minimum(ends - starts, 4 * height) / 2)
    places = np.clip(usual, starts + inset, ends - inset)
    off = np.abs(places - usual)
    worth = np.minimum(ends - starts, 2 * height) / height - 2 * off / distance
    worth[(off > settings.astray * distance) | (ends - starts < bare)] = -np.inf
    best = int(np.argmax(worth))
    return float(places[best]) if np.isfinite(worth[best]) else None
