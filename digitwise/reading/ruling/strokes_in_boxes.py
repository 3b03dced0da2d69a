"""Upright strokes inside printed boxes that were taken for lines: a 1 that reaches from side to side of its box."""

from __future__ import annotations

import numpy as np

from digitwise.reading.geometry import Box
from digitwise.reading.quantiles import median
from digitwise.reading.ruling.line_segments import RuledLine
from digitwise.reading.ruling.parameters import RULING
from digitwise.reading.ruling.regular_rows import level_rows, sides_of


def strokes_in_boxes(rows: list[list[Box]], lines: list[RuledLine]) -> list[RuledLine]:
    """Find upright lines that stand where a regular row of boxes has no side.

    Args:
        rows: Rows of boxes, from left to right.
        lines: All lines that were taken for printed ones.

    Returns:
        Those of them that are strokes.

    Example:
        >>> def line(left: int, height: int) -> RuledLine:
        ...     pixels = np.ones((height, 2), np.uint8)
        ...     return RuledLine(Box(left, 0, 2, height), False, pixels, pixels)
        >>> row = [Box(2 + 50 * place, 2, 48, 40) for place in range(4)]
        >>> [stroke.box.left for stroke in strokes_in_boxes([row], [line(50, 42), line(70, 38), line(100, 42)])]
        [70]
    """
    upright = [line for line in lines if not line.horizontal]
    found = [line for row in level_rows(rows) if upright for line in _strokes(upright, row)]
    return list(dict.fromkeys(found))


def _strokes(upright: list[RuledLine], row: list[Box]) -> list[RuledLine]:
    """The upright lines that stand between the sides of a row; none if it is not regular."""
    sides = sides_of(row)
    if not len(sides):
        return []
    step, high = float(np.diff(sides).mean()), median([box.height for box in row])
    # Boxes that stand apart have two sides each, one at either end of the gap.
    gap = step - median([box.width for box in row])
    top, bottom = min(box.top for box in row), max(box.bottom for box in row)
    within = [
        line
        for line in upright
        if top < line.box.center[1] < bottom
        and sides[0] < line.box.center[0] < sides[-1]
        and line.length <= RULING.longest_stroke * high
    ]
    return [
        line
        for line in within
        if float(np.abs(sides - line.box.center[0]).min()) > max(RULING.side_off * step, gap / 2 + line.thickness)
    ]
