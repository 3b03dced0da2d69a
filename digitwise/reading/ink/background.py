"""What a photo shows around the page: the desk it lies on, a finger, a dark edge."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.array_types import Levels, Mask
from digitwise.reading.components import Components, components
from digitwise.reading.ink.page_outline import light_sheet, reduced
from digitwise.reading.ink.parameters import INK
from digitwise.reading.quantiles import level_quantile, median


def surroundings(gray: Levels, levels: Levels, mask: Mask) -> Mask:
    """Where a picture shows no page: what is beyond a sheet, and broad dark things at its border.

    Only if there is writing inside. A digit that fills its picture may touch the border, too; but only with the ends of
    its strokes.

    Args:
        gray: ``(h, w)``, ``uint8``, dark writing on a light page.
        levels: ``(h, w)``, ``uint8``: how much darker it is than what is around.
        mask: ``(h, w)``, ``uint8``, 1 where that is much.

    Returns:
        ``(h, w)``, ``uint8``, 1 where such things are, and all as dark that hangs together with them.

    Example:
        >>> photo = np.full((80, 120), 200, np.uint8)
        >>> photo[:20] = photo[40:60, 50:53] = 0
        >>> photo[20:40, 90:92] = photo[40:60, 86:96] = 0  # a printed line, and a digit written over it
        >>> outside = surroundings(photo, 200 - photo, (photo == 0).astype(np.uint8))
        >>> np.flatnonzero(outside.any(axis=1))[[0, -1]].tolist()
        [0, 19]
    """
    strokes, things, stroke = _strokes_and_broad_things(mask)
    if not strokes.any():
        return strokes
    # Grain of a desk looks like strokes, too, but pale ones.
    strokes &= levels > INK.strong_pen * level_quantile(levels[strokes > 0], INK.strongest)
    found = _beyond_sheet(gray, mask, strokes, stroke)
    if not things.any():
        return found
    found |= _without_lines((things > 0).astype(np.uint8), stroke)
    paper = level_quantile(gray[mask == 0], 0.5)
    sizes = np.bincount(things.ravel())
    sizes[0] = 0
    for number in np.argsort(-sizes)[: min(INK.most_things, np.count_nonzero(sizes))]:
        whole = _without_lines(_whole(gray, (things == number).astype(np.uint8), paper), stroke)
        # A shadow on the page may be as dark as a finger beside it; the writing is on the page.
        if cv2.countNonZero(cv2.bitwise_and(whole, strokes)) <= INK.swallowed * cv2.countNonZero(strokes):
            found |= whole
    return found


def _beyond_sheet(gray: Levels, mask: Mask, strokes: Mask, stroke: float) -> Mask:
    """What is around a sheet, if the picture shows one and all strokes are on it."""
    nothing = np.zeros_like(mask)
    sheet = light_sheet(reduced(gray))
    if sheet is None:
        return nothing
    # Its edge is known to a pixel or two of the small copy, but all that hangs together is on one side of it.
    grown = cv2.dilate(sheet, np.ones((INK.sheet_slack,) * 2, np.uint8))
    on, near = (cv2.resize(area, mask.shape[::-1], interpolation=cv2.INTER_NEAREST) for area in (sheet, grown))
    labels, stats = components(mask)
    inside = np.bincount(labels[on > 0], minlength=len(stats))
    beyond = inside < 0.5 * stats[:, cv2.CC_STAT_AREA]
    beyond[0] = False
    found = _without_lines(beyond[labels].astype(np.uint8), stroke) | (near == 0).astype(np.uint8)
    return nothing if cv2.bitwise_and(found, strokes).any() else found


def _without_lines(thing: Mask, stroke: float) -> Mask:
    """What is broader than strokes and reaches the border: lines may run on to the desk, and digits hang on them."""
    side = round(INK.thing_breadth * stroke) | 1
    # What lies along the border goes on beyond it, however narrow it is.
    beyond = np.pad(thing, side, constant_values=1)
    broad = cv2.morphologyEx(beyond, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))[side:-side, side:-side]
    labels, stats = components(np.asarray(broad, np.uint8) & thing)
    held = np.zeros(len(stats), np.uint8)
    held[np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])] = 1
    held[0] = 0
    return held[labels]


def _whole(gray: Levels, thing: Mask, paper: float) -> Mask:
    """All that is about as dark as a thing and hangs together with it.

    In a map of what is darker than its surroundings, a desk has holes where nothing but desk is around.
    """
    darkest = level_quantile(gray[thing > 0], INK.strongest)
    limit = darkest + INK.thing_shade * max(0.0, paper - darkest)
    labels, stats = components(np.maximum(thing, (gray < limit).astype(np.uint8)))
    held = np.zeros(len(stats), np.uint8)
    held[np.unique(labels[thing > 0])] = 1
    return held[labels]


def _strokes_and_broad_things(mask: Mask) -> tuple[Mask, NDArray[np.int32], float]:
    """What looks like writing inside, broad things at the border, numbered, and the width of strokes.

    Nothing where there is no writing.
    """
    nothing = np.zeros_like(mask), np.zeros(mask.shape, np.int32), 0.0
    if not any(side.any() for side in (mask[0], mask[-1], mask[:, 0], mask[:, -1])):
        return nothing
    parts = Components(mask)
    labels, stats = parts.found
    count = len(stats)
    edge = np.concatenate([labels[0], labels[-1], labels[1:-1, 0], labels[1:-1, -1]])
    at_border = np.bincount(edge, minlength=count)
    breadths = parts.widths
    longer = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    strokes = (at_border == 0) & parts.strokes
    if not strokes.any():
        return nothing
    around = 2 * (stats[:, cv2.CC_STAT_WIDTH] + stats[:, cv2.CC_STAT_HEIGHT])
    stroke = median(breadths[strokes])
    broad = breadths / stroke
    outside = (at_border >= INK.thing_border * around) & (broad >= INK.thing_breadth)
    if longer[strokes].max() >= INK.large_writing * min(mask.shape):
        # A digit as large as its sheet has strokes nearly as broad as what is seen of the desk around.
        desk = (broad >= INK.desk_breadth) & (breadths >= INK.desk_share * min(mask.shape))
        desk[0] = False
        sides = labels[0], labels[-1], labels[:, 0], labels[:, -1]
        if min(desk[side].mean() for side in sides) >= INK.desk_sides:
            outside |= desk & (at_border > 0)
    outside[0] = False
    return strokes[labels].astype(np.uint8), np.where(outside[labels], labels, 0), stroke
