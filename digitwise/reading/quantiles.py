"""Quantiles of gray levels, from their histogram: a picture has millions of pixels and 256 levels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from digitwise.reading.array_types import Levels

_FEW = 2**14
"""Levels up to which NumPy counts faster than OpenCV, whose call costs more and whose count costs less."""


Counts = NDArray[np.float64]


def level_quantile(levels: Levels, share: float) -> float:
    """What ``numpy.quantile`` gives for ``uint8``, many times sooner.

    Args:
        levels: Any shape, ``uint8``, at least one.
        share: Of the levels, 0–1, that lie below the quantile.

    Example:
        >>> level_quantile(np.array([0, 0, 10, 30], np.uint8), 0.5), level_quantile(np.array([7], np.uint8), 0.9)
        (5.0, 7.0)
    """
    return counted_quantile(level_counts(levels), share)


def median(values: ArrayLike) -> float:
    """What ``numpy.median`` gives for a few numbers, many times sooner; NaN if there are none.

    Args:
        values: Numbers of any shape.

    Example:
        >>> median([3, 1, 2]), median(np.array([[4, 1], [2, 8]]))
        (2.0, 3.0)
    """
    ordered = np.sort(values, axis=None)
    half = len(ordered) // 2
    if not half:
        return float(ordered[0]) if len(ordered) else math.nan
    return float(ordered[half]) if len(ordered) % 2 else (float(ordered[half - 1]) + float(ordered[half])) / 2


def quantile(values: Sequence[float], share: float) -> float:
    """What ``numpy.quantile`` gives for a few numbers, many times sooner.

    Args:
        values: At least one.
        share: Of the values, 0–1, that lie below the quantile.

    Example:
        >>> quantile([3, 1, 2, 9], 0.75), float(np.quantile([3, 1, 2, 9], 0.75))
        (4.5, 4.5)
    """
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    low, high = ordered[below], ordered[math.ceil(place)]
    part = place - below
    # From whichever of the two is nearer, as there: to the last bit the same.
    return float(high - (high - low) * (1 - part) if part >= 0.5 else low + (high - low) * part)


def level_counts(levels: Levels) -> Counts:
    """How often each of the 256 levels occurs, ``(256,)``.

    Example:
        >>> level_counts(np.array([0, 0, 10, 30], np.uint8))[[0, 10, 20]].tolist()
        [2.0, 1.0, 0.0]
    """
    counts: Any
    if levels.size <= _FEW:
        counts = np.bincount(levels.ravel(), minlength=256)
    else:
        counts = cv2.calcHist([np.ascontiguousarray(levels).reshape(-1, 1)], [0], None, [256], [0, 256]).ravel()
    return np.asarray(counts, np.float64)


def counted_quantile(counts: Counts, share: float) -> float:
    """The quantile of levels that were counted, where several of the same levels are wanted.

    Args:
        counts: How often each level occurs, as :func:`level_counts` gives it.
        share: Of the levels, 0–1, that lie below the quantile.
    """
    reached = counts.cumsum()
    place = share * (float(reached[-1]) - 1)
    below = math.floor(place)
    low = int(reached.searchsorted(below, side="right"))
    high = low if below == place else int(reached.searchsorted(below + 1, side="right"))
    return float(low + (high - low) * (place - below))
