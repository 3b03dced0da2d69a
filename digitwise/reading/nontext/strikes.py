"""Numbers with a stroke through them: whoever corrects a number strikes it out and writes another beside it.

The networks read the digits under a stroke as if it were not there. It shows in the ink: a straight run, nearly as wide
as all that it connects, with writing above and below it.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.nontext.parameters import NONTEXT
from digitwise.reading.pieces import Pieces


def stroke_through(pieces: Pieces, index: int, height: float) -> float:
    """How long a straight stroke is that goes through a piece of ink from side to side.

    Args:
        pieces: Pieces of ink.
        index: One of them.
        height: Height of the digits, pixels.

    Returns:
        Heights of a digit; 0 if there is no such stroke. From `NONTEXT.strike_long` on it is no part of a digit.

    Example:
        >>> page = np.zeros((60, 120), np.int32)
        >>> for left in (20, 70):
        ...     _ = cv2.rectangle(page, (left, 10), (left + 25, 50), 1, 4)
        >>> page[28:32, 10:110] = 1
        >>> box = np.array([[10, 8, 100, 45]])
        >>> pieces = Pieces(page, np.zeros((60, 120), np.uint8), box, np.array([1]), np.array([1.0]), 4.0, {})
        >>> stroke_through(pieces, 0, 50)
        2.0
    """
    left, top, wide, high = pieces.boxes[index].tolist()
    if wide < NONTEXT.strike_length * height:
        return 0.0
    ink = pieces.labels[top : top + high, left : left + wide] == index + 1
    factor = float(NONTEXT.strike_columns / wide)
    size = (NONTEXT.strike_columns, max(4, round(high * factor)))
    small = cv2.resize(ink.astype(np.uint8) * 255, size, interpolation=cv2.INTER_AREA) > NONTEXT.strike_ink
    return _longest_stroke(small, height * factor) / (height * factor)


def _longest_stroke(ink: NDArray[np.bool_], height: float) -> float:
    """Columns of the first stroke, from the most level on, that goes through ink; 0 if none does."""
    columns = np.arange(ink.shape[1])
    steepest = NONTEXT.strike_steepest
    reach = int(np.ceil(steepest * len(columns) / 2)) + 1
    padded = np.pad(ink, ((reach, reach), (0, 0)))
    for slope in sorted(np.linspace(-steepest, steepest, NONTEXT.strike_slopes), key=abs):
        shift = np.rint(slope * (columns - len(columns) / 2)).astype(int)
        level = padded[np.arange(len(padded) - 2 * reach)[:, None] + reach + shift, columns]
        row, first, end = _longest_run(level)
        is_long = end - first >= NONTEXT.strike_long * height
        if not is_long and end - first < NONTEXT.strike_width * len(columns):
            continue
        crossed = level[:, first:end]
        # Beyond the stroke itself, and the pixels by which it wavers.
        bare_rows = np.flatnonzero(crossed.mean(axis=1) < NONTEXT.strike_width)
        top = max(bare_rows[bare_rows < row], default=-1) - NONTEXT.strike_wavers
        bottom = min(bare_rows[bare_rows > row], default=len(crossed)) + NONTEXT.strike_wavers
        above, below = crossed[: max(0, top + 1)].sum(axis=0), crossed[bottom:].sum(axis=0)
        over = max(1, round(NONTEXT.strike_bare * (end - first)))
        is_bare = not (above + below)[[*range(over), *range(-over, 0)]].any()
        if (is_long or is_bare) and min(above.sum(), below.sum()) >= NONTEXT.strike_crossed * crossed.sum():
            return float(end - first)
    return 0.0


def _longest_run(level: NDArray[np.bool_]) -> tuple[int, int, int]:
    """Row, first column and end of the longest level run of ink."""
    counts = np.cumsum(level, axis=1)
    lengths: NDArray[np.int64] = counts - np.maximum.accumulate(np.where(level, 0, counts), axis=1)
    # Of rows with equal runs, that in the middle of the stroke.
    best = int(lengths.max())
    rows = np.flatnonzero(lengths.max(axis=1) >= best)
    row = int(rows[len(rows) // 2])
    end = int(lengths[row].argmax()) + 1
    return row, end - best, end
