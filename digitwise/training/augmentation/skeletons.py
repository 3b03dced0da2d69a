"""Strokes reduced to the line that the pen's middle drew, so that they can be drawn again with any pen."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.images import SIDE, Images

SCALE = 3
CANVAS = SIDE * SCALE
"""Side of the field on which digits are bent and inked, pixels: three for each of an image."""

# Neighbors of a pixel clockwise from above, as powers of two: each pattern of neighbors is one byte.
_CODES = np.array([[128, 1, 2], [64, 0, 4], [32, 16, 8]], np.float32)


def _removable(first: bool) -> NDArray[np.uint8]:
    """For each pattern of neighbors 1 if the middle pixel may go, in the first or second half of a round."""
    table = np.zeros(256, np.uint8)
    for code in range(256):
        p = [code >> k & 1 for k in range(8)]  # above, above right, right, … above left
        crossings = sum(p[k] == 0 and p[(k + 1) % 8] == 1 for k in range(8))
        if first:
            side = p[0] * p[2] * p[4] == 0 and p[2] * p[4] * p[6] == 0
        else:
            side = p[0] * p[2] * p[6] == 0 and p[0] * p[4] * p[6] == 0
        table[code] = crossings == 1 and 2 <= sum(p) <= 6 and side
    return table


_HALVES = (_removable(first=True), _removable(first=False))


def thin(ink: NDArray[np.bool_] | NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Take pixels from the edges of strokes until a line one pixel wide is left, connected as the strokes were.

    Args:
        ink: Map ``(h, w)``; nonzero is ink.

    Returns:
        ``(h, w)`` ``uint8``: 1 on the line, 0 elsewhere.

    Example:
        >>> bar = np.zeros((9, 20), np.uint8)
        >>> bar[2:7, 3:17] = 1
        >>> int(thin(bar).sum(axis=0).max())
        1

    Source:
        Zhang and Suen, "A fast parallel algorithm for thinning digital patterns", CACM 27 (1984).
    """
    line: NDArray[np.uint8] = (np.asarray(ink) != 0).astype(np.uint8)
    before = line.size
    while cv2.countNonZero(line) < before:
        before = cv2.countNonZero(line)
        for table in _HALVES:
            codes = cv2.filter2D(line, cv2.CV_8U, _CODES, borderType=cv2.BORDER_CONSTANT)
            line &= ~np.asarray(cv2.LUT(codes, table), np.uint8)
    return line


def skeletons(images: Images, together: int = 500) -> NDArray[np.uint8]:
    """The skeletons of many images, on a field three times as fine.

    Args:
        images: ``(n, 28, 28)`` ``uint8``, 255 = ink.
        together: How many are thinned in one go; one column of images is far quicker than each alone.

    Returns:
        ``(n, 84, 84)`` ``uint8``: 1 on the line, 0 elsewhere.
    """
    lines = np.zeros((len(images), CANVAS, CANVAS), np.uint8)
    for start in range(0, len(images), together):
        part = images[start : start + together]
        fine = [cv2.resize(image, (CANVAS, CANVAS), interpolation=cv2.INTER_CUBIC) for image in part]
        column = np.concatenate(fine) > 127
        # A row of paper between neighbors keeps each image for itself.
        column[::CANVAS] = False
        lines[start : start + together] = thin(column).reshape(-1, CANVAS, CANVAS)
    return lines
