"""A light sheet on a dark desk, a dark board on a light wall: what lies in its gaps is the writing.

Seen at several brightnesses, because light may fall unevenly on it. (So are extremal regions: Matas, Chum, Urban and
Pajdla, "Robust wide baseline stereo from maximally stable extremal regions", 2002.)
"""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.array_types import Gray
from digitwise.reading.components import SLENDER, components
from digitwise.reading.ink.parameters import INK
from digitwise.reading.picture.reducing import shrunk
from digitwise.reading.quantiles import counted_quantile, level_counts, level_quantile


class _Shape(NamedTuple):
    """A light thing that has the shape of a sheet, at one brightness.

    Attributes:
        outline: Its convex hull.
        gaps: ``(h, w)``, 1 where something else lies on it.
        area: Pixels of the hull.
        broadest: Pixels that a stroke on it is broad, at most.
        is_apart: Whether something is around it.
    """

    outline: NDArray[np.int32]
    gaps: Gray
    area: int
    broadest: float
    is_apart: bool


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
    return shrunk(gray, max(INK.sheet_longer / max(height, width), INK.sheet_shorter / min(height, width)))


def _sheet_of(gray: Gray) -> tuple[bool, NDArray[np.int32]] | None:
    """Whether the sheet that a picture shows is light, and its outline."""
    if min(gray.shape) < INK.sheet_shorter:
        return None
    light, dark = _shapes(gray), _shapes(255 - gray)
    # Most pages fill their picture, and the gaps of those need not be measured.
    if not any(shape.is_apart for shape in (*light, *dark)):
        return None
    seen_light, seen_dark = _seen(light), _seen(dark)
    for is_light, one, other in ((True, seen_light, seen_dark), (False, seen_dark, seen_light)):
        if one.outline is not None and one.gaps > other.gaps:
            return is_light, one.outline
    return None


def _shapes(gray: Gray) -> list[_Shape]:
    """The largest light thing at each of several brightnesses, where it has the shape of a sheet."""
    counts = level_counts(gray)
    darkest, lightest = (counted_quantile(counts, share) for share in (INK.sheet_darkest, 1 - INK.sheet_darkest))
    parting, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_OTSU)
    limits = [parting, *(darkest + (lightest - darkest) * share for share in INK.sheet_levels)]
    found = [_shape(gray, int(limit), INK.sheet_step * (lightest - darkest)) for limit in limits]
    return [shape for shape in found if shape is not None]


def _seen(shapes: list[_Shape]) -> _Seen:
    """The sheet that is seen at all brightnesses together."""
    written = [_written(shape.gaps, shape.broadest) / shape.area for shape in shapes]
    found = [(share, shape) for share, shape in zip(written, shapes, strict=True) if share > INK.sheet_written]
    gaps = sorted(share for share, _ in found)
    apart = [(share, shape.outline) for share, shape in found if shape.is_apart]
    outline = max(apart, key=lambda pair: pair[0])[1] if apart else None
    # At one brightness a part of a sheet that is in another light may look like a stroke.
    return _Seen(outline, sum(gaps[:-1]))


def _shape(gray: Gray, limit: int, step: float) -> _Shape | None:
    """The largest thing that is lighter than a limit, if it has the shape of a sheet."""
    light = (gray > limit).view(np.uint8)
    outlines, _ = cv2.findContours(light, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    outline: Any = max(outlines, key=cv2.contourArea)
    hull: Any = cv2.convexHull(outline)
    around = _filled(hull, light.shape)
    area = cv2.countNonZero(around)
    if area < INK.sheet_size * light.size:
        return None
    filled = _filled(outline, light.shape)
    gaps = np.asarray(cv2.subtract(filled, light), np.uint8)
    paper = cv2.countNonZero(filled) - cv2.countNonZero(gaps)
    if paper < INK.sheet_bare * area or cv2.countNonZero(filled) < INK.sheet_convex * area:
        return None
    broadest = INK.widest_stroke * min(cv2.minAreaRect(outline)[1])
    return _Shape(hull, gaps, area, broadest, _stands_out(gray, around, step))


def _stands_out(gray: Gray, sheet: Gray, step: float) -> bool:
    """Whether the picture is so much lighter on the inner side of the edge of a sheet; a shadow has no edge."""
    begins, ends, inside = INK.sheet_edge
    outer = _grown(sheet, ends) & (1 - _grown(sheet, begins))
    if not outer.any():
        return False
    inner = sheet & _grown(outer, INK.sheet_inside) & (1 - _grown(outer, inside))
    if not inner.any():
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
