"""Arcs of a ring around an answer that is cut by the border of the picture, or drawn too thin to be seen as a whole."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.array_types import Boxes, Labels
from digitwise.reading.nontext.parameters import NONTEXT


class _Circle(NamedTuple):
    """Its middle and radius in pixels, and how far the ink that it was laid through lies off it on average."""

    x: float
    y: float
    radius: float
    off: float


def arcs(labels: Labels, boxes: Boxes, stroke: float) -> list[int]:
    """Which pieces lie on a circle around another.

    Args:
        labels: ``(h, w)``: the index of a pixel's piece plus one, 0 on paper.
        boxes: ``(n, 4)``: left, top, width, height of each piece, pixels.
        stroke: Typical stroke width, pixels.

    Example:
        >>> rows, columns = np.mgrid[:40, :60]
        >>> page = np.zeros((40, 60), np.int32)
        >>> page[np.abs(np.hypot(rows - 20, columns - 30) - 24) < 1] = 1
        >>> page[:, :30] *= 2
        >>> page[8:30, 30:32] = 3
        >>> arcs(page, np.array([[30, 0, 25, 40], [6, 0, 24, 40], [30, 8, 2, 22]]), 2)
        [0, 1]
    """
    if len(boxes) < 2:
        return []
    longer = boxes[:, 2:].max(axis=1, initial=0)
    candidates = [
        index
        for index in np.argsort(-longer)[: NONTEXT.candidates].tolist()
        if longer[index] > NONTEXT.framed_length * stroke
    ]
    for index in candidates:
        left, top, wide, high = boxes[index].tolist()
        rows, columns = np.nonzero(labels[top : top + high, left : left + wide] == index + 1)
        circle = _through(columns + left, rows + top)
        if circle is None or circle.off > NONTEXT.arc_wobble * stroke + NONTEXT.arc_unevenness * circle.radius:
            continue
        # Through a straight stroke that is broad for its length, a small circle may be laid, too.
        if circle.off >= _off_line(columns, rows):
            continue
        degrees = _degrees(circle, columns + left, rows + top)
        if degrees < NONTEXT.arc_degrees:
            continue
        on, held = _on_and_inside(labels, boxes, circle, stroke)
        if index in on and held and (len(on) > 1 or degrees >= NONTEXT.lone_arc_degrees):
            return on
    return []


def _through(x: NDArray[np.intp], y: NDArray[np.intp]) -> _Circle | None:
    """The circle through points, by least squares (Kåsa, "A circle fitting procedure", IEEE TIM 25, 1976)."""
    equations = np.stack([2.0 * x, 2.0 * y, np.ones(len(x))], axis=1)
    (a, b, c), _, rank, _ = np.linalg.lstsq(equations, (x * x + y * y).astype(np.float64), rcond=None)
    if rank < 3:
        return None
    radius = float(np.sqrt(c + a * a + b * b))
    off = np.hypot(x - a, y - b) - radius
    return _Circle(float(a), float(b), radius, float(np.sqrt(np.mean(off**2))))


def _off_line(x: NDArray[np.intp], y: NDArray[np.intp]) -> float:
    """How far points lie off the straight line through them on average, pixels.

    Example:
        >>> round(_off_line(np.array([0, 2, 4]), np.array([0, 1, 2])), 6)
        0.0
    """
    return float(np.sqrt(max(0.0, np.linalg.eigvalsh(np.cov(x, y, bias=True))[0])))


def _degrees(circle: _Circle, x: NDArray[np.intp], y: NDArray[np.intp]) -> float:
    """How much of its circle an arc is."""
    turns = np.sort(np.degrees(np.arctan2(y - circle.y, x - circle.x)))
    return float(360 - np.diff(turns, append=turns[0] + 360).max())


def _on_and_inside(labels: Labels, boxes: Boxes, circle: _Circle, stroke: float) -> tuple[list[int], list[int]]:
    """The pieces that lie on a circle, and those large enough that lie inside it."""
    off = stroke + 2 * NONTEXT.arc_unevenness * circle.radius
    reach = circle.radius + off
    left, top = max(0, int(circle.x - reach)), max(0, int(circle.y - reach))
    crop = labels[top : int(circle.y + reach) + 2, left : int(circle.x + reach) + 2]
    rows, columns = np.nonzero(crop)
    away = np.hypot(rows + top - circle.y, columns + left - circle.x)
    nearest, farthest = np.full(len(boxes), np.inf), np.zeros(len(boxes))
    np.minimum.at(nearest, crop[rows, columns] - 1, away)
    np.maximum.at(farthest, crop[rows, columns] - 1, away)
    low, high = circle.x - reach, circle.x + reach
    within = (boxes[:, 0] >= low) & (boxes[:, 0] + boxes[:, 2] <= high + 1)
    within &= (boxes[:, 1] >= circle.y - reach) & (boxes[:, 1] + boxes[:, 3] <= circle.y + reach + 1)
    on = within & (nearest >= circle.radius - off) & (farthest <= circle.radius + off)
    inside = within & (farthest < circle.radius) & ~on & (boxes[:, 3] >= NONTEXT.arc_content * circle.radius)
    return np.flatnonzero(on).tolist(), np.flatnonzero(inside).tolist()
