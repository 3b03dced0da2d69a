"""Straight thin ink, and how to take it away without cutting the strokes that cross it.

A pixel belongs to a line if its run of ink across the line is no longer than a line is thick; where a stroke crosses,
the run is longer and stays. So nothing has to be repaired afterwards. (Run-length removal as in form processing, e.g.
Yu and Jain, "A generic system for form dropout", 1996.)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.array_types import Mask
from digitwise.reading.components import components
from digitwise.reading.geometry import Box
from digitwise.reading.ruling.parameters import RULING

_POINT = 1e-9  # squares of pixels that something extends which has no extent


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

    @cached_property
    def ends(self) -> tuple[tuple[float, float], ...]:
        """Its two end points, x and y."""
        rows, columns = np.nonzero(self.pixels)
        along = columns if self.horizontal else rows
        places = int(along.argmin()), int(along.argmax())
        return tuple((self.box.left + float(columns[i]), self.box.top + float(rows[i])) for i in places)

    @cached_property
    def thickness(self) -> float:
        """Pixels across, on average."""
        return float(self.course.sum()) / self.length


def straight_across(mask: Mask, box: Box, thickest: int, shortest: int) -> list[RuledLine]:
    """Straight thin ink that runs across a part of a mask.

    Args:
        mask: ``(h, w)``, ``uint8``, 1 = ink.
        box: The part to look at.
        thickest: Pixels across a line, at most.
        shortest: Pixels along it, at least.

    Example:
        >>> page = np.zeros((40, 100), np.uint8)
        >>> page[20:22, 10:90] = page[5:35, 50:53] = 1
        >>> [line.length for line in straight_across(page, Box(0, 0, 100, 40), 3, 30)]
        [80]
    """
    inked = np.ascontiguousarray(view(mask, box))
    return [_moved(line, box.left, box.top) for line in _straight(inked, thickest, shortest)]


def straight_down(mask: Mask, box: Box, thickest: int, shortest: int, reached: int = 0) -> list[RuledLine]:
    """Straight thin upright ink in a part of a mask that comes down to a row of pixels, ``reached``, at least.

    The other arguments are as for `straight_across`.
    """
    inked = np.ascontiguousarray(view(mask, box).T)
    found = _straight(inked, thickest, shortest, reached - box.top)
    return [_moved(_transposed(line), box.left, box.top) for line in found]


def without_ruling(mask: Mask, lines: list[RuledLine]) -> Mask:
    """The mask with the lines taken away."""
    left = mask.copy()
    if not lines:
        return left
    for line in lines:
        part = view(left, line.box)
        part[line.pixels > 0] = 0
    left[crossings(mask.shape, lines) > 0] = 0
    return left


def view(array: NDArray[Any], box: Box) -> NDArray[Any]:
    """The part of an array that lies in a rectangle."""
    return array[box.top : box.bottom, box.left : box.right]


def crossings(shape: tuple[int, ...], lines: list[RuledLine]) -> Mask:
    """Where printed lines meet each other: there a run of ink is long in both directions and yet no stroke.

    Where both end, at a corner, neither has all of the joint.
    """
    across, down = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
    thickness = 1
    for line in lines:
        course = view(across if line.horizontal else down, line.box)
        course |= line.course
        thickness = max(thickness, round(line.thickness))
    if not (across.any() and down.any()):
        return across & down
    further = np.ones((2 * thickness + 1, RULING.crossing_reach * thickness + 1), np.uint8)
    return np.asarray(cv2.bitwise_and(cv2.dilate(across, further), cv2.dilate(down, further.T)), np.uint8)


def _straight(mask: Mask, thickest: int, shortest: int, reached: int = 0) -> list[RuledLine]:
    """Horizontal straight thin runs of ink that go on to a column at least."""
    if cv2.boundingRect(mask)[2] < shortest:
        return []
    crossing = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((thickest + 1, 1), np.uint8))
    thin = np.asarray(cv2.subtract(mask, crossing), np.uint8)
    bridged = _bridged(thin, RULING.bridge * thickest, RULING.run * thickest)
    if not bridged.any():
        return []
    # Only few rows have runs: it is enough to look at these, with one row of paper between those that are apart.
    inked = cv2.reduce(bridged, 1, cv2.REDUCE_MAX)[:, 0] > 0
    rows = np.flatnonzero(inked | np.append(False, inked[:-1]))
    labels, stats = components(bridged[rows])
    ends = stats[:, cv2.CC_STAT_LEFT] + stats[:, cv2.CC_STAT_WIDTH]
    found = []
    for label in np.flatnonzero((stats[:, cv2.CC_STAT_WIDTH] >= shortest) & (ends > reached)):
        if label == 0:
            continue
        among = Box(*(int(value) for value in stats[label, :4]))
        part = view(labels, among) == label
        box = among._replace(top=int(rows[among.top]))
        if _is_straight(part, thickest) and _is_whole(part, mask, box):
            found.append(RuledLine(box, True, (part & (view(thin, box) > 0)).astype(np.uint8), part.astype(np.uint8)))
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
    inked = (part & (view(mask, box) > 0)).any(axis=0)
    return bool(np.count_nonzero(inked) > RULING.inked * part.shape[1])


def _is_straight(part: NDArray[np.bool_], thickest: int) -> bool:
    if part.shape[0] > thickest + RULING.steepest * part.shape[1]:
        return False
    rows, columns = np.nonzero(part)
    if len(rows) > thickest * part.shape[1]:
        return False
    bend, away = _bend_and_distances(columns, rows)
    if abs(bend) * (part.shape[1] / 2) ** 2 > max(RULING.pixel_slack, RULING.bulge * part.shape[1]):
        return False
    thickness = len(rows) / part.shape[1]
    least = min(thickest, max(2.0, thickness, RULING.course_slack * part.shape[1]))
    return bool(np.count_nonzero(away <= least) >= RULING.on_course * len(away))


def _bend_and_distances(x: NDArray[np.intp], y: NDArray[np.intp]) -> tuple[float, NDArray[np.float64]]:
    """The first coefficient of the parabola through some points, and how far each lies off the straight line.

    Both by least squares from sums of powers: with ``x`` around zero that is as exact as decomposing a matrix.
    """
    count = len(x)
    across, down = x - int(x.sum()) / count, y - int(y.sum()) / count
    square = across * across
    second, third, fourth = float(square.sum()) / count, float(square @ across) / count, float(square @ square) / count
    along, bent = float(across @ down) / count, float(square @ down) / count
    slope = along / max(second, _POINT)
    spread = second * (fourth - second * second) - third * third
    bend = (second * bent - third * along) / spread if spread > _POINT else 0.0
    return float(bend), np.abs(down - slope * across)


def _moved(line: RuledLine, across: int, down: int) -> RuledLine:
    box = Box(line.box.left + across, line.box.top + down, line.box.width, line.box.height)
    return replace(line, box=box)


def _transposed(line: RuledLine) -> RuledLine:
    box = Box(line.box.top, line.box.left, line.box.height, line.box.width)
    return RuledLine(box, False, np.ascontiguousarray(line.pixels.T), np.ascontiguousarray(line.course.T))
