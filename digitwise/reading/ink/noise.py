"""Noise that would be taken for writing: single pixels that stand out from all around them, and far too many specks."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.geometry import Box
from digitwise.reading.ink.binarize import Ink


@dataclass(frozen=True)
class NoiseLimits:
    """From where on it is noise.

    Attributes:
        step: Levels by which a pixel of salt or pepper differs from each of its neighbors; the grain of a sensor is
            weaker.
        share: Of all pixels, so many of them. Strokes have none: their pixels have neighbors alike.
        fewest: And at least so many pixels: a small drawing may have a few.
        rough: Of all pixels, so many differ by ``step`` from the median of the nine around them where noise is so dense
            that its pixels touch; of writing it is a few in a hundred, and of a digit of 28×28 one in ten.
        passes: How often a picture is smoothed; what is noise after that stays.
        piece_pixels: Pixels of a page for one piece of ink: a digit of 8×8 and the gap around it.
        pieces: So many pieces may be on any page, however small it is.
        most_pieces: And never more than so many: five pages of handwriting.
        unclear_pieces: So many of ink that does not stand out from its ground.
    """

    step: int = 60
    share: float = 0.01
    fewest: int = 200
    rough: float = 0.2
    passes: int = 2
    piece_pixels: int = 100
    pieces: int = 400
    most_pieces: int = 8000
    unclear_pieces: int = 1000


LIMITS = NoiseLimits()
Gray = NDArray[np.uint8]


def without_salt(gray: Gray, limits: NoiseLimits = LIMITS) -> Gray:
    """Return a picture without single pixels that stand out from all around them, if it is strewn with them.

    Args:
        gray: ``(h, w)`` ``uint8``.
        limits: From where on it is.

    Returns:
        The same array where it is not; else each pixel the median of nine.

    Example:
        >>> page = np.full((100, 100), 230, np.uint8)
        >>> page[::5, ::5] = 0
        >>> int(without_salt(page).min())
        230
    """
    for _ in range(limits.passes):
        if not _is_strewn(gray, limits):
            break
        gray = np.asarray(cv2.medianBlur(gray, 3), np.uint8)
    return gray


def blank_if_texture(ink: Ink, limits: NoiseLimits = LIMITS) -> tuple[Ink, Box | None]:
    """Return ink without all that was found, if it is in more pieces than any page of writing has.

    Args:
        ink: The ink of a page.
        limits: How many pieces a page may have.

    Returns:
        The ink, and the rectangle of what was texture; None where nothing was.
    """
    most = limits.most_pieces if ink.is_clear else limits.unclear_pieces
    most = min(most, max(limits.pieces, ink.mask.size // limits.piece_pixels))
    # The background is a component too.
    if cv2.connectedComponents(ink.mask)[0] - 1 <= most:
        return ink, None
    around = Box(*cv2.boundingRect(ink.mask))
    return replace(ink, mask=np.zeros_like(ink.mask), levels=np.zeros_like(ink.levels)), around


def _is_strewn(gray: Gray, limits: NoiseLimits) -> bool:
    if min(gray.shape) < 3:
        return False
    around = np.ones((3, 3), np.uint8)
    around[1, 1] = 0
    above = cv2.subtract(gray, cv2.dilate(gray, around))
    below = cv2.subtract(cv2.erode(gray, around), gray)
    alone = int(np.count_nonzero(cv2.max(above, below) > limits.step))
    if alone > max(limits.fewest, limits.share * gray.size):
        return True
    away = int(np.count_nonzero(cv2.absdiff(gray, cv2.medianBlur(gray, 3)) > limits.step))
    return away > max(limits.fewest, limits.rough * gray.size)
