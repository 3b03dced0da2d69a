"""The border of a picture: what touches it, lies along it, or goes around its corners."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.array_types import Boxes, Labels
from digitwise.reading.nontext.parameters import NONTEXT
from digitwise.reading.ruling.parameters import RULING


def cornered(labels: Labels, boxes: Boxes, areas: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which pieces lie along two borders of the picture or more: corners of a frame, seen in part.

    Args:
        labels: ``(h, w)``: the index of a pixel's piece plus one, 0 on paper.
        boxes: ``(n, 4)``: left, top, width, height of each piece, pixels.
        areas: ``(n,)``: pixels of ink.

    Returns:
        ``(n,)``.

    Example:
        >>> page = np.zeros((40, 40), np.int32)
        >>> page[0, :20] = page[:20, 0] = 1
        >>> cornered(page, np.array([[0, 0, 20, 20]]), np.array([39]))
        array([ True])
    """
    height, width = labels.shape
    near = round(NONTEXT.corner_band * min(height, width))
    deep = np.bincount(labels[near : height - near, near : width - near].ravel(), minlength=len(boxes) + 1)[1:]
    left, top, wide, high = boxes.T
    across, down = (left <= 1) | (left + wide >= width - 1), (top <= 1) | (top + high >= height - 1)
    return np.asarray(across & down & (deep < NONTEXT.corner_beyond * areas), np.bool_)


def lying_along(boxes: Boxes, width: int, height: int) -> NDArray[np.bool_]:
    """Which pieces lie along the border that they are near: edges of the page, of a box, of the next line.

    Example:
        >>> lying_along(np.array([[0, 0, 30, 3], [0, 10, 9, 12]]), 40, 40)
        array([ True, False])
    """
    left, top, wide, high = boxes.T
    right, bottom = width - left - wide, height - top - high
    near = max(1, RULING.border * min(width, height))
    slender, thin = NONTEXT.along_slenderness, NONTEXT.along_breadth
    across = (wide >= slender * high) & (np.minimum(top, bottom) <= near) & (high < thin * height)
    down = (high >= slender * wide) & (np.minimum(left, right) <= near) & (wide < thin * width)
    return np.asarray(across | down, np.bool_)
