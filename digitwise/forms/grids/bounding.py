"""Which lines may bound cells: those that meet others, or the border of the picture, near both ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digitwise.forms.grids.lines import Line


@dataclass(frozen=True)
class BoundingSettings:
    """What decides whether a line bounds cells; lengths in pixels of the level sheet."""

    reach: float = 12.0
    """Pixels by which a long line may end before, or run past, the line that it meets."""
    reach_least: float = 3.0
    """Pixels of the same for the shortest line."""
    reach_share: float = 0.1
    """Share of a line's length by which its reach grows."""
    short: float = 0.35
    """Of the length of the long lines: a shorter one has to end where it meets another."""
    cut: float = 60.0
    """Pixels over which a line may go on as a long line beyond writing that crosses both."""
    beside: float = 2.5
    """Pixels by which it may then miss the course of that line. Strokes that run into an end bend it."""
    bend: float = 0.04
    """Share of the gap that is added to ``beside``."""
    other_ink: float = 1.4
    """Times as thick, or as dark, as the lines that it stands between: a short line that was not printed with them."""
    many: int = 3
    """Lines alike in ink between the same two lines, from which on they are no strokes of writing."""
    smallest: int = 12
    """Pixels of the shorter side of a cell, at least: less holds no writing that can be read."""


BOUNDING = BoundingSettings()


def bounding_lines(across: list[Line], down: list[Line], shape: tuple[int, ...]) -> tuple[list[Line], list[Line]]:
    """The lines that may bound a cell: each meets others, or the border of the picture, near both of its ends.

    Args:
        across: Horizontal lines.
        down: Upright lines, described on the transposed sheet.
        shape: Height and width of the sheet.

    Returns:
        Those of both kinds; strokes of writing and underlined words meet nothing.
    """
    while True:
        index, own, short = LineIndex(down), LineIndex(across), BOUNDING.short * usual_length(across)
        held = [line for line in across if _is_held(line, index, shape[1], short, own)]
        index, own, short = LineIndex(held), LineIndex(down), BOUNDING.short * usual_length(down)
        upright = [line for line in down if _is_held(line, index, shape[0], short, own)]
        if len(held) == len(across) and len(upright) == len(down):
            return held, upright
        across, down = held, upright


