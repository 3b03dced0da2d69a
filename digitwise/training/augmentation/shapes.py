"""Digits and letters as the strokes that people write them with, for the ways of writing that MNIST hardly has.

MNIST's writers were American: few flags and feet on the 1, few crossed 7s. Each way of writing is a line of text: its
strokes, each a ``curve`` through its points or a straight ``line`` from point to point, the points in hundredths of a
box, across and down.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.training.augmentation.skeletons import CANVAS

Point = tuple[float, float]
Stroke = tuple[str, list[Point]]

BOX = 60
"""Height of a shape on the fine field, pixels, as high as MNIST's digits are on it."""


def strokes(way: str) -> list[Stroke]:
    """Read a way of writing.

    Example:
        >>> strokes("line 20,28 55,0 55,100; line 20,100 85,100")
        [('line', [(0.2, 0.28), (0.55, 0.0), (0.55, 1.0)]), ('line', [(0.2, 1.0), (0.85, 1.0)])]
    """
    read = []
    for stroke in way.split("; "):
        kind, *points = stroke.split()
        pairs = [point.split(",") for point in points]
        read.append((kind, [(int(across) / 100, int(down) / 100) for across, down in pairs]))
    return read


_DIGITS = {
    0: (
        "curve 50,0 15,25 10,65 45,100 85,75 88,30 50,0",
        "curve 60,3 20,20 10,65 45,100 85,75 85,25 40,2",
    ),
    1: (
        "line 50,0 50,100",
        "line 20,28 55,0 55,100",
        "line 5,45 60,0 60,100",
        "line 0,70 60,0 65,100",
        "line 0,90 60,0 75,100",
        "curve 0,75 35,40 60,0; line 60,0 55,100",
        "line 5,55 60,0 60,100; line 25,100 100,100",
        "line 25,22 52,0 52,100; line 20,100 85,100",
        "line 10,35 55,0 55,100; line 15,100 95,100",
        "line 50,0 50,100; line 20,100 80,100",
        "curve 15,38 40,20 58,0; line 58,0 55,100",
    ),
    2: (
        "curve 10,22 45,0 82,22 60,60 8,100; line 8,100 92,100",
        "curve 10,20 45,0 82,25 50,70 15,98 6,85 30,80 95,98",
        "curve 12,12 50,0 80,20 65,55 10,97 50,90 95,97",
        "curve 30,30 15,25 25,5 60,0 82,22 55,60 10,98; curve 10,98 40,92 75,100 98,92",
    ),
    3: (
        "curve 10,10 50,0 82,20 40,42; curve 40,40 80,50 88,75 50,100 5,90",
        "line 10,0 85,0 40,40; curve 40,40 80,50 88,75 50,100 5,90",
        "curve 10,10 50,0 80,20 45,45 30,47 50,47; curve 40,40 80,50 88,75 50,100 5,90",
        "curve 10,18 30,0 75,10 70,30 40,40; curve 40,40 85,50 90,80 50,100 5,98 10,85",
        "line 12,3 80,0 40,40; curve 40,40 85,50 90,80 50,100 5,98 10,85",
        "curve 20,5 60,2 70,25 40,40; curve 40,40 75,60 70,95 0,98",
    ),
    4: (
        "line 25,0 8,55 92,55; line 70,15 70,100",
        "line 65,0 5,68 95,68; line 65,0 65,100",
        "line 30,0 5,62 95,60; line 62,35 50,100",
        "curve 12,0 10,35 35,50 80,42; line 80,0 78,100",
        "line 55,0 5,60 95,60; line 70,35 70,100",
        "line 15,0 12,50 75,50; line 75,5 75,100",
    ),
    5: (
        "line 85,0 25,0 20,42; curve 20,42 60,36 90,65 60,97 10,92",
        "line 28,2 20,42; curve 20,42 60,36 90,65 60,97 10,92; line 32,-2 95,-4",
        "line 25,6 20,42; curve 20,42 60,36 90,65 60,97 10,92; line 40,-2 100,-3",
        "curve 90,0 40,2 22,10 20,40 60,38 88,68 55,98 10,90",
    ),
    6: (
        "curve 75,0 30,30 10,72 45,100 85,80 60,52 15,70",
        "curve 50,0 20,35 12,75 45,100 82,82 70,55 30,60 14,80",
        "line 30,0 20,60; curve 20,60 25,95 70,100 85,75 55,50 20,62",
        "curve 85,8 45,5 14,50 25,95 75,93 80,60 40,50 13,68",
    ),
    7: (
        "line 5,0 92,0 35,100",
        "line 5,0 92,0 88,100",
        "line 5,0 92,0 35,100; line 25,50 90,48",
        "line 8,20 8,0 92,0 40,100",
        "line 8,18 10,0 92,0 40,100; line 28,52 92,45",
        "curve 5,5 40,2 90,0 60,40 45,100",
        "curve 5,12 30,2 60,10 90,0; curve 90,0 60,45 45,100",
        "curve 5,10 30,0 90,2 55,50 40,100; line 25,55 85,50",
        "curve 0,20 20,0 55,12 95,0 60,50 45,100; line 15,60 95,52",
    ),
    8: (
        "curve 80,12 50,0 18,20 50,45 88,75 50,100 12,78 50,46 82,15",
        "curve 50,0 20,20 50,45 80,20 50,0; curve 50,45 12,72 50,100 88,72 50,45",
        "line 15,5 85,0 20,95 90,100 15,5",
        "curve 50,0 30,15 50,30 70,15 50,0; curve 50,30 10,65 50,100 90,65 50,30",
        "curve 50,47 15,20 50,0 85,20 50,47 12,78 50,100 88,78 50,47",
    ),
    9: (
        "curve 82,10 50,0 15,20 30,48 65,45 84,15; line 84,8 78,100",
        "curve 82,10 50,0 15,20 30,48 65,45 84,15; curve 84,10 85,60 60,98 15,90",
        "curve 82,10 50,0 15,20 30,48 65,45 84,15; curve 84,10 70,60 35,100",
        "curve 50,0 15,25 50,50 85,25 50,0; line 84,20 80,100",
        "curve 82,10 50,0 15,20 30,48 65,45 84,15; curve 84,10 90,55 80,92 40,100 2,88",
        "curve 82,10 50,0 15,20 30,48 65,45 84,15; line 84,10 86,95; line 86,95 5,97",
        "curve 70,5 40,0 15,18 35,38 70,30 72,5; curve 72,5 90,60 60,100 10,85",
    ),
}

