"""Strokes of a pen made into ink, by a rule that the page follows too, to the last pixel.

What a browser paints on its canvas differs from browser to browser; distances do not. So a pixel's ink is how much of
it a round pen covers that is drawn along the points, computed from the distance alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.recognition.normalize import normalize

Point = tuple[float, float]

BOX = 160
"""Longer side of a drawing as ink, pixels: 8 for each of the 20 that a digit gets in its image."""

PEN = 20
"""Width of the pen: 2.5 pixels of the image, as broad as the strokes of MNIST are in the mean."""

ERASER = 75
"""Width of the eraser, as it is beside the pen on the page."""

MARGIN = 24
"""Paper around it: more than the eighth that `normalize` keeps of the fringe."""


class Stroke(NamedTuple):
    """One line of the pen, or of the eraser.

    Attributes:
        points: What it went through, x to the right and y down, in any unit.
        erases: Whether it takes ink away.
    """

    points: Sequence[Point]
    erases: bool = False


def image_of(strokes: Sequence[Stroke]) -> NDArray[np.uint8]:
    """Return strokes as an image ``(28, 28)`` ``uint8``, made by the `normalize` that makes every image of a picture.

    Example:
        >>> image = image_of([Stroke([(0, 0), (0, 10)])])
        >>> image.shape, np.flatnonzero(image.any(axis=0)).tolist()
        ((28, 28), [13, 14, 15])
    """
    return normalize(ink_of(strokes))


def ink_of(strokes: Sequence[Stroke]) -> NDArray[np.uint8]:
    """Return strokes as ink ``(height, width)`` ``uint8``: the longer side of what the pen drew becomes 160 pixels.

    Args:
        strokes: In the order in which they were drawn; without any of the pen there is no ink.

    Example:
        >>> ink = ink_of([Stroke([(3, 7)])])
        >>> ink.shape, int(ink.max())
        ((68, 68), 255)
    """
    drawn = [point for stroke in strokes if not stroke.erases for point in stroke.points]
    if not drawn:
        return np.zeros((1, 1), np.uint8)
    corner, far = np.min(drawn, axis=0), np.max(drawn, axis=0)
    longer = float((far - corner).max())
    scale = (BOX - PEN) / longer if longer > 0 else 0.0
    width, height = (int(np.ceil(side)) + PEN + 2 * MARGIN for side in (far - corner) * scale)
    ink = np.zeros((height, width))
    for stroke in strokes:
        if not stroke.points:
            continue
        points = (np.asarray(stroke.points, np.float64) - corner) * scale + PEN / 2 + MARGIN
        reach = (ERASER if stroke.erases else PEN) / 2
        cover = np.clip(reach - _distance(points, height, width) + 0.5, 0, 1)
        ink = np.minimum(ink, 1 - cover) if stroke.erases else np.maximum(ink, cover)
    return np.floor(ink * 255 + 0.5).astype(np.uint8)


def _distance(points: NDArray[np.float64], height: int, width: int) -> NDArray[np.float64]:
    """Distance of the middle of each pixel to the line through the points."""
    x, y = np.arange(width) + 0.5, (np.arange(height) + 0.5)[:, None]
    nearest = np.full((height, width), np.inf)
    for start, end in zip(points, points[1:] if len(points) > 1 else points, strict=False):
        (across, down), (from_x, from_y) = end - start, start
        length = across * across + down * down
        along = ((x - from_x) * across + (y - from_y) * down) / length if length > 0 else np.zeros((height, width))
        part = np.clip(along, 0, 1)
        nearest = np.minimum(nearest, (x - from_x - part * across) ** 2 + (y - from_y - part * down) ** 2)
    root: NDArray[np.float64] = np.sqrt(nearest)
    return root


def smooth(points: Sequence[Point], steps: int = 2) -> list[Point]:
    """Return a smooth line through points, as a hand draws it; a point that is given twice stays a corner.

    Args:
        points: At least one.
        steps: Points of the line from each to the next.

    Source:
        E. Catmull and R. Rom (1974), A class of local interpolating splines.

    Example:
        >>> smooth([(0.0, 0.0), (2.0, 0.0)])
        [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)]
    """
    ends = [points[0], *points, points[-1]]
    line = [points[0]]
    for before, start, end, after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        if start == end:
            continue
        first = start if before == start else before
        last = end if after == end else after
        line += [_on_curve(first, start, end, last, step / steps) for step in range(1, steps + 1)]
    return line


def _on_curve(before: Point, start: Point, end: Point, after: Point, t: float) -> Point:
    def one(a: float, b: float, c: float, d: float) -> float:
        return b + t * ((c - a) + t * ((2 * a - 5 * b + 4 * c - d) + t * (3 * b - a - 3 * c + d))) / 2

    return one(before[0], start[0], end[0], after[0]), one(before[1], start[1], end[1], after[1])
