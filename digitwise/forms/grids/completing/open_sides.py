"""Tables without an outer border: their lines end where it would be, beyond the outermost that they cross."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitwise.forms.grids.bounding import BOUNDING
from digitwise.forms.grids.cells import BoxGrid
from digitwise.forms.grids.completing.missing import MISSING
from digitwise.forms.grids.lines import Line

Ends = NDArray[np.float64]


@dataclass(frozen=True)
class OpenSideSettings:
    """What decides whether a table has no line at its border."""

    open_share: float = 0.35
    """Share of the usual cell by which lines go on beyond the last that they cross, at least, if a cell is there."""
    most_lines: float = 0.75
    """Share of the lines that go on beyond the last wall and end level there, at least, if the side is open."""


OPEN_SIDES = OpenSideSettings()


def lines_at_open_sides(
    grids: Sequence[BoxGrid], across: Sequence[Line], down: Sequence[Line], shape: tuple[int, ...]
) -> tuple[list[Line], list[Line]]:
    """Lines where the lines of a table end below each other, or beside each other, and none is ruled.

    Args:
        grids: The grids that were found.
        across: The horizontal lines that bound their cells.
        down: Their upright ones, described on the transposed sheet.
        shape: Height and width of the sheet.

    Returns:
        Horizontal lines and upright ones; none for a table with a border.

    Example:
        >>> from digitwise.forms.grids.grid import find_grids
        >>> across = [Line(20, np.full(241, row, np.float32)) for row in (20, 60, 100, 140)]
        >>> down = [Line(20, np.full(121, column, np.float32)) for column in (100, 180, 260)]
        >>> grids = find_grids(across, down, (200, 300))
        >>> level, upright = lines_at_open_sides(grids, across, down, (200, 300))
        >>> level, [(line.first, line.last, round(line.middle)) for line in upright]
        ([], [(20, 140, 20)])
    """
    found: tuple[list[Line], list[Line]] = [], []
    for grid in grids:
        boxes = np.array([cell.box for cell in grid.cells], np.float64)
        left, top = boxes[:, 0].min(), boxes[:, 1].min()
        right, bottom = (boxes[:, 0] + boxes[:, 2]).max(), (boxes[:, 1] + boxes[:, 3]).max()
        sides = _open_ends(across, (left, right), (top, bottom), float(np.median(boxes[:, 2])), shape[1])
        edges = _open_ends(down, (top, bottom), (left, right), float(np.median(boxes[:, 3])), shape[0])
        found[1].extend(_through(ends, edges, (top, bottom)) for ends in sides if ends is not None)
        found[0].extend(_through(ends, sides, (left, right)) for ends in edges if ends is not None)
    return found


def _open_ends(
    lines: Sequence[Line], along: tuple[float, float], beside: tuple[float, float], size: float, length: int
) -> list[Ends | None]:
    """Where the lines of a grid end before it and beyond it, ``(n, 2)``; None where they do not, or not as one.

    Args:
        lines: Lines of one direction.
        along: Where the grid begins and ends in their direction.
        beside: The same across it.
        size: Of its cells in their direction, pixels.
        length: Of the sheet, in their direction.
    """
    first, last = along
    near = BOUNDING.reach + 1
    own = [
        line
        for line in lines
        if beside[0] - near <= line.middle <= beside[1] + near
        and min(line.last, last) - max(line.first, first) >= OPEN_SIDES.most_lines * (last - first)
    ]
    found: list[Ends | None] = []
    for side, edge in enumerate(along):
        places = np.array([line.last if side else line.first for line in own], np.float64)
        away = (places - edge) * (1 if side else -1)
        beyond = away >= max(MISSING.least_side, OPEN_SIDES.open_share * size)
        at_border = (places <= BOUNDING.reach) | (places >= length - 1 - BOUNDING.reach)
        usual = float(np.median(places[beyond])) if beyond.any() else 0.0
        level = beyond & ~at_border & (np.abs(places - usual) <= BOUNDING.reach)
        is_open = level.sum() >= max(BOUNDING.many, OPEN_SIDES.most_lines * len(own))
        rows = np.array([line.middle for line in own], np.float64)
        found.append(np.stack([rows[level], places[level]], axis=1) if is_open else None)
    return found


def _through(ends: Ends, others: Sequence[Ends | None], along: tuple[float, float]) -> Line:
    """A straight line through the ends of some lines, as far as those of the others."""
    start, stop = (
        float(np.median(other[:, 1])) if other is not None else edge for other, edge in zip(others, along, strict=True)
    )
    first, last = round(min(start, ends[:, 0].min())), round(max(stop, ends[:, 0].max()))
    slope, middle = np.polyfit(ends[:, 0], ends[:, 1], 1)
    return Line(first, (middle + slope * np.arange(first, last + 1)).astype(np.float32))