_LETTERS = {
    "A": "line 0,100 50,0 100,100; line 20,62 80,62",
    "E": "line 90,0 10,0 10,100 90,100; line 10,50 75,50",
    "F": "line 90,0 10,0 10,100; line 10,48 75,48",
    "H": "line 10,0 10,100; line 90,0 90,100; line 10,50 90,50",
    "K": "line 10,0 10,100; line 90,0 10,55; line 30,42 90,100",
    "M": "line 0,100 10,0 50,65 90,0 100,100",
    "N": "line 10,100 10,0 90,100 90,0",
    "R": "line 10,0 10,100; curve 10,0 60,0 85,25 50,50 10,50; line 45,50 90,100",
    "W": "line 0,0 25,100 50,35 75,100 100,0",
    "X": "line 5,0 95,100; line 95,0 5,100",
    "k": "line 10,0 10,100; line 75,35 10,70; line 35,60 80,100",
    "m": "line 10,0 10,100; curve 10,25 35,0 50,25 50,100; curve 50,25 75,0 92,25 92,100",
    "n": "line 10,0 10,100; curve 10,35 50,0 85,30 88,100",
    "r": "line 10,0 10,100; curve 10,35 35,8 75,5 85,15",
    "w": "curve 0,0 10,70 30,100 50,40 70,100 90,70 100,0",
    "h": "line 10,0 10,100; curve 10,60 45,42 80,60 82,100",
    "V": "line 5,0 50,100 95,0",
    "+": "line 50,0 50,100; line 0,50 100,50",
    "=": "line 0,30 100,30; line 0,75 100,75",
    "*": "line 50,0 50,100; line 5,25 95,75; line 95,25 5,75",
    "#": "line 35,0 25,100; line 75,0 65,100; line 0,30 100,30; line 0,70 100,70",
    "△": "line 50,0 5,90 95,90 50,0",
    "☐": "line 0,0 100,0 100,100 0,100 0,0",
    "☒": "line 0,0 100,0 100,100 0,100 0,0; line 0,0 100,100; line 100,0 0,100",
    "→": "line 0,50 100,50; line 70,25 100,50 70,75",
    "√": "line 0,60 30,100 90,0",
}

DIGITS: dict[int, list[list[Stroke]]] = {digit: [strokes(way) for way in ways] for digit, ways in _DIGITS.items()}
"""The ways of writing each digit."""

LETTERS: dict[str, list[Stroke]] = {letter: strokes(way) for letter, way in _LETTERS.items()}
"""What is surely no digit. O, l, I, S, Z, B, g, q, b and their like are missing on purpose: they look like one."""


def draw(way: list[Stroke], rng: np.random.Generator, proportion: float = 0.7) -> NDArray[np.uint8]:
    """Draw strokes as a line one pixel wide on the fine field, each point a little astray.

    Args:
        way: The strokes, in a box of one by one.
        rng: Where chance comes from.
        proportion: Width of the box over its height.

    Returns:
        ``(84, 84)`` ``uint8``: 1 on the line, 0 elsewhere.
    """
    field = np.zeros((CANVAS, CANVAS), np.uint8)
    size = np.array([BOX * proportion, BOX])
    start = (CANVAS - size) / 2
    moved: dict[Point, NDArray[np.float64]] = {}
    for kind, points in way:
        # Strokes that share a point go on sharing it: the pen did not leave the paper there.
        for point in points:
            moved.setdefault(point, np.array(point) + rng.normal(0, 0.05, 2))
        path = np.array([moved[point] for point in points])
        path = curve(path) if kind == "curve" else path
        cv2.polylines(field, [np.rint(path * size + start).astype(np.int32)], False, 1)
    return field


def curve(points: NDArray[np.float64], between: int = 8) -> NDArray[np.float64]:
    """A smooth line through all points (Catmull and Rom's spline)."""
    padded = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    before, here, there, after = padded[:-3, None], padded[1:-2, None], padded[2:-1, None], padded[3:, None]
    t = np.linspace(0, 1, between)[None, :, None]
    curve = 2 * here + (there - before) * t + (2 * before - 5 * here + 4 * there - after) * t**2
    curve = curve + (3 * here - before - 3 * there + after) * t**3
    result: NDArray[np.float64] = curve.reshape(-1, 2) / 2
    return result
