"""Where the sides of a row of boxes should stand, how thick they are, and what stands there."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.ink.binarize import Ink
from digitwise.reading.quantiles import median
from digitwise.reading.ruling.parameters import RULING
from digitwise.reading.ruling.regular_rows import Places


class Side(NamedTuple):
    """A side of a box as it should be: its middle for each row of pixels from ``top``, and its thickness."""

    top: int
    middles: Places
    thickness: float

    @property
    def bottom(self) -> int:
        return self.top + len(self.middles)


class Found(NamedTuple):
    """What stands at a side, for each row of pixels from ``top``.

    Attributes:
        top: The first of them.
        centers: Column of the middle.
        before: Columns that are inked without a gap left of it.
        after: And right of it.
        inked: Whether the middle is.
        levels: Its ink level, 0–255: beside strong strokes a pale line may be lost as their shadow, but not its gray.
    """

    top: int
    centers: NDArray[np.intp]
    before: NDArray[np.intp]
    after: NDArray[np.intp]
    inked: NDArray[np.bool_]
    levels: NDArray[np.uint8]


def is_seen(place: float, top: int, high: int, ink: Ink) -> bool:
    """Whether nearly all of a side is in the picture."""
    rows = min(len(ink.mask), top + high) - max(0, top)
    return rows >= RULING.side_seen * high and 1 < place < ink.mask.shape[1] - 2


def as_printed(spots: list[tuple[float, int]], high: int, lean: float, step: float, ink: Ink) -> list[Side] | None:
    """Every side as most of them are; None if they are too different.

    Args:
        spots: Column and first row of pixels of each.
        high: Height of the boxes, pixels.
        lean: By how many columns a side moves to the right in each row of pixels.
        step: Distance of sides from each other, pixels.
        ink: What was written and printed.
    """
    rows = np.asarray(lean * (np.arange(high) - (high - 1) / 2), np.float64)
    sides = [Side(top, place + rows, 1.0) for place, top in spots]
    # Where boxes end, the column of a side is known but for what is blurred.
    moved = [_nearest(side, ink) for side in sides]
    found = found_at(moved, [1.0] * len(moved), step, ink)
    seen = [each.inked & (each.before + each.after < RULING.side_beside * step) for each in found]
    known = [place for place, rows in enumerate(seen) if rows.mean() > RULING.side_along]
    if len(known) <= RULING.regular:
        return None
    widths = np.array([median((found[place].before + found[place].after + 1)[seen[place]]) for place in known])
    thickness = median(widths)
    thin = np.abs(widths - thickness) < max(RULING.side_pixels, RULING.side_thicker * thickness)
    if thin.sum() < RULING.regular:
        return None
    # Both ends of a frame are printed alike, and may be thicker than what parts it.
    frame = max(thickness, float(min(widths[0], widths[-1])))
    ends = 0, len(sides) - 1
    slack = max(RULING.side_pixels, RULING.side_thicker * frame)
    good = [
        alike or (place in ends and width < frame + slack)
        for place, alike, width in zip(known, thin, widths, strict=True)
    ]
    offs = np.array([_off(sides[place], found[place], seen[place]) for place in known])
    off = median(offs[thin])
    own = dict(itertools.compress(zip(known, offs.tolist(), strict=True), good))
    return [
        Side(side.top, side.middles + own.get(place, off), frame if place in ends else thickness)
        for place, side in enumerate(sides)
    ]


def _off(side: Side, found: Found, seen: NDArray[np.bool_]) -> float:
    """By how many columns what stands at a side is right of where it should, in the middle."""
    rows = np.arange(found.top, found.top + len(found.centers)) - side.top
    return median((found.centers + (found.after - found.before) / 2 - side.middles[rows])[seen])


def _centers(side: Side, ink: Ink) -> tuple[int, NDArray[np.intp]]:
    """The first row of pixels of a side that is in the picture, and the column of its middle from there on."""
    top, bottom = max(0, side.top), min(len(ink.mask), side.bottom)
    return top, np.rint(side.middles[top - side.top : bottom - side.top]).astype(np.intp)


def _nearest(side: Side, ink: Ink) -> Side:
    """The side moved, in each of its rows, to the ink that is nearest to its middle."""
    reach = round(RULING.side_blur)
    offsets = np.array(sorted(range(-reach, reach + 1), key=abs))
    top, centers = _centers(side, ink)
    columns = np.clip(centers[:, None] + offsets, 0, ink.mask.shape[1] - 1)
    rows = np.arange(top, top + len(centers))
    first = (ink.mask[rows[:, None], columns] > 0).argmax(axis=1)
    middles = side.middles.copy()
    middles[rows - side.top] = columns[np.arange(len(rows)), first]
    return side._replace(middles=middles)


def found_at(sides: list[Side], core_widths: list[float], step: float, ink: Ink) -> list[Found]:
    """What stands at some sides.

    Args:
        sides: Where they should stand, at least one.
        core_widths: For each the columns around its middle in which it may be.
        step: Distance of sides from each other, pixels.
        ink: What was written and printed.
    """
    reach = max(2, round(RULING.side_beside * step))
    tops, middles = zip(*(_centers(side, ink) for side in sides), strict=True)
    lengths = [len(each) for each in middles]
    # The rows of all of them below each other: each is looked at by itself.
    rows = np.concatenate([np.arange(top, top + length) for top, length in zip(tops, lengths, strict=True)])[:, None]
    centers, offsets = np.concatenate(middles), np.arange(-reach, reach + 1)
    columns = centers[:, None] + offsets
    kept = np.clip(columns, 0, ink.mask.shape[1] - 1)
    places = rows * ink.mask.shape[1] + kept
    strip = ink.mask.ravel().take(places) > 0
    strip &= columns == kept
    cores = np.repeat([max(1, round(width / 2)) for width in core_widths], lengths)
    is_middle = np.abs(offsets) <= cores[:, None]
    inked = (strip & is_middle).any(axis=1)
    strip[:, reach] = inked
    # A gray edge between the middle and the ink beside it is no gap.
    closed = cv2.morphologyEx(strip.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    before = np.cumprod(closed[:, reach::-1], axis=1, dtype=np.uint8).sum(axis=1, dtype=np.intp) - 1
    after = np.cumprod(closed[:, reach:], axis=1, dtype=np.uint8).sum(axis=1, dtype=np.intp) - 1
    widest = min(int(cores.max()), reach)
    middle = slice(reach - widest, reach + widest + 1)
    levels = np.where(is_middle[:, middle], ink.levels.ravel().take(places[:, middle]), 0).max(axis=1)
    ends = np.cumsum(lengths).tolist()
    parts = (slice(end - length, end) for end, length in zip(ends, lengths, strict=True))
    return [
        Found(top, centers[part], before[part], after[part], inked[part], levels[part])
        for top, part in zip(tops, parts, strict=True)
    ]
