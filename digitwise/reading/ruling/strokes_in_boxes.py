"""Upright strokes inside printed boxes that were taken for lines: a 1 that reaches from side to side of its box."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.geometry import Box
from digitwise.reading.ruling.line_segments import RuledLine

_ALIKE = 0.15  # by how much boxes of a row, and their distances, may differ from the middle ones
_REGULAR = 3  # boxes of equal width tell where the sides of a row are
_OFF = 0.1  # of the width of a box that a stroke stands off from every side, at least
Places = NDArray[np.float64]

_LONGEST = 1.1  # times as long as its box is high may a stroke be; lines of a table run through several rows


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
    found = [line for row in _level(rows) if upright for line in _strokes(upright, row)]
    return list(dict.fromkeys(found))


def _level(rows: list[list[Box]]) -> list[list[Box]]:
    """Rows that stand level with each other as one: a stroke through the middle of a box parts its row."""
    found: list[list[Box]] = []
    for row in rows:
        beside = next((other for other in found if other[0].top < row[0].center[1] < other[0].bottom), None)
        if beside is None:
            found.append(list(row))
        else:
            beside += row
    return [sorted(row) for row in found]


def _strokes(upright: list[RuledLine], row: list[Box]) -> list[RuledLine]:
    """The upright lines that stand between the sides of a row; none if it is not regular."""
    sides = _sides(row)
    if not len(sides):
        return []
    wide, high = float(np.diff(sides).mean()), float(np.median([box.height for box in row]))
    top, bottom = min(box.top for box in row), max(box.bottom for box in row)
    within = [
        line
        for line in upright
        if top < line.box.center[1] < bottom
        and sides[0] < line.box.center[0] < sides[-1]
        and line.length <= _LONGEST * high
    ]
    return [line for line in within if float(np.abs(sides - line.box.center[0]).min()) > _OFF * wide]


def _sides(row: list[Box]) -> Places:
    """Columns of the sides of a regular row; empty if its boxes are not regular."""
    wide = float(np.median([box.width for box in row])) if row else 0.0
    whole = [box for box in row if abs(box.width - wide) <= _ALIKE * wide]
    if len(whole) < _REGULAR:
        return np.empty(0)
    step = float(np.median([other.left - one.left for one, other in pairwise(whole)]))
    places = np.array([(box.left - whole[0].left) / step for box in whole])
    if step > 1.3 * wide or np.abs(places - np.rint(places)).max() > _ALIKE:
        return np.empty(0)
    # Half the gap between boxes is the middle of the line that parts them.
    first = whole[0].left - (step - wide) / 2
    count = round((max(box.right for box in row) - whole[0].left) / step)
    before = round((whole[0].left - min(box.left for box in row)) / step)
    return first + step * np.arange(-before, count + 1, dtype=np.float64)
