"""Where the sides of printed boxes stand that are as wide as each other: also where a stroke hides one of them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.geometry import Box
from digitwise.reading.quantiles import median
from digitwise.reading.ruling.parameters import RULING

Places = NDArray[np.float64]


def level_rows(rows: list[list[Box]]) -> list[list[Box]]:
    """Rows that stand level with each other as one: a stroke through the middle of a box parts its row."""
    found: list[list[Box]] = []
    for row in rows:
        beside = next((other for other in found if other[0].top < row[0].center[1] < other[0].bottom), None)
        if beside is None:
            found.append(list(row))
        else:
            beside += row
    return [sorted(row) for row in found]


def sides_of(row: list[Box]) -> Places:
    """Columns of the sides of a regular row.

    Args:
        row: Boxes from left to right.

    Returns:
        A column for each side, hidden ones included; empty if the row is not regular.

    Example:
        >>> sides_of([Box(2, 2, 48, 40), Box(52, 2, 48, 40), Box(102, 2, 98, 40), Box(202, 2, 48, 40)]).tolist()
        [1.0, 51.0, 101.0, 151.0, 201.0, 251.0]
    """
    widths = [float(box.width) for box in row]
    usual = _sides(row, median(widths)) if row else np.empty(0)
    # Where strokes part more boxes than are whole, those are the widest.
    wider = (_sides(row, wide) for wide in sorted(set(widths), reverse=True) if not len(usual))
    return next((sides for sides in wider if len(sides) and _are_parted(row, sides)), usual)


def _are_parted(row: list[Box], sides: Places) -> bool:
    """Whether a box begins or ends at each side, and parts of boxes are less alike than boxes are."""
    step = float(np.diff(sides).mean())
    slack = RULING.box_variation * step
    edges = np.array([edge for box in row for edge in (box.left, box.right)], np.float64)
    are_drawn = np.abs(edges - sides[:, None]).min(axis=1).max() <= slack
    parts = [box.width for box in row if box.width < step - 2 * slack]
    return bool(are_drawn and parts and max(parts) - min(parts) > RULING.box_variation * max(parts))


def _sides(row: list[Box], wide: float) -> Places:
    """The sides of a row whose boxes, as far as they are whole, have such a width; empty if it is not regular."""
    whole = [box for box in row if abs(box.width - wide) <= RULING.box_variation * wide]
    if len(whole) < RULING.regular:
        return np.empty(0)
    between = np.array([other.left - one.left for one, other in pairwise(whole)])
    # Boxes may stand apart, and strokes may part all but two beside each other.
    beside = float(between.min()) if wide <= between.min() <= (1 + RULING.box_gap) * wide else wide
    step = median(between / np.maximum(1, np.rint(between / beside)))
    if not wide <= step <= (1 + RULING.box_gap) * wide:
        # Boxes above each other among them, too, as of squared paper that is seen in part.
        return np.empty(0)
    slack = RULING.box_variation * wide
    if step - wide > slack and any(wide + slack < box.width < step + wide - slack for box in row):
        # What would lie between two boxes is part of one: these were parted by strokes.
        return np.empty(0)
    places = np.array([(box.left - whole[0].left) / step for box in whole])
    if np.abs(places - np.rint(places)).max() > RULING.box_variation:
        return np.empty(0)
    # Half the gap between boxes is the middle of the line that parts them.
    first = whole[0].left - (step - wide) / 2
    count = round((max(box.right for box in row) - whole[0].left) / step)
    before = round((whole[0].left - min(box.left for box in row)) / step)
    return first + step * np.arange(-before, count + 1, dtype=np.float64)
