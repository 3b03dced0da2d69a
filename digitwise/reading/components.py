"""Connected components of a mask, sought only where there is ink: most of a page is bare."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

SLENDER = 3.0
"""Times as long as broad is a stroke, at least."""

SHORTEST = 12
"""Pixels that a stroke is long, at least; specks are shorter."""

_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


def components(mask: NDArray[np.uint8]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The 8-connected components of a mask.

    Args:
        mask: ``(h, w)``, ``uint8``, 0 = paper.

    Returns:
        Labels ``(h, w)``, 0 on paper, and ``(n + 1, 5)``: left, top, width, height and area of each component, pixels;
        row 0 is the paper.

    Example:
        >>> mask = np.zeros((9, 9), np.uint8)
        >>> mask[4, 3] = mask[5, 4] = mask[8, 8] = 1
        >>> labels, stats = components(mask)
        >>> int(labels[5, 4]), stats[1:].tolist()
        (1, [[3, 4, 2, 2, 2], [8, 8, 1, 1, 1]])
    """
    left, top, width, height = cv2.boundingRect(mask)
    window = slice(top, top + height), slice(left, left + width)
    labels = np.zeros(mask.shape, np.int32)
    if not width:
        return labels, np.zeros((1, 5), np.int32)
    _, inner, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(mask[window]), connectivity=8)
    labels[window] = inner
    found: Any = np.asarray(stats, np.int32)
    found[1:, :2] += (left, top)
    return labels, found


def touching_border(boxes: NDArray[np.signedinteger], width: int, height: int) -> NDArray[np.bool_]:
    """Which rectangles touch the border of a picture.

    Args:
        boxes: ``(n, 4)``: left, top, width and height, pixels.
        width: Of the picture, pixels.
        height: The same down.

    Example:
        >>> touching_border(np.array([[0, 20, 5, 9], [20, 20, 5, 9]]), 40, 40)
        array([ True, False])
    """
    left, top, wide, high = boxes.T
    touches = (left <= 1) | (top <= 1) | (left + wide >= width - 1) | (top + high >= height - 1)
    return np.asarray(touches, np.bool_)


class Components:
    """The components of a mask, sought when they are first asked for and then kept: they are for reading only.

    Args:
        mask: ``(h, w)``, ``uint8``, 0 = paper; it stays as it is from now on.
    """

    def __init__(self, mask: NDArray[np.uint8]) -> None:
        self.mask = mask

    @cached_property
    def found(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Labels and measures, as :func:`components` gives them."""
        return components(self.mask)

    @cached_property
    def widths(self) -> NDArray[np.float64]:
        """``(n + 1,)``: the width of each in pixels, as of a stroke; that of the paper means nothing.

        Twice the area over the length of the outline is exact for long strokes, and needs no skeleton.

        Example:
            >>> round(float(Components(np.pad(np.ones((100, 4), np.uint8), 9)).widths[1]))
            4
        """
        labels, stats = self.found
        eroded = cv2.erode(self.mask, _CROSS, borderType=cv2.BORDER_CONSTANT, borderValue=0)
        if len(stats) == 2:
            inside = np.array([0, cv2.countNonZero(eroded)])
        else:
            inside = np.bincount(labels[eroded > 0], minlength=len(stats))
        area = stats[:, cv2.CC_STAT_AREA].astype(np.float64)
        # A stroke w wide loses 2 of its w pixels when its outline is taken away.
        return np.asarray(2 * area / np.maximum(area - inside, 1), np.float64)

    @property
    def strokes(self) -> NDArray[np.bool_]:
        """``(n + 1,)``: which are several times as long as broad, and no specks; the paper, the first, is none.

        Example:
            >>> mask = np.zeros((50, 50), np.uint8)
            >>> mask[5:25, 5:9] = mask[30:39, 30:39] = 1
            >>> Components(mask).strokes
            array([False,  True, False])
        """
        longer = self.found[1][:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
        found = np.asarray(longer >= np.maximum(SLENDER * self.widths, SHORTEST), np.bool_)
        found[0] = False
        return found
