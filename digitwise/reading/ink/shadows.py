"""Shadows narrow enough to look like ink: of fingers, of the edge of a phone."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.array_types import Levels, Mask
from digitwise.reading.components import Components
from digitwise.reading.ink.parameters import INK
from digitwise.reading.quantiles import median


def shadows(levels: Levels, parts: Components) -> Mask:
    """Where things are that are much broader than strokes, paler, and not as sharp.

    Args:
        levels: ``(h, w)``, ``uint8``: how much darker than its paper each pixel is.
        parts: The components of the mask ``(h, w)``, ``uint8``, that is 1 where that is much.

    Returns:
        ``(h, w)``, ``uint8``, 1 there; nothing where there are few strokes beside them.

    Example:
        >>> levels = np.zeros((60, 120), np.uint8)
        >>> levels[10:50, 80:105] = 80
        >>> levels = cv2.blur(levels, (11, 11))
        >>> levels[10:50, [20, 21, 22, 40, 41, 42]] = 200
        >>> np.flatnonzero(shadows(levels, Components((levels > 20).astype(np.uint8))).any(axis=0))[[0, -1]].tolist()
        [74, 110]
    """
    mask, (labels, stats) = parts.mask, parts.found
    if len(stats) <= 2:
        return np.zeros_like(mask)
    breadths, strokes = parts.widths, parts.strokes
    if not strokes.any():
        return np.zeros_like(mask)
    stroke = median(breadths[strokes])
    broad = breadths > INK.shadow_breadth * stroke
    broad[0] = False
    thin = strokes & ~broad
    if not thin.any() or not broad.any():
        return np.zeros_like(mask)
    steep = _steepness(levels, labels, len(stats))
    broad &= steep < INK.shadow_softness * median(steep[thin])
    lengths = stats[:, cv2.CC_STAT_AREA] / breadths
    if not broad.any() or lengths[thin].sum() < INK.shadow_strokes * lengths[broad].sum():
        return np.zeros_like(mask)
    pale = levels < INK.shadow_shade * median(levels[thin[labels]])
    return _broad_parts(mask & pale, INK.shadow_breadth * stroke)


def without_shadows(levels: Levels, mask: Mask, shadow: Mask, stroke: float) -> Mask:
    """The mask without what is left of shadows in it; strokes in them stay.

    Args:
        levels: ``(h, w)``, ``uint8``: how much darker than its paper each pixel is.
        mask: ``(h, w)``, ``uint8``, 1 where that is much.
        shadow: ``(h, w)``, ``uint8``, 1 where shadows are.
        stroke: Typical stroke width, pixels.

    Example:
        >>> levels = np.zeros((20, 60), np.uint8)
        >>> levels[5:15, 40:52], levels[2:18, 10:13], levels[2:18, 44:47] = 80, 200, 200
        >>> shadow = np.zeros_like(levels)
        >>> shadow[:, 38:54] = 1
        >>> left = without_shadows(levels, (levels > 0).astype(np.uint8), shadow, 3.0)
        >>> np.flatnonzero(left.any(axis=0)).tolist()
        [10, 11, 12, 44, 45, 46]
    """
    if not shadow.any() or not (mask & ~shadow).any():
        return mask
    left = _broad_parts(mask, INK.shadow_breadth * stroke) & shadow
    pale = levels < INK.shadow_shade * median(levels[(mask > 0) & (shadow == 0)])
    return np.where((left > 0) & pale, 0, mask).astype(np.uint8)


def _steepness(levels: Levels, labels: NDArray[np.int32], count: int) -> NDArray[np.float64]:
    """How fast each component falls to its paper: share of its own level a pixel, where it falls."""
    smooth = cv2.GaussianBlur(levels, (0, 0), 1.0).astype(np.float32)
    slopes = cv2.magnitude(cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)) / 8
    ink = labels > 0
    of, slopes = labels[ink], slopes[ink]
    once, twice, level, areas = (
        np.maximum(np.bincount(of, values, count), 1e-9)
        for values in (slopes, slopes**2, levels[ink], np.ones(len(of), np.uint8))
    )
    # The mean of the slopes, each counted by itself: the flat inside of a broad thing has no say.
    return np.asarray(twice / once / (level / areas), np.float64)


def _broad_parts(mask: Mask, breadth: float) -> Mask:
    """What is as broad, with its edge."""
    side = max(3, round(breadth)) | 1
    disk = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(cv2.morphologyEx(mask, cv2.MORPH_OPEN, disk), disk), np.uint8)
