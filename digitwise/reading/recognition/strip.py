"""Ink of a whole number made into one strip, as high as an image of a digit: what the sequence network reads.

A strip is to a number what :func:`~digitwise.reading.recognition.normalise.normalise` makes of a digit: digits 20
pixels high in a field of 28, hairlines brought to full ink; only its width follows the writing.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.images import SIDE
from digitwise.reading.recognition.normalise import (
    BOX,
    FloatMap,
    InkMap,
    check_ink,
    cropped,
    enlarged,
    full_ink,
    ink_bounds,
)

MARGIN = 4
"""Paper left and right of the ink, pixels."""

WIDEST = 1024
"""A strip is never wider, pixels: about sixty digits."""


def strip_of(ink: InkMap, height: float) -> NDArray[np.uint8]:
    """One number's ink as a strip.

    Args:
        ink: Map ``(h, w)`` of any size, ``uint8``, 0 = paper, 255 = ink, of one number and nothing else.
        height: Height of its digits, pixels of the map.

    Returns:
        Strip ``(28, width)``, ``uint8``, 0 = paper, 255 = ink; the width is even. Blank if the map is.

    Example:
        >>> ink = np.zeros((100, 300), np.uint8)
        >>> ink[20:80, 50:60] = ink[20:80, 190:200] = 255
        >>> strip = strip_of(ink, 60)
        >>> strip.shape, np.flatnonzero(strip.any(axis=1))[[0, -1]]
        ((28, 58), array([ 4, 23]))
    """
    part = cropped(check_ink(ink))
    if part is None:
        return np.zeros((SIDE, 2 * MARGIN), np.uint8)
    # Enlarged first where digits are tiny: reducing by area alone would leave steps.
    before = ink_bounds(part) or (0, 1, 0, 1)
    part = enlarged(part, height)
    top, bottom, left, right = ink_bounds(part) or before
    height *= (bottom - top) / (before[1] - before[0])
    scale = min(BOX / height, (SIDE - 2) / (bottom - top), (WIDEST - 2 * MARGIN) / (right - left))
    return full_ink(_reduced(part, scale, (top + bottom) / 2, left, right))


def _reduced(part: FloatMap, scale: float, middle: float, left: int, right: int) -> FloatMap:
    """The ink at its final size, the given row in the middle of the strip."""
    fringe = MARGIN / scale
    width = 2 * round(((right - left) * scale + 2 * MARGIN) / 2)
    # The frame that becomes the strip is cut out first, so that one reduction by area does all.
    frame = np.zeros((max(1, round(SIDE / scale)), max(1, round(width / scale))), np.float32)
    up, across = round(middle - frame.shape[0] / 2), round(left - fringe)
    high, wide = part.shape
    rows = slice(max(0, -up), min(frame.shape[0], high - up))
    columns = slice(max(0, -across), min(frame.shape[1], wide - across))
    frame[rows, columns] = part[rows.start + up : rows.stop + up, columns.start + across : columns.stop + across]
    return np.asarray(cv2.resize(frame, (width, SIDE), interpolation=cv2.INTER_AREA), np.float32)
