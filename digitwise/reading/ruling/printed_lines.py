"""Which straight thin ink was printed: lines are longer than the writing, end where lines end, or stand in rows."""

from __future__ import annotations

import cv2
import numpy as np

from digitwise.reading.array_types import Mask
from digitwise.reading.components import SLENDER, components, touching_border
from digitwise.reading.geometry import Box
from digitwise.reading.ruling.line_segments import RuledLine, view, without_ruling
from digitwise.reading.ruling.parameters import RULING


def printed(candidates: list[RuledLine], mask: Mask, near: float) -> list[RuledLine]:
    """Those candidates that are longer than the writing and end where printed lines end.

    Args:
        candidates: Straight thin ink.
        mask: ``(h, w)``, ``uint8``, 1 = ink.
        near: Pixels that are no distance.
    """
    writing = _extent_of_writing(without_ruling(mask, candidates), near)
    if not any(line.horizontal for line in candidates) and (writing == 0 or _holds_all(candidates, mask, near)):
        # Upright strokes and nothing else, or nothing that is not part of them: ones.
        return []
    ones = _ones_in_boxes(candidates, mask, near)
    kept = [line for line in candidates if line not in ones]
    while True:
        held = [line for line in kept if _is_printed(line, kept, mask, writing, near)]
        if len(held) == len(kept):
            break
        kept = held
    # Where there are printed lines, what runs along the border is the rest of one.
    return [line for line in candidates if line in kept or (kept and _along_border(line, candidates, mask, near))]


def _ones_in_boxes(candidates: list[RuledLine], mask: Mask, near: float) -> list[RuledLine]:
    """Upright strokes with paper above and below, beside sides of boxes that reach the lines at which they end."""
    upright, across = ([line for line in candidates if line.horizontal == level] for level in (False, True))
    if len(upright) <= RULING.peers or len(across) < 2:
        return []
    paper = {line: [_paper_beyond(end, line, across, mask, near) for end in line.ends] for line in upright}
    sides = [line for line in upright if not any(paper[line])]
    return [line for line in upright if all(paper[line]) and sum(_holds(side, line) for side in sides) >= RULING.peers]


def _holds(side: RuledLine, stroke: RuledLine) -> bool:
    """Whether a box that has such a side could hold a stroke."""
    within = side.box.top < stroke.box.top and stroke.box.bottom < side.box.bottom
    return within and side.length <= RULING.tallest_box * stroke.length


def _paper_beyond(end: tuple[float, float], line: RuledLine, across: list[RuledLine], mask: Mask, near: float) -> bool:
    """Whether there is paper between an end of an upright line and the nearest line across it, or no such line."""
    x, y = round(end[0]), round(end[1])
    reach = round(2 * near)
    close = [other for other in across if other.box.top - reach <= y < other.box.bottom + reach]
    met = [row for other in close for row in _rows_at(other, x, reach) if abs(row - y) <= reach]
    beyond = y + reach if y > line.box.center[1] else y - reach
    first, last = sorted((y, min(met, key=lambda row: abs(row - y), default=beyond)))
    between = mask[max(0, first) : last + 1, max(0, x - 1) : x + 2]
    return int((~between.any(axis=1)).sum()) > RULING.pixel_slack


def _rows_at(line: RuledLine, column: int, reach: int) -> list[int]:
    """The rows of pixels of a horizontal line in a column, or at its end, if that is not farther away than that."""
    if not line.box.left - reach <= column < line.box.right + reach:
        return []
    place = min(max(column - line.box.left, 0), line.box.width - 1)
    return [line.box.top + row for row in line.course[:, place].nonzero()[0].tolist()]


def _is_printed(line: RuledLine, others: list[RuledLine], mask: Mask, writing: float, near: float) -> bool:
    ends = _number_of_ends(line, others, mask, near)
    if line.length > RULING.surely_longer * writing > 0:
        return line.horizontal or ends > 0
    if ends and len(_beside(line, others)) >= RULING.peers:
        return True
    # One line alone may well be a stroke: in a tight picture a digit, too, goes from border to border.
    longer = RULING.longer if len(others) > 1 or _is_apart(line, mask) else RULING.longer_alone
    # Squared paper may end on a desk, where its lines end at nothing.
    crossed = _number_of_crossings(line, others, near)
    enough = 2 if crossed < RULING.peers else 1 if crossed < RULING.squared else 0
    return (line.length > longer * writing and ends >= enough) or (crossed >= RULING.squared and ends == 2)


