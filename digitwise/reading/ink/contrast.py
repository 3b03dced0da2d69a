"""Color to gray so that ink stands out: a yellow pencil is pale to the eye and dark in blue."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.ink.parameters import INK
from digitwise.reading.picture.reducing import shrunk

_LUMINANCE = np.array([0.299, 0.587, 0.114])


def gray_of(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The gray image in which the ink of a color picture has the most contrast.

    The mixture of the three channels is the main direction in which colors differ from the paper around them. It is
    used only where it shows clearly more than luminance does, because cameras and JPEG keep color more coarsely.

    Args:
        pixels: Gray ``(h, w)`` or RGB ``(h, w, 3)``, ``uint8``.

    Returns:
        Gray ``(h, w)``, ``uint8``.

    Example:
        >>> paper = np.full((40, 40, 3), 255, np.uint8)
        >>> paper[10:30, 18:21] = (255, 255, 0)
        >>> int(np.ptp(gray_of(paper))) > 150
        True
    """
    if pixels.ndim == 2:
        return pixels
    mixture = _mixture(pixels)
    if mixture is None:
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    # Weights may be negative, so the result is laid where 0–255 holds all of it.
    offset = -255.0 * mixture[mixture < 0].sum()
    weights = mixture.reshape(1, 3).astype(np.float32)
    mixed = cv2.transform(pixels.astype(np.float32), weights) + np.float32(offset)
    return np.asarray(np.clip(mixed / np.abs(mixture).sum(), 0, 255), np.uint8)


def _mixture(pixels: NDArray[np.uint8]) -> NDArray[np.float64] | None:
    small = shrunk(pixels, INK.color_side / max(pixels.shape))
    window = min(INK.surroundings, (min(small.shape[:2]) - 1) // 2 * 2 + 1)
    paper = cv2.medianBlur(small, window) if window >= 3 else np.median(small, axis=(0, 1))
    differences = _narrow(small, np.asarray(paper, np.float32)).reshape(-1, 3).astype(np.float64)
    spread: NDArray[Any] = differences.T @ differences
    values, directions = np.linalg.eigh(spread)
    direction = directions[:, -1]
    seen = float(_LUMINANCE @ spread @ _LUMINANCE)
    # Per unit of weight, so that a mixture gains nothing by being louder, noise and all.
    best = float(values[-1]) / np.abs(direction).sum() ** 2
    if best <= INK.color_gain**2 * seen or best == 0:
        return None
    sign = 1.0 if float(_LUMINANCE @ spread @ direction) >= 0 else -1.0
    return np.asarray(sign * direction, np.float64)


def _narrow(small: NDArray[np.uint8], paper: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far pixels are from their paper where they belong to something narrow: a highlighter is no ink."""
    side = max(3, round(INK.widest_stroke * min(small.shape[:2]))) | 1
    window = np.ones((side, side), np.uint8)
    lighter = cv2.subtract(small, cv2.morphologyEx(small, cv2.MORPH_OPEN, window)).astype(np.float32)
    darker = cv2.subtract(cv2.morphologyEx(small, cv2.MORPH_CLOSE, window), small).astype(np.float32)
    return np.asarray(np.clip(small.astype(np.float32) - paper, -darker, lighter), np.float32)
