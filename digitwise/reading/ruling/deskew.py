"""Level a page whose printed lines run aslant, before boxes are sought: boxes are upright rectangles."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.components import components
from digitwise.reading.ink.binarize import Ink
from digitwise.reading.picture.reducing import shrunk
from digitwise.reading.ruling.parameters import RULING

Affine = NDArray[np.float64]
_RIGHT_ANGLE = 90
LEVEL: Affine = np.eye(2, 3)


def deskew_ruling(ink: Ink) -> tuple[Ink, Affine]:
    """Turn the ink of a page so that its printed boxes stand level.

    Args:
        ink: What is darker than the background.

    Returns:
        The ink, and the map from points of the picture to points of this ink; both as they were for a page without
        boxes, or with level ones.
    """
    degrees = ruling_skew(ink)
    return turn_ink(ink, degrees) if abs(degrees) >= RULING.least_skew else (ink, LEVEL)


def ruling_skew(ink: Ink) -> float:
    """Degrees by which the printed lines of boxes fall to the right, −45 to 45; 0 where there are none.

    Straight segments are found by the probabilistic Hough transform (Matas, Galambos and Kittler, "Robust detection of
    lines using the progressive probabilistic Hough transform", 2000); the direction that most of their length has,
    taken modulo a right angle, is that of the lines.

    Example:
        >>> from digitwise.reading.ink.binarize import ink_of
        >>> form = np.full((300, 500), 255, np.uint8)
        >>> for left in (100, 200, 300):
        ...     _ = cv2.rectangle(form, (left, 100), (left + 100, 200), 0, 3)
        >>> turn = cv2.getRotationMatrix2D((250, 150), -12, 1)
        >>> round(ruling_skew(ink_of(cv2.warpAffine(form, turn, (500, 300), borderValue=255))))
        12
    """
    scale = min(1.0, RULING.skew_side / max(ink.mask.shape))
    stroke = max(1.0, ink.stroke * scale)
    segments = _segments(ink.mask, scale, stroke)
    if segments is None:
        return 0.0
    step = segments[:, 2:] - segments[:, :2]
    length = np.hypot(step[:, 0], step[:, 1])
    slope = np.degrees(np.arctan2(step[:, 1], step[:, 0]))
    degrees, near = _direction(slope, length)
    across = near & (np.abs(_folded(slope - degrees, 2 * _RIGHT_ANGLE)) < _RIGHT_ANGLE / 2)
    down = near & ~across
    few = min(np.count_nonzero(across), np.count_nonzero(down)) < RULING.skew_lines
    if few or length[near].max() < RULING.skew_longest * stroke:
        return 0.0
    return degrees if length[near].sum() >= RULING.skew_share * length.sum() else 0.0


def turn_ink(ink: Ink, degrees: float) -> tuple[Ink, Affine]:
    """The ink on a page turned so that lines that fell by ``degrees`` to the right run level.

    Returns:
        The ink on a page large enough for all of it, and the map from points of the given page to points of this one.
    """
    height, width = ink.mask.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    size = (round(width * cosine + height * sine), round(width * sine + height * cosine))
    turn[0, 2] += (size[0] - width) / 2
    turn[1, 2] += (size[1] - height) / 2
    levels = np.asarray(cv2.warpAffine(ink.levels, turn, size, flags=cv2.INTER_LINEAR), np.uint8)
    mask = np.asarray(cv2.warpAffine(ink.mask, turn, size, flags=cv2.INTER_NEAREST), np.uint8)
    return replace(ink, levels=levels, mask=mask), np.asarray(turn, np.float64)


def followed_by(first: Affine, second: Affine) -> Affine:
    """One map after another.

    Example:
        >>> move = np.array([[1.0, 0, 5], [0, 1, 0]])
        >>> followed_by(move, move)[0].tolist()
        [1.0, 0.0, 10.0]
    """
    return np.asarray(second @ np.vstack([first, [0, 0, 1]]), np.float64)


def _segments(mask: NDArray[np.uint8], scale: float, stroke: float) -> NDArray[np.float64] | None:
    """End points ``(n, 4)`` of straight ink on a reduced copy."""
    # The longest line has to be longer than the page is.
    if round(scale * max(mask.shape)) < RULING.skew_longest * stroke or not mask.any():
        return None
    small = shrunk(mask * np.uint8(255), scale)
    labels, stats = components((small > RULING.skew_ink).astype(np.uint8))
    # Writing that touches no line is left out: it is most of the ink, and the transform takes its time for each pixel.
    large = stats[:, 2:4].max(axis=1) >= RULING.skew_longest * stroke
    large[0] = False
    if not large.any():
        return None
    shortest = RULING.skew_shortest * stroke
    found = cv2.HoughLinesP(
        large[labels].astype(np.uint8),
        1,
        np.pi / 360,
        threshold=round(RULING.skew_votes * shortest),
        minLineLength=shortest,
        maxLineGap=max(2, round(stroke)),
    )
    return None if found is None else found.reshape(-1, 4).astype(np.float64)


def _direction(slope: NDArray[np.float64], length: NDArray[np.float64]) -> tuple[float, NDArray[np.bool_]]:
    """The direction modulo a right angle that most length has, and which segments have it."""
    width = RULING.skew_width
    around = [
        np.abs(_folded(slope - degrees, _RIGHT_ANGLE)) < width
        for degrees in np.arange(-_RIGHT_ANGLE / 2, _RIGHT_ANGLE / 2, width / 3)
    ]
    near = max(around, key=lambda those: float(length[those].sum()))
    # Averaged as directions on a circle, so that 44° and −44° are near each other.
    mean = np.angle((length[near] * np.exp(4j * np.radians(slope[near]))).sum())
    return float(np.degrees(mean) / 4), near


def _folded(degrees: NDArray[np.float64], period: float) -> NDArray[np.float64]:
    """Angles moved by whole periods to lie around zero."""
    return (degrees + period / 2) % period - period / 2
