"""Parts of one line, parted where a stroke crosses it, put together again."""

from __future__ import annotations

import cv2
import numpy as np

from digitwise.reading.geometry import Box
from digitwise.reading.ruling.line_segments import RuledLine, view
from digitwise.reading.ruling.parameters import RULING


def joined(lines: list[RuledLine], thickest: int) -> list[RuledLine]:
    """Lines with those put together that go on where another ends.

    Args:
        lines: Straight thin ink.
        thickest: Pixels across a line, at most.

    Example:
        >>> parts = []
        >>> for left in (0, 30):
        ...     row = np.ones((2, 20), np.uint8)
        ...     parts.append(RuledLine(Box(left, 9, 20, 2), True, row, row))
        >>> [line.box for line in joined(parts, 3)]
        [Box(left=0, top=9, width=50, height=2)]
    """
    found: list[RuledLine] = []
    for line in sorted(lines, key=lambda line: line.box.left if line.horizontal else line.box.top):
        for place, before in enumerate(found):
            if _goes_on(before, line, RULING.part_gap * thickest):
                found[place] = _together(before, line)
                break
        else:
            found.append(line)
    return found


def _goes_on(one: RuledLine, other: RuledLine, gap: float) -> bool:
    """Whether a line begins where another, that lies before it, ends, and in its direction."""
    thickness = max(one.thickness, other.thickness)
    if one.horizontal != other.horizontal or thickness > RULING.same_print * min(one.thickness, other.thickness):
        return False
    points = np.array([*one.ends, *other.ends])
    along, off = points.T if one.horizontal else points.T[::-1]
    if not 0 < along[2] - along[1] <= gap:
        return False
    straight = np.interp(along, along[[0, 3]], off[[0, 3]])
    return bool(np.abs(off - straight).max() <= max(RULING.pixel_slack, RULING.part_off * thickness))


def _together(one: RuledLine, other: RuledLine) -> RuledLine:
    """Both as one line, whose course is drawn on between them."""
    box = Box.around([one.box, other.box])
    pixels, course = np.zeros((2, box.height, box.width), np.uint8)
    for line in (one, other):
        place = Box(line.box.left - box.left, line.box.top - box.top, line.box.width, line.box.height)
        for whole, part in ((pixels, line.pixels), (course, line.course)):
            view(whole, place)[...] |= part
    start, end = ((round(x - box.left), round(y - box.top)) for x, y in (one.ends[1], other.ends[0]))
    cv2.line(course, start, end, 1, max(1, round(one.thickness)))
    return RuledLine(box, one.horizontal, pixels, course)
