"""Noise that would be taken for writing: single pixels that stand out from all around them, and far too many specks."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from digitwise.reading.array_types import Gray
from digitwise.reading.geometry import Box
from digitwise.reading.ink.binarize import Ink
from digitwise.reading.ink.parameters import INK


def without_salt(gray: Gray) -> Gray:
    """Return a picture without single pixels that stand out from all around them, if it is strewn with them.

    Args:
        gray: ``(h, w)`` ``uint8``.

    Returns:
        The same array where it is not; else each pixel the median of nine.

    Example:
        >>> page = np.full((100, 100), 230, np.uint8)
        >>> page[::5, ::5] = 0
        >>> int(without_salt(page).min())
        230
    """
    for _ in range(INK.salt_passes):
        if not _is_strewn(gray):
            break
        gray = np.asarray(cv2.medianBlur(gray, 3), np.uint8)
    return gray


def blank_if_texture(ink: Ink) -> tuple[Ink, Box | None]:
    """Return ink without all that was found, if it is in more pieces than any page of writing has.

    Args:
        ink: The ink of a page.

    Returns:
        The ink, and the rectangle of what was texture; None where nothing was.
    """
    most = INK.most_pieces if ink.is_clear else INK.unclear_pieces
    most = min(most, max(INK.page_pieces, ink.mask.size // INK.piece_pixels))
    # The background is a component too.
    if len(ink.components.found[1]) - 1 <= most:
        return ink, None
    around = Box(*cv2.boundingRect(ink.mask))
    return replace(ink, mask=np.zeros_like(ink.mask), levels=np.zeros_like(ink.levels)), around


def _is_strewn(gray: Gray) -> bool:
    if min(gray.shape) < 3:
        return False
    away = int(np.count_nonzero(cv2.absdiff(gray, cv2.medianBlur(gray, 3)) > INK.salt_step))
    rough = away > max(INK.salt_pixels, INK.rough_share * gray.size)
    # What stands out from all around it stands out from the median of the nine as well, but at the border.
    if away + 2 * sum(gray.shape) <= max(INK.salt_pixels, INK.salt_share * gray.size):
        return rough
    around = np.ones((3, 3), np.uint8)
    around[1, 1] = 0
    above = cv2.subtract(gray, cv2.dilate(gray, around))
    below = cv2.subtract(cv2.erode(gray, around), gray)
    alone = int(np.count_nonzero(cv2.max(above, below) > INK.salt_step))
    return rough or alone > max(INK.salt_pixels, INK.salt_share * gray.size)
