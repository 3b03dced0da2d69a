"""Ink of a whole number made into one strip, as high as an image of a digit: what the sequence network reads.

A strip is to a number what :func:`~digitwise.reading.recognition.normalize.normalize` makes of a digit: digits 20
pixels high in a field of 28, hairlines brought to full ink; only its width follows the writing.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.images import SIDE
from digitwise.reading.geometry import Box
from digitwise.reading.recognition.normalize import (
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
    found = cropped(check_ink(ink))
    if found is None:
        return np.zeros((SIDE, 2 * MARGIN), np.uint8)
    # Enlarged first where digits are tiny: reducing by area alone would leave steps.
    part, before = found
    large = enlarged(part, height)
    top, bottom, left, right = before if large is part else ink_bounds(large) or before
    height *= (bottom - top) / (before[1] - before[0])
    scale = min(BOX / height, (SIDE - 2) / (bottom - top), (WIDEST - 2 * MARGIN) / (right - left))
    return full_ink(_reduced(large, scale, (top + bottom) / 2, left, right))


def strip_around(levels: InkMap, box: Box, height: float) -> NDArray[np.uint8]:
    """What stands in and around a rectangle as a strip, printed paper and all.

    Args:
        levels: Ink map ``(h, w)``, ``uint8``, of a page.
        box: Where the writing is thought to stand.
        height: Height of its digits, pixels of the map.

    Returns:
        Strip ``(28, width)``, ``uint8``, 0 = paper, 255 = ink; the width is even. What lies outside the map is paper.

    Example:
        >>> page = np.zeros((100, 300), np.uint8)
        >>> page[20:80, 50:60] = page[20:80, 190:200] = page[90] = 255
        >>> strip_around(page, Box(50, 20, 150, 60), 60).shape
        (28, 58)
    """
    scale = min(BOX / max(height, 1.0), (WIDEST - 2 * MARGIN) / max(box.width, 1))
    width = 2 * round((box.width * scale + 2 * MARGIN) / 2)
    rows, columns = max(1, round(SIDE / scale)), max(1, round(width / scale))
    top = round(box.top + box.height / 2 - rows / 2)
    left = round(box.left + box.width / 2 - columns / 2)
    inside = levels[max(0, top) : max(0, top + rows), max(0, left) : max(0, left + columns)]
    frame = np.zeros((rows, columns), np.uint8)
    down, across = max(0, -top), max(0, -left)
    frame[down : down + inside.shape[0], across : across + inside.shape[1]] = inside
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return full_ink(cv2.resize(frame, (width, SIDE), interpolation=way))


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
