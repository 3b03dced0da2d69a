"""Whether a picture is dark writing on a light page, or light on dark."""

from __future__ import annotations

import cv2
import numpy as np

from digitwise.reading.array_types import Gray
from digitwise.reading.ink.page_outline import is_sheet_light, reduced
from digitwise.reading.ink.parameters import INK
from digitwise.reading.quantiles import level_quantile


def is_light_on_dark(gray: Gray) -> bool:
    """Whether the writing is lighter than its page.

    Where a sheet is seen, it is what lies in its gaps. Else ink is what differs from the middle of its surroundings, as
    the lines of squared paper do and the squares do not, and is narrow, as the corners of a sheet on a desk are not.

    Args:
        gray: ``(h, w)``, ``uint8``.

    Example:
        >>> is_light_on_dark(np.pad(np.full((2, 9), 250, np.uint8), 20))
        True
    """
    small = reduced(gray)
    sheet = is_sheet_light(small)
    if sheet is not None:
        return not sheet
    light, dark = _light_and_dark(small)
    return light > dark


def is_uncertain(gray: Gray) -> bool:
    """Whether there is nearly as much that may be light writing as dark, as at the edge of a shadow.

    Args:
        gray: ``(h, w)``, ``uint8``.

    Example:
        >>> is_uncertain(np.pad(np.full((2, 9), 250, np.uint8), 20))
        False
    """
    small = reduced(gray)
    light, dark = _light_and_dark(small)
    return is_sheet_light(small) is None and max(light, dark) < INK.uncertain * min(light, dark)


def _light_and_dark(small: Gray) -> tuple[float, float]:
    """How much there is that is narrow and lighter, or darker, than the middle of its surroundings."""
    if min(small.shape) > INK.surroundings:
        middle = np.asarray(cv2.medianBlur(small, INK.surroundings), np.uint8)
    else:
        middle = np.full_like(small, round(level_quantile(small, 0.5)))
    narrow = _narrow(np.asarray(cv2.merge([small, 255 - small]), np.uint8))
    away = cv2.merge([cv2.subtract(small, middle), cv2.subtract(middle, small)])
    light, dark = cv2.split(cv2.min(away, narrow))
    return float(cv2.norm(light)), float(cv2.norm(dark))


def _narrow(gray: Gray) -> Gray:
    """How much lighter each pixel is than the wide areas around it, in each of some channels ``(h, w, channels)``.

    The top-hat, where what an opening leaves is followed into the corners that its window did not reach, at a toll.
    (Vincent, "Morphological grayscale reconstruction in image analysis", IEEE TIP 2, 1993; without the toll, paper in
    shadow would be followed along every line of squared paper.)
    """
    window = max(3, round(INK.widest_stroke * min(gray.shape[:2]))) | 1
    wide = cv2.morphologyEx(gray, cv2.MORPH_OPEN, np.ones((window, window), np.uint8))
    toll, around = np.full_like(gray, INK.corner_toll), np.ones((3, 3), np.uint8)
    for step in range(3 * window):
        before = wide
        wide = cv2.max(wide, cv2.min(cv2.subtract(cv2.dilate(wide, around), toll), gray))
        if step % INK.toll_steps == 0 and not np.count_nonzero(wide != before):
            break
    return np.asarray(cv2.subtract(gray, wide), np.uint8)
