"""Connected components of a mask, sought only where there is ink: most of a page is bare."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray


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
