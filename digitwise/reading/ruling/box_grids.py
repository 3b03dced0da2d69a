"""Rows of printed boxes, of which each holds a digit, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import cv2
import numpy as np

from digitwise.reading.geometry import Box
from digitwise.reading.quantiles import median
from digitwise.reading.ruling.line_segments import RuledLine
from digitwise.reading.ruling.parameters import RULING


def find_cells(shape: tuple[int, int], lines: list[RuledLine], stroke: float) -> list[list[Box]]:
    """Rows of boxes beside each other, from top to bottom, each from left to right.

    A row has at least two boxes, or is one of a column of boxes.

    The border of the picture closes a box, too: pictures are often cut from a larger form.

    Args:
        shape: Height and width of the picture.
        lines: Printed lines in it.
        stroke: Typical stroke width, pixels.

    Returns:
        Rows of boxes; empty if there are none.

    Example:
        >>> from digitwise.reading.ruling.line_removal import find_ruling
        >>> form = np.zeros((60, 160), np.uint8)
        >>> form[[5, 54]] = form[5:55, [5, 55, 105, 155]] = 1
        >>> [[box.left for box in row] for row in find_cells(form.shape, find_ruling(form, 1), 1)]
        [[6, 56, 106]]
    """
    if not any(not line.horizontal for line in lines):
        return []
    boxes = _enclosed(shape, lines, max(2, round(stroke)))
    if not boxes:
        return []
    # What is left between the last line of a form and the edge of its picture is no box.
    wide, high = median([box.width for box in boxes]), median([box.height for box in boxes])
    boxes = [box for box in boxes if box.width > RULING.box_size * wide and box.height > RULING.box_size * high]
    rows = [_continued(row, boxes, lines) for row in _mended(_rows(boxes))]
    columns = _columns([row[0] for row in rows if len(row) == 1 and not _is_open(row[0], shape)])
    rows = [row for row in rows if len(row) > 1 and not _is_margin(row, shape[1])]
    rows = [] if _is_fold(rows, shape) else rows
    return sorted([*rows, *([box] for column in columns for box in column)], key=lambda row: row[0].top)


def _is_fold(rows: list[list[Box]], shape: tuple[int, int]) -> bool:
    """Whether one upright line, or a cross, parts the picture from border to border: the sheet was folded there."""
    if not 1 <= len(rows) <= 2 or any(len(row) != 2 for row in rows):
        return False
    around = Box.around([box for row in rows for box in row])
    whole = Box(0, 0, shape[1], shape[0])
    return all(abs(here - there) <= 1 for here, there in zip(around, whole, strict=True))


def _is_open(box: Box, shape: tuple[int, int]) -> bool:
    """Whether a box is closed at a side by the border of the picture only."""
    return box.left <= 1 or box.right >= shape[1] - 1


def _is_margin(row: list[Box], width: int) -> bool:
    """Whether two boxes are what one upright line parts, the margin of a page and the page."""
    wide = sorted(box.width for box in row)
    open_at_border = row[0].left <= 1 and row[-1].right >= width - 1
    return len(row) == 2 and open_at_border and wide[1] > RULING.margin * wide[0]


def _enclosed(shape: tuple[int, int], lines: list[RuledLine], reach: int) -> list[Box]:
    walls = np.zeros(shape, np.uint8)
    for line in lines:
        _draw(walls, line, reach)
    _, _, stats, _ = cv2.connectedComponentsWithStats(1 - walls, connectivity=4)
    found = []
    for left, top, wide, high, area in stats[1:].tolist():
        if area >= RULING.box_filled * wide * high and min(wide, high) > RULING.box_breadth * reach:
            found.append(Box(left, top, wide, high))
    return [box for box, holds in zip(found, _hold_others(found), strict=True) if not holds]


def _draw(walls: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], line: RuledLine, reach: int) -> None:
    """The course of a line, drawn out a little at both ends, where lines often miss each other by a pixel."""
    rows, columns = np.nonzero(line.course)
    along, off = (columns, rows) if line.horizontal else (rows, columns)
    middle, level = float(along.mean()), float(off.mean())
    beside = along - middle
    slope = float(beside @ off) / max(float(beside @ beside), 1.0)
    start = level - slope * middle
    first, last = -2.0 * reach, line.length + 2.0 * reach
    ends = [(first, slope * first + start), (last, slope * last + start)]
    if not line.horizontal:
        ends = [(y, x) for x, y in ends]
    (x1, y1), (x2, y2) = [(round(line.box.left + x), round(line.box.top + y)) for x, y in ends]
    walls[line.box.top : line.box.bottom, line.box.left : line.box.right] |= line.course
    cv2.line(walls, (x1, y1), (x2, y2), 1, 1)


def _hold_others(boxes: list[Box]) -> list[bool]:
    """Which rectangles hold others."""
    corners = np.array([(box.left, box.top, -box.right, -box.bottom) for box in boxes]).reshape(-1, 4)
    # Every one holds itself.
    return [int((corners >= corner).all(axis=1).sum()) > 1 for corner in corners]


def _rows(boxes: list[Box]) -> list[list[Box]]:
    rows = _chained(sorted(boxes, key=lambda box: box.left), _beside)
    return sorted(rows, key=lambda row: row[0].top)


def _chained(boxes: list[Box], follows: Callable[[Box, Box], bool]) -> list[list[Box]]:
    """Boxes in chains, each of which the first chain takes whose last box it follows."""
    chains: list[list[Box]] = []
    for box in boxes:
        chain = next((chain for chain in chains if follows(chain[-1], box)), None)
        if chain is None:
            chains.append([box])
        else:
            chain.append(box)
    return chains


def _columns(boxes: list[Box]) -> list[list[Box]]:
    """Boxes one below the other, as wide as each other and where the box above ends."""
    narrow = [box for box in boxes if box.width <= RULING.column_width * box.height]
    columns = _chained(sorted(narrow, key=lambda box: box.top), _is_below)
    return [column for column in columns if len(column) >= RULING.column]


def _is_below(above: Box, box: Box) -> bool:
    alike = abs(box.left - above.left) <= RULING.box_variation * box.width and _are_equal([above, box])
    return alike and abs(box.top - above.bottom) < RULING.box_gap * min(above.height, box.height)


def _mended(rows: list[list[Box]]) -> list[list[Box]]:
    """Rows that go on beyond a gap as wide as the boxes that are missing there, with these put in.

    A digit that is written along the side of its box hides it.
    """
    mended: list[list[Box]] = []
    for row in sorted(rows, key=lambda row: row[0].left):
        for before in mended:
            missing = _missing(before, row)
            if missing:
                before += [*missing, *row]
                break
        else:
            mended.append(list(row))
    return sorted(mended, key=lambda row: row[0].top)


def _missing(before: list[Box], after: list[Box]) -> list[Box]:
    """The boxes between two parts of a row of equal ones; none if these are not."""
    last, first = before[-1], after[0]
    steps = [other.left - one.left for part in (before, after) for one, other in pairwise(part)]
    if not steps or not _are_equal([*before, *after]):
        return []
    step = median(steps)
    times = round((first.left - last.left) / step)
    even = abs(first.left - last.left - times * step) <= RULING.box_variation * step
    if not (
        2 <= times <= RULING.missing + 1
        and even
        and last.shared_rows(first) > RULING.box_level * max(last.height, first.height)
    ):
        return []
    shift = (first.left - last.left) / times, (first.top - last.top) / times
    return [
        Box(round(last.left + k * shift[0]), round(last.top + k * shift[1]), last.width, last.height)
        for k in range(1, times)
    ]


def _continued(row: list[Box], boxes: list[Box], lines: list[RuledLine]) -> list[Box]:
    """A row of equal boxes with another at an end to which its lines run: a digit over a corner leaves a box open."""
    steps = [other.left - one.left for one, other in pairwise(row)]
    if not steps or not _are_equal(row):
        return row
    step, fall = median(steps), (row[-1].top - row[0].top) / len(steps)
    before = Box(round(row[0].left - step), round(row[0].top - fall), row[0].width, row[0].height)
    after = Box(round(row[-1].left + step), round(row[-1].top + fall), row[-1].width, row[-1].height)
    first = [before] if _is_drawn(before, before.left, lines, boxes) else []
    last = [after] if _is_drawn(after, after.right, lines, boxes) else []
    return [*first, *row, *last]


def _is_drawn(box: Box, side: int, lines: list[RuledLine], boxes: list[Box]) -> bool:
    """Whether a printed line ends at a corner of a box, on this side of it, and no other box is there."""
    near = RULING.box_variation * box.width
    across, down = box.left + box.width / 2, box.top + box.height / 2
    if any(other.left <= across < other.right and other.top <= down < other.bottom for other in boxes):
        return False
    return any(
        abs(x - side) <= near and min(abs(y - box.top), abs(y - box.bottom)) <= near
        for line in lines
        if line.horizontal
        for x, y in line.ends
    )


def _are_equal(boxes: list[Box]) -> bool:
    """Whether boxes are about as wide as each other."""
    wide = median([box.width for box in boxes])
    return all(abs(box.width - wide) <= RULING.box_variation * wide for box in boxes)


def _beside(one: Box, other: Box) -> bool:
    level = one.shared_rows(other) > RULING.box_level * max(one.height, other.height)
    # Boxes that lean overlap a little.
    return level and abs(other.left - one.right) < RULING.box_gap * min(one.width, other.width)
