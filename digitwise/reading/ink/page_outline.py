"""A light sheet on a dark desk, a dark board on a light wall: what lies in its gaps is the writing.

Seen at several brightnesses, because light may fall unevenly on it. (So are extremal regions: Matas, Chum, Urban and
Pajdla, "Robust wide baseline stereo from maximally stable extremal regions", 2002.)
"""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.components import SLENDER, components
from digitwise.reading.ink.parameters import INK
from digitwise.reading.quantiles import level_quantile

Gray = NDArray[np.uint8]


class _Seen(NamedTuple):
    """A light sheet: its outline if something is around it, and what share of it narrow gaps are; 0 if it is none."""

    outline: NDArray[np.int32] | None = None
    gaps: float = 0.0


def is_sheet_light(gray: Gray) -> bool | None:
    """Whether the sheet that a picture shows is light, so that the writing is dark; None if it shows none for certain.

    What fills the picture shows none, but if that has more gaps, what looks like a sheet on it is not one.

    Args:
        gray: ``(h, w)``, ``uint8``; a hundred pixels or so to a side are enough.

    Example:
        >>> photo = np.full((80, 120), 40, np.uint8)
        >>> photo[10:70, 15:100] = 200
        >>> photo[20:40, [30, 31, 50, 51]] = 60
        >>> is_sheet_light(photo), is_sheet_light(255 - photo), is_sheet_light(photo[10:70, 15:100])
        (True, False, None)
    """
    found = _sheet_of(gray)
    return None if found is None else found[0]


def light_sheet(gray: Gray) -> Gray | None:
    """Where the light sheet is that a picture shows; None if it shows none for certain.

    Args:
        gray: ``(h, w)``, ``uint8``; a hundred pixels or so to a side are enough.

    Returns:
        ``(h, w)``, ``uint8``, 1 on the sheet.

    Example:
        >>> photo = np.full((80, 120), 40, np.uint8)
        >>> photo[10:70, 15:100] = 200
        >>> photo[20:40, [30, 31, 50, 51]] = 60
        >>> np.flatnonzero(light_sheet(photo).any(axis=0))[[0, -1]].tolist()
        [15, 99]
    """
    found = _sheet_of(gray)
    return _filled(found[1], gray.shape) if found and found[0] else None


def reduced(gray: Gray) -> Gray:
    """A copy whose sides are a hundred pixels or so, on which sheets are sought; the picture itself if it is as small.

    Example:
        >>> reduced(np.zeros((600, 1280), np.uint8)).shape
        (60, 128)
    """
    height, width = gray.shape
    factor = max(INK.sheet_longer / max(height, width), INK.sheet_shorter / min(height, width))
    if factor >= 1:
        return gray
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)


def _sheet_of(gray: Gray) -> tuple[bool, NDArray[np.int32]] | None:
    """Whether the sheet that a picture shows is light, and its outline."""
    if min(gray.shape) <= INK.sheet_pixels:
        return None
    light, dark = _seen(gray), _seen(255 - gray)
    for is_light, one, other in ((True, light, dark), (False, dark, light)):
        if one.outline is not None and one.gaps > other.gaps:
            return is_light, one.outline
    return None


def _seen(gray: Gray) -> _Seen:
    darkest, lightest = level_quantile(gray, INK.sheet_darkest), level_quantile(gray, 1 - INK.sheet_darkest)
    parting, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_OTSU)
    limits = [parting, *(darkest + (lightest - darkest) * share for share in INK.sheet_levels)]
    found = [_sheet(gray, int(limit), INK.sheet_step * (lightest - darkest)) for limit in limits]
    gaps = sorted(one.gaps for one in found)
    # At one brightness a part of a sheet that is in another light may look like a stroke.
    apart = [one for one in found if one.outline is not None]
    return _Seen(max(apart, key=lambda one: one.gaps).outline if apart else None, sum(gaps[:-1]))


def _sheet(gray: Gray, limit: int, step: float) -> _Seen:
    """The largest thing that is lighter than a limit, if it has the shape of a sheet."""
    light = np.asarray(gray > limit, np.uint8)
    outlines, _ = cv2.findContours(light, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return _Seen()
    outline: Any = max(outlines, key=cv2.contourArea)
    hull: Any = cv2.convexHull(outline)
    filled, around = _filled(outline, light.shape), _filled(hull, light.shape)
    area = cv2.countNonZero(around)
    gaps = np.asarray(filled & (1 - light), np.uint8)
    corners = cv2.approxPolyDP(hull, INK.sheet_rounded * cv2.arcLength(hull, True), True)
    paper = cv2.countNonZero(filled) - cv2.countNonZero(gaps)
    if area < INK.sheet_size * light.size or paper < INK.sheet_bare * area:
        return _Seen()
    if cv2.countNonZero(filled) < INK.sheet_convex * area or len(corners) > INK.sheet_corners:
        return _Seen()
    written = _written(gaps, INK.sheet_stroke * min(cv2.minAreaRect(outline)[1])) / area
    return _Seen(hull if _stands_out(gray, around, step) else None, written) if written > INK.sheet_written else _Seen()


def _stands_out(gray: Gray, sheet: Gray, step: float) -> bool:
    """Whether the picture is so much lighter on the inner side of the edge of a sheet; a shadow has no edge."""
    begins, ends, inside = INK.sheet_edge
    outer = _grown(sheet, ends) & (1 - _grown(sheet, begins))
    inner = sheet & _grown(outer, INK.sheet_inside) & (1 - _grown(outer, inside))
    if not outer.any() or not inner.any():
        return False
    return level_quantile(gray[inner > 0], 0.5) - level_quantile(gray[outer > 0], 0.5) >= step


def _grown(mask: Gray, by: int) -> Gray:
    return np.asarray(cv2.dilate(mask, np.ones((2 * by + 1, 2 * by + 1), np.uint8)), np.uint8)


def _filled(outline: NDArray[np.int32], shape: tuple[int, ...]) -> Gray:
    return np.asarray(cv2.drawContours(np.zeros(shape, np.uint8), [outline], -1, 1, cv2.FILLED), np.uint8)


def _written(gaps: Gray, broadest: float) -> int:
    """Pixels of the gaps that are strokes, or lines around something; the cells of a table are neither."""
    outlines, _ = cv2.findContours(gaps, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    labels, stats = components(gaps)
    written = 0
    for outline in outlines:
        pixels = int(stats[labels[tuple(outline[0, 0, ::-1])], cv2.CC_STAT_AREA])
        around, longer = cv2.arcLength(outline, True), max(cv2.boundingRect(outline)[2:])
        # An outline runs through the middles of its pixels.
        enclosed = cv2.contourArea(outline) + around / 2 + 1
        breadth = 2 * enclosed / max(1.0, around)
        is_stroke = breadth < broadest and longer >= SLENDER * breadth
        written += pixels if is_stroke or pixels < INK.sheet_hollow * enclosed else 0
    return written