class LineIndex:
    """Lines of one direction, where they lie, and which of them a line of the other may meet.

    Args:
        lines: Those lines.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.firsts = np.array([line.first for line in lines])
        self.lasts = np.array([line.last for line in lines])
        self.middles = np.array([line.middle for line in lines])
        self.bends = np.array([line.bend for line in lines])

    def crossings(self, line: Line, reach: float) -> list[float]:
        """Where along a line others cross it or end at it, in pixels, ends missed by ``reach`` included."""
        return [other.at(line.at(other.middle)) for other in self.met(line, reach)]

    def met(self, line: Line, reach: float) -> list[Line]:
        """Those that cross a line, or end at it."""
        slack = reach + self.bends
        near = (self.middles >= line.first - slack) & (self.middles <= line.last + slack)
        away = reach + line.bend
        near &= (self.firsts <= line.middle + away) & (self.lasts >= line.middle - away)
        found = []
        for place in np.flatnonzero(near):
            other = self.lines[int(place)]
            row = line.at(other.middle)
            column = other.at(row)
            if line.first - reach <= column <= line.last + reach and other.first - reach <= row <= other.last + reach:
                found.append(other)
        return found

    def nearest(self, line: Line, column: float, reach: float) -> Line | None:
        """The line of the other direction that is met at a column of a line, None if none is."""
        near = [other for other in self.met(line, reach) if abs(other.at(line.at(column)) - column) <= reach]
        return min(near, key=lambda other: abs(other.at(line.at(column)) - column), default=None)


def reach_of(line: Line) -> float:
    """Pixels by which the ends of a line may miss others; a short line is drawn with more care."""
    return min(BOUNDING.reach, BOUNDING.reach_least + BOUNDING.reach_share * len(line.course))


def usual_length(lines: Sequence[Line]) -> float:
    """Pixels of the long lines: of all that was ruled a quarter belongs to longer ones."""
    lengths = np.sort([len(line.course) for line in lines])[::-1]
    return float(lengths[np.searchsorted(np.cumsum(lengths), 0.25 * lengths.sum())]) if len(lengths) else 0.0


def _is_held(line: Line, others: LineIndex, width: int, short: float, beside: LineIndex) -> bool:
    """Whether a line meets others, or the border of the picture, in two places that lie apart.

    A short one must also end there: strokes of writing cross lines, and end on paper.
    """
    reach = reach_of(line)
    places = others.crossings(line, reach)
    places += [0.0] if line.first <= reach else []
    places += [float(width)] if line.last >= width - 1 - reach else []
    if len(places) < 2 or max(places) - min(places) < BOUNDING.smallest:
        return False
    if len(line.course) >= short or _goes_on(line, beside, short):
        return True
    if min(places) - line.first > reach or line.last - max(places) > reach:
        return False
    ends = _long_ends(line, others, reach, short)
    if ends is None:
        return True
    if _falls_short_of(line, ends):
        return False
    return not _has_other_ink(line, ends) or _is_one_of_many(line, beside, reach)


def _goes_on(line: Line, beside: LineIndex, short: float) -> bool:
    """Whether a line is part of a long one, which writing has cut in two."""
    gaps = np.maximum(beside.firsts - line.last, line.first - beside.lasts)
    near = np.abs(gaps) <= min(len(line.course), BOUNDING.cut)
    for place in np.flatnonzero(near & (beside.lasts - beside.firsts + 1 >= short)):
        other, gap = beside.lines[int(place)], int(gaps[place])
        if other is line:
            continue
        ends = (
            (line.last, other.first) if other.first + other.last > line.first + line.last else (line.first, other.last)
        )
        if max(abs(line.at(end) - other.at(end)) for end in ends) <= BOUNDING.beside + abs(gap) * BOUNDING.bend:
            return True
    return False


def _long_ends(line: Line, others: LineIndex, reach: float, short: float) -> tuple[Line, Line] | None:
    """The long lines between which a short one stands, as a written 1 may; None if it does not.

    The side of a box ends where another side of that box does.
    """
    upper, lower = (others.nearest(line, column, reach) for column in (line.first, line.last))
    if upper is None or lower is None:
        return None
    for end in (upper, lower):
        if len(end.course) < short or min(line.middle - end.first, end.last - line.middle) <= 2 * reach:
            return None
    return upper, lower


def _falls_short_of(line: Line, ends: tuple[Line, Line]) -> bool:
    """Whether there is paper beyond both ends of a line, which is no paler than the two that it stands between.

    That is a written 1 as tall as its cell, be it of their ink: what is ruled reaches one of the two at least, unless
    it is lost beside their darkness.
    """
    upper, lower = ends
    gaps = (line.first - upper.at(line.at(line.first)), lower.at(line.at(line.last)) - line.last)
    is_paler = line.darkness * BOUNDING.other_ink < max(upper.darkness, lower.darkness)
    return min(gaps) > BOUNDING.reach_least and not is_paler


def _has_other_ink(line: Line, ends: tuple[Line, Line]) -> bool:
    """Whether other ink was used for a line than for those that it stands between."""
    # Half a pixel more or less of a thin line is no other pen.
    ratios = [abs(np.log((line.thickness + 1) / (end.thickness + 1))) for end in ends]
    ratios += [abs(np.log(line.darkness / end.darkness)) for end in ends]
    return bool(max(ratios) > np.log(BOUNDING.other_ink))


def _is_one_of_many(line: Line, beside: LineIndex, reach: float) -> bool:
    """Whether other lines, alike in ink, begin and end level with a line: the sides of printed boxes, paler than walls.

    A person hardly writes so many ones as tall as the cell.
    """
    alike = [
        other
        for other in beside.lines
        if abs(other.first - line.first) <= reach
        and abs(other.last - line.last) <= reach
        and abs(np.log(other.darkness / line.darkness)) <= np.log(BOUNDING.other_ink)
    ]
    return len(alike) >= BOUNDING.many
