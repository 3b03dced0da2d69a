"""Quantiles of grey levels, from their histogram: a picture has millions of pixels and 256 levels."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def level_quantile(levels: NDArray[np.uint8], share: float) -> float:
    """What ``numpy.quantile`` gives for ``uint8``, many times sooner.

    Args:
        levels: Any shape, ``uint8``, at least one.
        share: Of the levels, 0–1, that lie below the quantile.

    Example:
        >>> level_quantile(np.array([0, 0, 10, 30], np.uint8), 0.5), level_quantile(np.array([7], np.uint8), 0.9)
        (5.0, 7.0)
    """
    counts = cv2.calcHist([np.ascontiguousarray(levels).reshape(-1, 1)], [0], None, [256], [0, 256])
    reached = np.cumsum(counts, dtype=np.float64)
    place = share * (levels.size - 1)
    low, high = np.searchsorted(reached, [np.floor(place), np.ceil(place)], side="right")
    return float(low + (high - low) * (place - np.floor(place)))
