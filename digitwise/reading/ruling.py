"""Printed lines, grids and boxes: found, told from strokes, and taken away without cutting the strokes that cross them.

A pixel belongs to a line if its run of ink across the line is no longer than a line is thick; where a stroke crosses,
the run is longer and stays. So nothing has to be repaired afterwards. (Run-length removal as in form processing, e.g.
Yu and Jain, "A generic system for form dropout", 1996.)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.components import components
from digitwise.reading.result import Box

Mask = NDArray[np.uint8]

_STEEPEST = 0.2  # rise over run of a line that is still taken for a horizontal or vertical one


@dataclass(frozen=True, eq=False)
class RuledLine:
    """One straight thin line.

    Attributes:
        box: Its rectangle in the picture, pixels.
        horizontal: Whether it runs across; else down.
        pixels: Mask of its rectangle, 1 where the line is and no stroke crosses it.
        course: Mask of its rectangle, 1 wherever the line runs, crossings included.
    """

    box: Box
    horizontal: bool
    pixels: Mask
    course: Mask

    @property
    def length(self) -> int:
        """Pixels from end to end."""
        return self.box.width if self.horizontal else self.box.height


def find_ruling(mask: Mask, stroke: float) -> list[RuledLine]:
    """All printed lines of a picture, horizontal ones first.

    Straight thin ink is a printed line if it is longer than any writing beside it and ends where lines end: at
    another line or at the border of the picture. A ``1`` ends on paper.

    Args:
        mask: ``(h, w)``, ``uint8``, 1 = ink.
        stroke: Typical stroke width, pixels.

    Returns:
        The lines; empty if there are none.

    Example:
        >>> page = np.zeros((100, 100), np.uint8)
        >>> page[20:80, 48:53] = 1
        >>> find_ruling(page, 5)
        []
        >>> page[:, 90:92] = page[10:12] = 1
        >>> [line.horizontal for line in find_ruling(page, 5)]
        [True, False]
    """
    thickest = max(3, round(1.8 * stroke))
    shortest = max(12, 5 * thickest, round(0.02 * max(mask.shape)))
    around = _around(mask, 3 * thickest + 2)
    inked = np.ascontiguousarray(_view(mask, around))
    across = _straight(inked, thickest, shortest)
    down = [_transposed(line) for line in _straight(np.ascontiguousarray(inked.T), thickest, shortest)]
    candidates = [_moved(line, around.left, around.top) for line in across + down]
    if not candidates:
        return []
    return _printed(candidates, mask, max(3.0, 1.5 * stroke))


def without_ruling(mask: Mask, lines: list[RuledLine]) -> Mask:
    """The mask with the lines taken away."""
    left = mask.copy()
    for line in lines:
        part = _view(left, line.box)
        part[line.pixels > 0] = 0
    left[_crossings(mask.shape, lines) > 0] = 0
    return left


def _crossings(shape: tuple[int, ...], lines: list[RuledLine]) -> Mask:
    """Where printed lines meet each other: there a run of ink is long in both directions and yet no stroke."""
    across, down = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
    thickness = 1
    for line in lines:
        course = _view(across if line.horizontal else down, line.box)
        course |= line.course
        thickness = max(thickness, round(line.course.sum() / line.length))
    if not (across.any() and down.any()):
        return across & down
    kernel = np.ones((2 * thickness + 1, 2 * thickness + 1), np.uint8)
    return np.asarray(cv2.bitwise_and(cv2.dilate(across, kernel), cv2.dilate(down, kernel)), np.uint8)


def _straight(mask: Mask, thickest: int, shortest: int) -> list[RuledLine]:
    """Horizontal straight thin runs of ink."""
    if cv2.boundingRect(mask)[2] < shortest:
        return []
    crossing = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((thickest + 1, 1), np.uint8))
    thin = np.asarray(cv2.subtract(mask, crossing), np.uint8)
    bridged = _bridged(thin, 3 * thickest, 2 * thickest)
    if not bridged.any():
        return []
    labels, stats = components(bridged)
    found = []
    for label in np.flatnonzero(stats[:, cv2.CC_STAT_WIDTH] >= shortest):
        if label == 0:
            continue
        box = Box(*(int(value) for value in stats[label, :4]))
        part = _view(labels, box) == label
        if _is_straight(part, thickest) and _is_whole(part, mask, box):
            found.append(RuledLine(box, True, (part & (_view(thin, box) > 0)).astype(np.uint8), part.astype(np.uint8)))
    return found


def _bridged(thin: Mask, gap: int, run: int) -> Mask:
    """Runs of at least ``run`` pixels, joined where a crossing stroke has left a gap of at most ``gap``."""
    runs = cv2.morphologyEx(thin, cv2.MORPH_OPEN, np.ones((1, run // 2), np.uint8))
    # Without paper beyond the border, what ends near it would be drawn on to it.
    padded = cv2.copyMakeBorder(runs, 0, 0, gap, gap, cv2.BORDER_CONSTANT, value=0)
    joined = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))[:, gap:-gap]
    return np.asarray(cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, run), np.uint8)), np.uint8)


def _is_whole(part: NDArray[np.bool_], mask: Mask, box: Box) -> bool:
    """Whether there is ink nearly everywhere along it: strokes that happen to stand in a row are no line."""
    inked = (part & (_view(mask, box) > 0)).any(axis=0)
    return bool(inked.mean() > 0.8)


def _is_straight(part: NDArray[np.bool_], thickest: int) -> bool:
    rows, columns = np.nonzero(part)
    if part.shape[0] > thickest + _STEEPEST * part.shape[1] or len(rows) > thickest * part.shape[1]:
        return False
    slope, height = np.polyfit(columns, rows, 1)
    away = np.abs(rows - slope * columns - height)
    return bool(np.percentile(away, 95) <= thickest)


def _printed(candidates: list[RuledLine], mask: Mask, near: float) -> list[RuledLine]:
    """Those candidates that are longer than the writing and end where printed lines end."""
    writing = _extent_of_writing(without_ruling(mask, candidates), near)
    if not any(line.horizontal for line in candidates) and (writing == 0 or _holds_all(candidates, mask, near)):
        # Upright strokes and nothing else, or nothing that is not part of them: ones.
        return []
    kept = candidates
    while True:
        held = [line for line in kept if _is_printed(line, kept, mask, writing, near)]
        if len(held) == len(kept):
            break
        kept = held
    # Where there are printed lines, what runs along the border is the rest of one.
    return [line for line in candidates if line in kept or (kept and _along_border(line, candidates, mask, near))]


def _is_printed(line: RuledLine, others: list[RuledLine], mask: Mask, writing: float, near: float) -> bool:
    ends = _number_of_ends(line, others, mask, near)
    if line.length > 5 * writing > 0:
        return line.horizontal or ends > 0
    # One line alone may well be a stroke: in a tight picture a digit, too, goes from border to border.
    longer = 1.15 if len(others) > 1 else 1.25 if _is_apart(line, mask) else 2.5
    return line.length > longer * writing and ends == 2


def _is_apart(line: RuledLine, mask: Mask) -> bool:
    """Whether no stroke hangs on a line, unless at its very ends."""
    rows, columns = np.nonzero(line.course)
    away = 0.1 * line.length
    along = columns if line.horizontal else rows
    middle = (along > away) & (along < line.length - away)
    reach = 2 + round(line.course.sum() / line.length)
    course = np.zeros_like(mask)
    course[line.box.top + rows[middle], line.box.left + columns[middle]] = 1
    around = cv2.dilate(course, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    return int(cv2.bitwise_and(mask, around).sum()) < 1.4 * int(course.sum())


def _along_border(line: RuledLine, others: list[RuledLine], mask: Mask, near: float) -> bool:
    height, width = mask.shape
    box = line.box
    away = min(box.top, height - box.bottom) if line.horizontal else min(box.left, width - box.right)
    return away < 0.08 * min(height, width) and _number_of_ends(line, others, mask, near) == 2


def _holds_all(candidates: list[RuledLine], mask: Mask, least: float) -> bool:
    """Whether all writing hangs together with the lines."""
    labels, stats = components(mask)
    holding = {int(np.bincount(_view(labels, line.box)[line.pixels > 0]).argmax()) for line in candidates}
    large = np.flatnonzero(stats[1:, 2:4].max(axis=1) > 2 * least) + 1
    return set(large.tolist()) <= holding


def _extent_of_writing(rest: Mask, least: float) -> float:
    """Longer side of the largest thing that is not a line, 0 if there is none; bits at the border do not count."""
    _, stats = components(rest)
    height, width = rest.shape
    sides = [
        max(w, h)
        for x, y, w, h, _ in stats[1:].tolist()
        if max(w, h) > 2 * least and not (3 * min(w, h) < max(w, h) and _at_border(x, y, w, h, width, height))
    ]
    return float(max(sides, default=0))


def _at_border(x: int, y: int, w: int, h: int, width: int, height: int) -> bool:
    return x <= 1 or y <= 1 or x + w >= width - 1 or y + h >= height - 1


def _ends(line: RuledLine) -> list[tuple[float, float]]:
    """The two end points, x and y."""
    rows, columns = np.nonzero(line.pixels)
    along = columns if line.horizontal else rows
    first, last = int(along.argmin()), int(along.argmax())
    return [(line.box.left + float(columns[i]), line.box.top + float(rows[i])) for i in (first, last)]


def _number_of_ends(line: RuledLine, others: list[RuledLine], mask: Mask, near: float) -> int:
    """How many of its two ends lie where printed lines end."""
    return sum(_ends_at(point, line, others, mask.shape, near) for point in _ends(line))


def _ends_at(
    point: tuple[float, float], line: RuledLine, others: list[RuledLine], shape: tuple[int, ...], near: float
) -> bool:
    """Whether a line ends at the border of the picture or at a line across it."""
    x, y = point
    if min(x, y, shape[1] - 1 - x, shape[0] - 1 - y) <= max(near, 0.02 * min(shape)):
        return True
    if any(_goes_on(point, line, other, near) for other in others):
        return True
    return any(
        other.horizontal != line.horizontal
        and other.box.left - 2 * near <= x <= other.box.right + 2 * near
        and other.box.top - 2 * near <= y <= other.box.bottom + 2 * near
        for other in others
    )


def _goes_on(point: tuple[float, float], line: RuledLine, other: RuledLine, near: float) -> bool:
    """Whether another line takes up this one beyond a stroke that lies along it."""
    if other is line or other.horizontal != line.horizontal:
        return False
    nearest = min(_ends(other), key=lambda end: abs(end[0] - point[0]) + abs(end[1] - point[1]))
    across, down = abs(nearest[0] - point[0]), abs(nearest[1] - point[1])
    along, off = (across, down) if line.horizontal else (down, across)
    return off <= near and along <= 0.5 * min(line.length, other.length)


def _around(mask: Mask, margin: int) -> Box:
    """The rectangle of the ink with a margin of paper, where there is as much: nothing is sought elsewhere."""
    left, top, width, height = cv2.boundingRect(mask)
    right, bottom = min(mask.shape[1], left + width + margin), min(mask.shape[0], top + height + margin)
    left, top = max(0, left - margin), max(0, top - margin)
    return Box(left, top, right - left, bottom - top)


def _moved(line: RuledLine, across: int, down: int) -> RuledLine:
    box = Box(line.box.left + across, line.box.top + down, line.box.width, line.box.height)
    return replace(line, box=box)


def _transposed(line: RuledLine) -> RuledLine:
    box = Box(line.box.top, line.box.left, line.box.height, line.box.width)
    return RuledLine(box, False, np.ascontiguousarray(line.pixels.T), np.ascontiguousarray(line.course.T))


def _view(array: NDArray[Any], box: Box) -> NDArray[Any]:
    return array[box.top : box.bottom, box.left : box.right]
