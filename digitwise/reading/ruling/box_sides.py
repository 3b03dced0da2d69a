"""The sides of printed boxes, told from strokes that touch, cross or lie along them.

Boxes of a row are printed alike. So where a side should stand, and how thick it is, the other sides of the row tell,
and what is there beyond that was written: a 1 on the side of its box.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.array_types import Mask
from digitwise.reading.geometry import Box
from digitwise.reading.ink.binarize import Ink
from digitwise.reading.quantiles import counted_quantile, level_counts, median, quantile
from digitwise.reading.ruling.line_segments import RuledLine, view
from digitwise.reading.ruling.parameters import RULING
from digitwise.reading.ruling.regular_rows import Places, level_rows, sides_of
from digitwise.reading.ruling.side_measures import Found, Side, as_printed, found_at, is_seen


class _Hanging(NamedTuple):
    """Rows in which something was written on a side: left of it, and right."""

    left: NDArray[np.bool_]
    right: NDArray[np.bool_]

    @property
    def is_long(self) -> bool:
        """Whether it goes nearly from end to end."""
        return _longest(self.left | self.right) >= RULING.side_alike


def without_strokes(rows: list[list[Box]], lines: list[RuledLine], ink: Ink) -> list[RuledLine]:
    """Printed lines of which those at the sides of boxes hold print alone.

    Args:
        rows: Rows of boxes, from left to right.
        lines: All lines that were taken for printed ones.
        ink: What was written and printed.

    Returns:
        The same list where nothing was written on a side. Else another one: lines without the strokes that hang on
        them, without lines that are strokes, and with sides that a stroke had hidden.

    Example:
        >>> from digitwise.reading.ink.binarize import ink_of
        >>> form = np.full((60, 160), 250, np.uint8)
        >>> form[[5, 54]] = form[5:55, [5, 55, 105, 155]] = form[15:46, 56:59] = 0
        >>> ink = ink_of(form)
        >>> def line(left: int, wide: int) -> RuledLine:
        ...     pixels = np.ascontiguousarray(ink.mask[5:55, left : left + wide])
        ...     return RuledLine(Box(left, 5, wide, 50), False, pixels, pixels)
        >>> row = [Box(6, 6, 49, 48), Box(59, 6, 46, 48), Box(106, 6, 49, 48)]
        >>> sides = without_strokes([row], [line(5, 1), line(55, 4), line(105, 1), line(155, 1)], ink)
        >>> len(sides), max(int(side.pixels.sum()) for side in sides) < 60
        (4, True)
    """
    for row in level_rows(rows):
        places = sides_of(row)
        if len(places) > RULING.regular + 1:
            lines = _row_without_strokes(row, places, lines, ink)
    return lines


def _row_without_strokes(row: list[Box], places: Places, lines: list[RuledLine], ink: Ink) -> list[RuledLine]:
    step, wide = float(np.diff(places).mean()), median([box.width for box in row])
    high = round(median([box.height for box in row]))
    spots = [spot for spot in zip(places.tolist(), _tops(row, places), strict=True) if is_seen(*spot, high, ink)]
    # Most lines of a page stand in other rows: they are left out once for all sides.
    first, last = min((top for _, top in spots), default=0), max((top for _, top in spots), default=0)
    beside = [line for line in lines if line.box.bottom > first and line.box.top < last + high]
    at_sides = [_near(beside, place, top, high, step) for place, top in spots]
    leans = [_lean(near[0], top, high) for near, (_, top) in zip(at_sides, spots, strict=True) if near]
    if high < RULING.lowest_box or len(leans) <= RULING.regular:
        return lines
    sides = as_printed(spots, high, median(leans), step, ink)
    # Boxes that stand apart have sides of their own.
    if sides is None or step - wide > RULING.shared_side * sides[0].thickness + 2:
        return lines
    found = found_at(sides, [side.thickness for side in sides], step, ink)
    counted = [level_counts(each.levels) for each in found]
    level = median([counted_quantile(counts, 0.5) for counts in counted])
    darkest = [counted_quantile(counts, RULING.side_darkest) for counts in counted]
    hanging = []
    for place, (side, each) in enumerate(zip(sides, found, strict=True)):
        others = darkest[:place] + darkest[place + 1 :]
        paler = max(RULING.side_darker * level, quantile(others, RULING.side_usual))
        hanging.append(_hanging(side, each, paler, 0 < place < len(sides) - 1))
    if sum(each is not None and each.is_long for each in hanging) > 1:
        hanging = [None if each is None or each.is_long else each for each in hanging]
    for side, near, each, own in zip(sides, at_sides, found, hanging, strict=True):
        printed = _printed(side, near, each, own, RULING.side_pale * level, ink.mask)
        if printed is not None:
            lines = [line for line in lines if line not in near] + printed
    return lines


def _tops(row: list[Box], places: Places) -> list[int]:
    """The first row of pixels of each side, in a row of boxes that may fall a little."""
    lefts, tops = np.array([box.left for box in row], float), np.array([box.top for box in row], float)
    fall = _slope(lefts, tops)
    return [round(top) for top in (median(tops - fall * lefts) + fall * places).tolist()]


def _near(lines: list[RuledLine], place: float, top: int, high: int, step: float) -> list[RuledLine]:
    """Upright lines at a side, that which runs along most of it first."""

    def shared(line: RuledLine) -> int:
        return min(line.box.bottom, top + high) - max(line.box.top, top)

    # Of the lines of a page hardly one is near enough, wherever within its rectangle it crosses.
    off = RULING.side_off * step
    found = [line for line in lines if line.box.left - place <= off and place - line.box.right <= off]
    found = [line for line in found if not line.horizontal and shared(line) > RULING.side_along * high]
    found = [line for line in found if abs(_middle_at(line, top + high / 2) - place) <= off]
    return sorted(found, key=shared, reverse=True)


def _middle_at(line: RuledLine, row: float) -> float:
    """The column where an upright line crosses a row of pixels."""
    part = line.course[int(min(max(row - line.box.top, 0), line.box.height - 1))]
    columns = part.nonzero()[0].tolist()
    return line.box.left + (sum(columns) / len(columns) if columns else line.box.width / 2)


def _lean(line: RuledLine, top: int, high: int) -> float:
    """By how many columns a line moves to the right in each row beside a row of boxes."""
    course = line.course[max(0, top - line.box.top) : max(1, top + high - line.box.top)]
    inked = np.flatnonzero(course.any(axis=1))
    if len(inked) < RULING.side_rows:
        return 0.0
    columns = (course[inked] * np.arange(course.shape[1])).sum(axis=1) / course[inked].sum(axis=1)
    return _slope(inked, columns)


def _slope(x: NDArray[Any], y: NDArray[Any]) -> float:
    """Of the straight line through some points, by least squares."""
    across = x - x.mean()
    return float(across @ y) / float(across @ across)


def _hanging(side: Side, found: Found, paler: float, inner: bool) -> _Hanging | None:
    """What was written on a side; None if nothing was."""
    slack = max(RULING.side_pixels, RULING.side_thicker * side.thickness)
    half = (side.thickness - 1) / 2
    marked = [reach - half - 0.5 >= slack for reach in (found.before, found.after)]
    darker = found.levels > paler
    if not (darker.any() or marked[0].any() or marked[1].any()):
        return None
    left, right = (_smooth(rows, side.thickness) for rows in marked)
    # A printed side that is thicker than others is so from end to end, and at both sides of its middle.
    one_sided = inner and (left | right).mean() >= RULING.side_along > (left & right).mean()
    dark = _smooth(darker, side.thickness)
    if inner and dark.all():
        # Darker from end to end, as every third side of a sudoku: it was printed so.
        return None
    if inner and _longest(dark) >= RULING.side_along:
        left, right = left | (dark & ~right), right | (dark & ~left)
    longest = _longest(left | right)
    if RULING.side_along <= longest and (one_sided or longest < RULING.side_whole):
        return _Hanging(left, right)
    return None


def _printed(
    side: Side, near: list[RuledLine], found: Found, hanging: _Hanging | None, pale: float, mask: Mask
) -> list[RuledLine] | None:
    """The side without what was written on it, and other lines beside it; None if nothing is to be changed."""
    middle = side.middles[len(side.middles) // 2]
    own = [line for line in near if abs(_off(line, side) - middle) <= line.thickness / 2 + 1]
    strokes = [line for line in near if line not in own and line.length < len(side.middles)]
    is_seen = bool((found.inked | (found.levels >= pale)).mean() >= RULING.side_seen)
    if not is_seen or (own and not strokes and hanging is None):
        return None
    # The same line may have been found twice, as one and as the tooth of a comb; or in parts, beside other rows.
    end, slack = side.top + len(side.middles), RULING.side_along * len(side.middles)
    parts = [line for line in own[1:] if line.box.top < side.top - slack or line.box.bottom > end + slack]
    low, high = (found.centers - found.before).min(), (found.centers + found.after).max()
    others = [line for line in near if line not in own and line not in strokes]
    others = [line for line in others if hanging is None or line.box.left > high or line.box.right <= low]
    nothing = np.zeros(len(found.centers), np.bool_)
    return [_drawn(side, found, hanging or _Hanging(nothing, nothing), own[0] if own else None, mask), *parts, *others]


def _off(line: RuledLine, side: Side) -> float:
    return _middle_at(line, side.top + len(side.middles) / 2)


def _smooth(marked: NDArray[np.bool_], thickness: float) -> NDArray[np.bool_]:
    """Rows that are marked, short gaps between them closed."""
    reach = 2 * round(thickness) + 1
    padded = np.zeros((len(marked) + 2 * reach, 1), np.uint8)
    padded[reach:-reach, 0] = marked
    return np.asarray(cv2.morphologyEx(padded, cv2.MORPH_CLOSE, np.ones((reach, 1), np.uint8))[reach:-reach, 0] > 0)


def _grown(marked: NDArray[np.bool_], thickness: float) -> NDArray[np.bool_]:
    """Rows that are marked, and those above and below."""
    around = np.ones((2 * round(thickness) + 1, 1), np.uint8)
    return np.asarray(cv2.dilate(marked.astype(np.uint8)[:, None], around)[:, 0] > 0)


def _longest(marked: NDArray[np.bool_]) -> float:
    """Share of the rows of a side that its longest marked part has."""
    changes = np.flatnonzero(np.diff(np.concatenate([[0], marked.astype(np.int8), [0]])))
    return int((changes[1::2] - changes[::2]).max(initial=0)) / max(1, len(marked))


def _drawn(side: Side, found: Found, hanging: _Hanging, line: RuledLine | None, mask: Mask) -> RuledLine:
    """A line that has the pixels of a side and, beyond it, those of the line that was found there."""
    half = round((side.thickness - 1) / 2)
    # Where nothing hangs on it, its gray edges are its own.
    low = found.centers - half - np.where(hanging.left, 0, 1)
    high = found.centers + half + np.where(hanging.right, 0, 1)
    own = Box(int(low.min()), found.top, int(high.max() - low.min()) + 1, len(low))
    box = Box.around([own, line.box]) if line is not None else own
    box = Box(max(0, box.left), box.top, min(mask.shape[1], box.right) - max(0, box.left), box.height)
    pixels, course = np.zeros((2, box.height, box.width), np.uint8)
    if line is not None:
        place = Box(line.box.left - box.left, line.box.top - box.top, line.box.width, line.box.height)
        view(pixels, place)[...], view(course, place)[...] = line.pixels, line.course
    columns = np.arange(box.width) + box.left
    band = ((columns >= low[:, None]) & (columns <= high[:, None])).astype(np.uint8)
    rows = slice(found.top - box.top, found.top - box.top + len(low))
    course[rows] = band
    # Where a stroke stands out at both sides of it, or goes from one to the other, it lies across it: it is kept whole.
    across = _grown(hanging.left, side.thickness) & _grown(hanging.right, side.thickness)
    pixels[rows] = band * ~across[:, None] & view(mask, box)[rows]
    return RuledLine(box, False, pixels, course)
