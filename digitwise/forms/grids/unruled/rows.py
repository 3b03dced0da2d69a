"""Rows that no lines divide: where columns of numbers stand between upright lines, the writing tells them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.forms.grids.cells import BoxGrid, Cell
from digitwise.forms.grids.lines import Line
from digitwise.forms.grids.unruled.writing import writing_in

Mask = NDArray[np.uint8]


@dataclass(frozen=True)
class WrittenRowSettings:
    """What decides that there are rows."""

    deep: float = 20.0
    """Stroke widths of a cell that holds several rows, at least: three digits above each other are as high."""
    least: float = 0.5
    """Height of a component that tells a row as a share of what is usual in its cell, at least. Points are lower."""
    most: float = 1.6
    """Height of such a component as a multiple of what is usual, at most. Touching digits of two rows are higher."""
    core: float = 0.5
    """Share of its height, in the middle of a digit, in which no other row may begin: rows are not written straight."""
    high: float = 1.4
    """Times the usual height that such a row is high, at most: more are two, which run into each other."""
    apart: float = 1.1
    """Times the usual height from the middle of a row to the next, at least: else two columns are not in step."""
    step: float = 1.5
    """Times as far as rows are apart that two numbers of a column are, where they are nearest, at most: so, too."""
    aslant: float = 0.1
    """Rise over run of a row, at most."""
    steps: int = 10
    """Slopes that are tried either way."""
    rows: int = 3
    """Rows of a cell, at least. Two are a heading of two lines, or a number and its correction."""
    taller: float = 1.5
    """Height of such a cell as a multiple of that of the lowest row of its grid, at least. Ruled rows are alike."""
    letters: int = 5
    """Digits of a number, at most, in half of the places: more are words."""
    columns: int = 2
    """Columns in which the same rows are seen, at least, unless there is only one."""


class _Digits(NamedTuple):
    """Digits of some cells that stand side by side; pixels of the sheet.

    Attributes:
        cells: The cell of each, from 0.
        columns: Where its middle is.
        tops: Where it begins,
        bottoms: and where it ends.
    """

    cells: NDArray[np.intp]
    columns: NDArray[np.float64]
    tops: NDArray[np.float64]
    bottoms: NDArray[np.float64]

    @property
    def height(self) -> float:
        """What is usual."""
        return float(np.median(self.bottoms - self.tops))


def lines_between_rows(
    grids: Sequence[BoxGrid], mask: Mask, stroke: float, settings: WrittenRowSettings | None = None
) -> list[Line]:
    """Lines that would stand between rows of numbers, where none were ruled.

    Args:
        grids: The grids that ruled lines make.
        mask: ``(h, w)``, ``uint8``, 1 = ink.
        stroke: Typical width of strokes, pixels.
        settings: What decides; None for the usual.

    Returns:
        The lines; none where all rows are ruled, or their writing does not tell them apart.

    Example:
        >>> from digitwise.reading.geometry import Box
        >>> mask = np.zeros((200, 100), np.uint8)
        >>> for top in (20, 80, 140):
        ...     mask[top : top + 30, 40:44] = mask[top : top + 30, 60:64] = 1
        >>> cell = Cell(np.array([[0, 0], [100, 0], [100, 200], [0, 200]], np.float64), Box(0, 0, 100, 200))
        >>> [line.middle for line in lines_between_rows([BoxGrid((cell,), 1, 1)], mask, 4.0)]
        [65.0, 125.0]
    """
    settings = settings or WrittenRowSettings()
    found = []
    for grid in grids:
        bands: dict[int, list[Cell]] = {}
        for cell in grid.cells:
            if cell.row_span == 1 and not cell.boxes:
                bands.setdefault(cell.row, []).append(cell)
        heights = {row: min(cell.box.height for cell in band) for row, band in bands.items()}
        for row, band in bands.items():
            others = [height for other, height in heights.items() if other != row]
            least = max(settings.deep * stroke, settings.taller * min(others, default=0))
            if heights[row] >= least:
                found += _lines_of(band, mask, stroke, settings)
    return found


def may_hold_rows(grids: Sequence[BoxGrid], settings: WrittenRowSettings | None = None) -> set[int]:
    """Places, among the cells of all grids, of those that are so high that rows in them may not be divided.

    Args:
        grids: The grids.
        settings: What decides; None for the usual.
    """
    settings = settings or WrittenRowSettings()
    found: set[int] = set()
    place = 0
    for grid in grids:
        lowest = min(cell.box.height for cell in grid.cells)
        for cell in grid.cells:
            if grid.rows == 1 or cell.box.height >= settings.taller * lowest:
                found.add(place)
            place += 1
    return found


def stand_in_rows(boxes: NDArray[np.int64], height: float, settings: WrittenRowSettings | None = None) -> bool:
    """Whether digits of a cell stand above each other, few in each row: they are no words.

    Args:
        boxes: Left, top, width and height of its components, ``(n, 4)``.
        height: Usual height of writing, pixels.
        settings: What decides; None for the usual.

    Example:
        >>> boxes = np.array([[0, 0, 20, 40], [30, 2, 20, 38], [4, 60, 20, 40]])
        >>> stand_in_rows(boxes, 40.0), stand_in_rows(boxes[:2], 40.0)
        (True, False)
    """
    settings = settings or WrittenRowSettings()
    high = boxes[:, 3]
    boxes = boxes[(high >= settings.least * height) & (high <= settings.most * height)]
    inset = (1 - settings.core) / 2 * boxes[:, 3]
    starts, ends = boxes[:, 1] + inset, boxes[:, 1] + boxes[:, 3] - inset
    order = np.argsort(starts)
    begun = int((starts[order][1:] > np.maximum.accumulate(ends[order])[:-1]).sum())
    return begun > 0 and len(boxes) <= settings.letters * (begun + 1)


def _lines_of(band: Sequence[Cell], mask: Mask, stroke: float, settings: WrittenRowSettings) -> list[Line]:
    """Lines between the rows of cells that stand side by side."""
    digits = _digits_of(band, mask, stroke, settings)
    if not len(digits.cells):
        return []
    left, right = min(cell.box.left for cell in band), max(cell.box.right for cell in band)
    slope, rows = _rows_of(digits, (left + right) / 2, settings)
    names = np.unique(rows)
    counts = np.array([[((digits.cells == cell) & (rows == row)).sum() for row in names] for cell in range(len(band))])
    several = int(((counts > 0).sum(axis=1) > 1).sum())
    if len(names) < settings.rows or several < min(settings.columns, len(band)):
        return []
    if np.median(counts[counts > 0]) > settings.letters or not _are_in_step(digits, counts, slope, rows, settings):
        return []
    rise = slope * (digits.columns - (left + right) / 2)
    tops = [float((digits.tops - rise)[rows == row].min()) for row in names]
    bottoms = [float((digits.bottoms - rise)[rows == row].max()) for row in names]
    course = slope * (np.arange(left, right) - (left + right) / 2)
    between = [(above + below) / 2 for above, below in zip(bottoms[:-1], tops[1:], strict=True)]
    return [Line(left, (row + course).astype(np.float32)) for row in between]


def _are_in_step(
    digits: _Digits,
    counts: NDArray[np.int64],
    slope: float,
    rows: NDArray[np.intp],
    settings: WrittenRowSettings,
) -> bool:
    """Whether the columns have rows in common, and not each its own."""
    level = (digits.tops + digits.bottoms) / 2 - slope * digits.columns
    middles = np.array([np.median(level[rows == row]) for row in range(counts.shape[1])])
    pitch = np.diff(middles)
    own = [float(np.diff(middles[filled > 0]).min()) for filled in counts if (filled > 0).sum() > 1]
    return bool(pitch.min() >= settings.apart * digits.height and min(own) <= settings.step * np.median(pitch))


def _digits_of(band: Sequence[Cell], mask: Mask, stroke: float, settings: WrittenRowSettings) -> _Digits:
    """What may be digits in each cell: as high as is usual there."""
    found = []
    for number, cell in enumerate(band):
        boxes = writing_in(cell, mask, stroke).astype(np.float64)
        heights = boxes[:, 3]
        strong = heights[heights >= 3 * stroke]
        usual = float(np.median(strong)) if len(strong) else np.inf
        kept = boxes[(heights >= settings.least * usual) & (heights <= settings.most * usual)]
        tops, middles = kept[:, 1], kept[:, 0] + kept[:, 2] / 2
        found.append(_Digits(np.full(len(kept), number), middles, tops, tops + kept[:, 3]))
    return _Digits(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def _rows_of(digits: _Digits, middle: float, settings: WrittenRowSettings) -> tuple[float, NDArray[np.intp]]:
    """How rows rise, and the row of each digit from above: those that lie furthest apart. One row if none do."""
    inset = (1 - settings.core) / 2 * (digits.bottoms - digits.tops)
    best: tuple[float, float, NDArray[np.intp]] = (-np.inf, 0.0, np.zeros(len(digits.tops), np.intp))
    for slope in settings.aslant * np.arange(-settings.steps, settings.steps + 1) / settings.steps:
        rise = slope * (digits.columns - middle)
        starts, ends = digits.tops + inset - rise, digits.bottoms - inset - rise
        order = np.argsort(starts)
        reached = np.maximum.accumulate(ends[order])
        gaps = np.maximum(0, starts[order][1:] - reached[:-1])
        rows = np.empty(len(order), np.intp)
        rows[order] = np.concatenate([[0], np.cumsum(gaps > 0)])
        highest = max(float(ends[rows == row].max() - starts[rows == row].min()) for row in range(int(rows.max()) + 1))
        # Level rows, unless others lie further apart.
        apart = float(gaps.sum()) - abs(slope) * digits.height
        if highest <= settings.high * digits.height and apart > best[0]:
            best = apart, float(slope), rows
    return best[1:]
