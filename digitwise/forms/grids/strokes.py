"""Strokes through a row or a column, as somebody draws to strike it out: as long as ruling lines, and none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitwise.forms.grids.bounding import BOUNDING, LineIndex, reach_of, usual_length
from digitwise.forms.grids.grid import GRID
from digitwise.forms.grids.lines import Levels, Line, LineSettings, along, median, spread


@dataclass(frozen=True)
class StrokeSettings:
    """What decides whether a line is a stroke of writing; lengths in pixels of the level sheet."""

    written_over: int = 2
    """Strokes of writing that cross a line which strikes out a row, at least."""
    beside_wall: int = 10
    """Pixels between a stroke and a line of the other direction, at least, if it is no part of the line."""
    struck_rows: float = 0.5
    """Share of all rows that are struck out so, at most."""


STROKES = StrokeSettings()


def without_strokes(lines: Sequence[Line], others: Sequence[Line], levels: Levels) -> list[Line]:
    """Lines that bound cells, without strokes that were drawn through them.

    What is ruled ends where it meets another line, at one of its ends at least, or is where most of those end that it
    meets, as at the border of a table; a stroke ends in a cell. If it was drawn with more ink than the lines, one such
    end will do, or one at which it goes on beyond the line that it meets. Where several lines do, or most run past the
    outermost that they cross, the table was ruled by hand. A stroke that was drawn from side to side of the table cuts
    a row of the usual height in two, was drawn with more ink than the lines, and the writing of the row crosses it: a
    thicker line that bounds a group of rows does not cut one.

    Args:
        lines: Lines of one direction, each as far as it was ruled.
        others: Those of the other, described on the transposed sheet.
        levels: ``(h, w)``, ``uint8``: how far each pixel is from its paper.

    Example:
        >>> page = np.zeros((200, 300), np.uint8)
        >>> ends = [(20, 280), (20, 280), (20, 280), (60, 250)]
        >>> lines = []
        >>> for row, (first, last) in zip((20, 80, 180, 130), ends, strict=True):
        ...     page[row, first : last + 1] = 200
        ...     lines.append(Line(first, np.full(last + 1 - first, row, np.float32)))
        >>> sides = [Line(20, np.full(161, column, np.float32)) for column in (20, 150, 280)]
        >>> [round(line.middle) for line in without_strokes(lines, sides, page)]
        [20, 80, 180]
    """
    if not lines:
        return []
    index = LineIndex(others)
    thick = float(np.median([line.thickness for line in lines])) + 1
    usual = float(np.median([line.darkness for line in lines]))
    dark = spread(levels)
    least = BOUNDING.short * max(len(line.course) for line in lines)
    by_hand = sum(sum(_overshoots(line, index)) for line in lines) > len(lines)
    strokes = []
    for line in lines:
        has_more_ink = _more_ink(line, thick, usual) > BOUNDING.other_ink
        free, going_on = _ends(line, lines, index, dark)
        free = 0 if by_hand and all(_overshoots(line, index)) else free
        is_stroke = free == 2 or (has_more_ink and free + going_on)
        if len(line.course) >= least and is_stroke and not _ends_others(line, lines, index):
            strokes.append(line)
    strokes = [] if len(strokes) >= BOUNDING.many else strokes
    ruled = [line for line in lines if line not in strokes]
    long = [line for line in ruled if len(line.course) >= least]
    other = [line for line in long if _more_ink(line, thick, usual) > BOUNDING.other_ink]
    space = _usual_space([line for line in long if line not in other])
    struck = [
        line
        for line in other
        if _cuts_a_row(line, ruled, space) and _written_over(line, index, dark) >= STROKES.written_over
    ]
    # Lines of two kinds by turns are a design.
    struck = struck if len(struck) < STROKES.struck_rows * (len(ruled) - len(struck) - 1) else []
    return [line for line in ruled if line not in struck]


def _more_ink(line: Line, thick: float, dark: float) -> float:
    """Times as thick, or as dark, as lines usually are; half a pixel more of a thin line is no other pen."""
    return max((line.thickness + 1) / thick, line.darkness / dark)


def _usual_space(lines: Sequence[Line]) -> float:
    """Pixels between two lines, usually; 0 if they are too few to tell."""
    spaces = np.diff(sorted(line.middle for line in lines))
    return float(np.median(spaces)) if len(spaces) > 2 else 0.0


def _cuts_a_row(line: Line, lines: Sequence[Line], space: float) -> bool:
    """Whether the lines above and below a line are as far apart as two that follow each other usually are."""
    middle = (line.first + line.last) / 2
    away = np.array([other.at(middle) - line.at(middle) for other in lines if other.first <= middle <= other.last])
    near = GRID.slim * space
    if not (away < -near).any() or not (away > near).any():
        return False
    return bool(abs(away[away > near].min() - away[away < -near].max() - space) <= GRID.alike * space)


def _written_over(line: Line, others: LineIndex, dark: Levels) -> int:
    """How many strokes of writing cross a line."""
    least = LineSettings().dark * float(median(along(line, dark)))
    beyond = line.thickness / 2 + 2
    sides = [along(replace(line, course=line.course + step), dark) >= least for step in (-beyond, beyond)]
    inked = sides[0] & sides[1]
    for place in others.crossings(line, 0.0):
        start = round(place) - line.first
        inked[max(0, start - STROKES.beside_wall) : max(0, start + STROKES.beside_wall + 1)] = False
    return int(np.count_nonzero(np.diff(inked.astype(np.int8), prepend=0) > 0))


def _overshoots(line: Line, others: LineIndex) -> tuple[bool, bool]:
    """Whether a line runs past the outermost that it crosses, at either end, as most do that are drawn by hand."""
    places = others.crossings(line, reach_of(line))
    if len(places) < 2:
        return False, False
    return line.first < min(places) - BOUNDING.reach_least, line.last > max(places) + BOUNDING.reach_least


def _ends_others(line: Line, lines: Sequence[Line], others: LineIndex) -> bool:
    """Whether a line is the outermost on one side, and most long ones that it meets do not go on beyond it."""
    middle = (line.first + line.last) / 2
    away = [other.at(middle) - line.at(middle) for other in lines if other.first <= middle <= other.last]
    if min(away) < 0 < max(away):
        return False
    reach = reach_of(line)
    least = BOUNDING.short * usual_length(others.lines)
    met = [other for other in others.met(line, reach) if len(other.course) >= least]
    places = [line.at(other.middle) for other in met]
    through = sum(
        min(place - other.first, other.last - place) > 2 * reach for other, place in zip(met, places, strict=True)
    )
    return 2 * through < len(met)


def _ends(line: Line, lines: Sequence[Line], others: LineIndex, dark: Levels) -> tuple[int, int]:
    """How many ends of a line that meets others lie away from all of them, and at how many it goes on beyond them."""
    reach = reach_of(line)
    places = np.array(others.crossings(line, reach))
    beyond = np.arange(1, 2 * round(reach) + 1)
    free = going_on = 0
    for end, columns in ((line.first, line.first - beyond[::-1]), (line.last, line.last + beyond)):
        middle = float(columns.mean())
        pieces = (other for other in lines if other is not line and other.first <= middle <= other.last)
        if len(places) and not any(abs(other.at(middle) - line.at(middle)) <= reach for other in pieces):
            is_free = bool((np.abs(places - end) > reach).all())
            free += is_free
            going_on += not is_free and _is_inked(line, columns, dark)
    return free, going_on


def _is_inked(line: Line, columns: NDArray[np.int64], dark: Levels) -> bool:
    """Whether a line goes on in these columns, beyond its end."""
    own = LineSettings()
    if columns[0] < 0 or columns[-1] >= dark.shape[1]:
        return False
    course = np.array([line.at(column) for column in columns.tolist()], np.float32)
    least = own.dark * float(median(along(line, dark)))
    return bool((along(Line(int(columns[0]), course), dark) >= least).mean() >= own.unbroken)