def _beside(line: RuledLine, others: list[RuledLine]) -> list[RuledLine]:
    """The others that run beside a line from its height to its height: the sides of boxes in a row."""
    return [
        other
        for other in others
        if other is not line
        and other.horizontal == line.horizontal
        and _overlap(line, other) > RULING.beside * max(line.length, other.length)
    ]


def _overlap(line: RuledLine, other: RuledLine) -> int:
    """Pixels that two lines of one direction run side by side."""
    return line.box.shared_columns(other.box) if line.horizontal else line.box.shared_rows(other.box)


def _is_apart(line: RuledLine, mask: Mask) -> bool:
    """Whether no stroke hangs on a line, unless at its very ends."""
    rows, columns = np.nonzero(line.course)
    away = RULING.apart_ends * line.length
    along = columns if line.horizontal else rows
    middle = (along > away) & (along < line.length - away)
    reach = 2 + round(line.thickness)
    course = np.zeros_like(mask)
    course[line.box.top + rows[middle], line.box.left + columns[middle]] = 1
    around = cv2.dilate(course, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    return int(cv2.bitwise_and(mask, around).sum()) < RULING.apart_ink * int(course.sum())


def _along_border(line: RuledLine, others: list[RuledLine], mask: Mask, near: float) -> bool:
    height, width = mask.shape
    box = line.box
    away = min(box.top, height - box.bottom) if line.horizontal else min(box.left, width - box.right)
    return away < RULING.along_border * min(height, width) and _number_of_ends(line, others, mask, near) == 2


def _holds_all(candidates: list[RuledLine], mask: Mask, least: float) -> bool:
    """Whether all writing hangs together with the lines."""
    labels, stats = components(mask)
    holding = {int(np.bincount(view(labels, line.box)[line.pixels > 0]).argmax()) for line in candidates}
    large = np.flatnonzero(stats[1:, 2:4].max(axis=1) > 2 * least) + 1
    return set(large.tolist()) <= holding


def _extent_of_writing(rest: Mask, least: float) -> float:
    """Longer side of the largest thing that is not a line, 0 if there is none; bits at the border do not count."""
    _, stats = components(rest)
    height, width = rest.shape
    boxes = stats[1:, :4]
    longer, shorter = boxes[:, 2:].max(axis=1), boxes[:, 2:].min(axis=1)
    bits = (SLENDER * shorter < longer) & touching_border(boxes, width, height)
    return float(longer[(longer > 2 * least) & ~bits].max(initial=0))


def _number_of_ends(line: RuledLine, others: list[RuledLine], mask: Mask, near: float) -> int:
    """How many of its two ends lie where printed lines end."""
    return sum(_ends_at(point, line, others, mask.shape, near) for point in line.ends)


def _ends_at(
    point: tuple[float, float], line: RuledLine, others: list[RuledLine], shape: tuple[int, ...], near: float
) -> bool:
    """Whether a line ends at the border of the picture or at a line across it."""
    x, y = point
    if min(x, y, shape[1] - 1 - x, shape[0] - 1 - y) <= max(near, RULING.border * min(shape)):
        return True
    if any(_goes_on(point, line, other, near) for other in others):
        return True
    return any(
        other.horizontal != line.horizontal
        and other.box.left - 2 * near <= x <= other.box.right + 2 * near
        and other.box.top - 2 * near <= y <= other.box.bottom + 2 * near
        for other in others
    )


def _number_of_crossings(line: RuledLine, others: list[RuledLine], near: float) -> int:
    """How many lines of the other direction meet a line, such as the sides of the boxes along it."""
    around = Box(
        line.box.left - round(near), line.box.top - round(near), *(side + 2 * round(near) for side in line.box[2:])
    )
    return sum(
        other.horizontal != line.horizontal
        and around.shared_columns(other.box) > 0
        and around.shared_rows(other.box) > 0
        for other in others
    )


def _goes_on(point: tuple[float, float], line: RuledLine, other: RuledLine, near: float) -> bool:
    """Whether another line takes up this one beyond a stroke that lies along it."""
    if other is line or other.horizontal != line.horizontal:
        return False
    nearest = min(other.ends, key=lambda end: abs(end[0] - point[0]) + abs(end[1] - point[1]))
    across, down = abs(nearest[0] - point[0]), abs(nearest[1] - point[1])
    along, off = (across, down) if line.horizontal else (down, across)
    return off <= near and along <= RULING.taken_up * min(line.length, other.length)
