"""Large pictures made smaller before anything else is done to them, so that no step needs much memory."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

WORK_PIXELS = 3_000_000
"""A larger picture is reduced to at most about this many pixels: writing is large enough to be read there."""

LONGEST_SIDE = 16_000
"""Pixels of the longer side of a reduced picture: that of a page of A0 at 300 dots per inch."""


_WORTH = 0.9
"""Of its size that a picture would keep from which on reducing it gains nothing."""


def box_averaged(image: Image.Image) -> Image.Image:
    """Return a large picture reduced by a whole factor, without a copy of all of it where its mode allows that."""
    factor = whole_factor(*image.size)
    if factor < 2 or image.mode.startswith("I;16"):
        return image
    if image.mode in ("P", "PA") or "transparency" in image.info:
        image = image.convert("RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB")
    elif image.mode == "1":
        image = image.convert("L")
    return image.reduce(factor)


def whole_factor(width: int, height: int) -> int:
    """Return by what whole number a picture may be reduced and be no smaller than it is read at; 1 for not at all.

    Example:
        >>> whole_factor(4000, 3000), whole_factor(1, 50_000_000), whole_factor(28, 28)
        (2, 3125, 1)
    """
    return max(1, int((width * height / WORK_PIXELS) ** 0.5), -(-max(width, height) // LONGEST_SIDE))


def reduced(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return pixels ``(h, w)`` or ``(h, w, 3)`` at the size at which they are read; the same array if they have it."""
    height, width = pixels.shape[:2]
    factor = min((WORK_PIXELS / (height * width)) ** 0.5, LONGEST_SIDE / max(height, width))
    return pixels if factor >= _WORTH else shrunk(pixels, factor)


def shrunk(pixels: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    """Return pixels ``(h, w)`` or ``(h, w, 3)`` so many times as large, by averages; as they are from a factor of 1 on.

    Example:
        >>> shrunk(np.zeros((60, 40), np.uint8), 0.1).shape
        (6, 4)
    """
    if factor >= 1:
        return pixels
    height, width = pixels.shape[:2]
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
