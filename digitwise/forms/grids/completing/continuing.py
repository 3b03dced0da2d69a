"""Lines that stop too early: each goes on to the next line that it would cross where ink on its course says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from digitwise.forms.grids.bounding import BOUNDING, LineIndex, reach_of
from digitwise.forms.grids.lines import Levels, Line, LineSettings, along, median, spread


def continued(lines: Sequence[Line], others: Sequence[Line], levels: Levels) -> list[Line]:
    """Lines that bound cells, each as far as it was ruled: small pictures show part of it too pale to be a ridge.

    Args:
        lines: Lines of one direction.
        others: Those of the other, described on the transposed sheet.
        levels: ``(h, w)``, ``uint8``: how far each pixel is from its paper.

    Example:
        >>> page = np.zeros((100, 200), np.uint8)
        >>> page[50, 20:100], page[50, 100:180] = 200, 90
        >>> sides = [Line(20, np.full(61, column, np.float32)) for column in (20, 100, 180)]
        >>> [line.last for line in continued([Line(20, np.full(81, 50, np.float32))], sides, page)]
        [180]
    """
    settings = LineSettings()
    those, dark = LineIndex(others), spread(levels)
    bare = settings.bare * float(np.quantile(levels[::3, ::3], 0.75)) + 1
    found = []
    for line in lines:
        reach = reach_of(line)
        least = max(bare, settings.dark * float(median(along(line, dark))))
        for ahead in (True, False):
            while True:
                longer = _onward(line, those, reach, ahead)
                if longer is not None and not _is_inked(longer, line, dark, least):
                    longer = _onward(_without_end(line, ahead), those, reach, ahead)
                if longer is None or not _is_inked(longer, line, dark, least) or _is_ruled(longer, line, lines, reach):
                    break
                line = longer
        found.append(line)
    return found


def with_long_continued(lines: Sequence[Line], others: Sequence[Line], levels: Levels) -> list[Line]:
    """All lines of one direction, the long ones as far as they were ruled between the long ones of the other."""
    own, those = _long(lines), _long(others)
    return [*(line for line in lines if line not in own), *continued(own, those, levels)]


def _long(lines: Sequence[Line]) -> list[Line]:
    least = BOUNDING.short * max((len(line.course) for line in lines), default=0)
    return [line for line in lines if len(line.course) >= least]


def _onward(line: Line, others: LineIndex, reach: float, ahead: bool) -> Line | None:
    """A line as far as the next that it would cross beyond an end; None if there is none."""
    end, slope = (line.last, line.slopes[1]) if ahead else (line.first, line.slopes[0])
    beyond = others.middles - end if ahead else end - others.middles
    away = reach + line.bend + abs(slope) * np.abs(beyond)
    near = (
        (beyond > reach - others.bends) & (others.firsts <= line.middle + away) & (others.lasts >= line.middle - away)
    )
    ends = []
    for place in np.flatnonzero(near):
        other = others.lines[int(place)]
        row = line.at(other.middle)
        column = other.at(row)
        if other.first - reach <= row <= other.last + reach and (column - end if ahead else end - column) > reach:
            ends.append(round(column))
    if not ends:
        return None
    return line.reaching(min(ends) if ahead else max(ends))


def _without_end(line: Line, ahead: bool) -> Line:
    """A long line without its last part, which a stroke of writing that runs into it may bend."""
    cut = LineSettings().hook
    if len(line.course) < 4 * cut:
        return line
    return (
        replace(line, course=line.course[:-cut])
        if ahead
        else replace(line, first=line.first + cut, course=line.course[cut:])
    )


def _is_inked(longer: Line, line: Line, dark: Levels, least: float) -> bool:
    """Whether there is ink wherever a line would go on."""
    before, beyond = line.first - longer.first, longer.last - line.last
    ink = along(longer, dark)
    added = np.concatenate([ink[: max(before, 0)], ink[len(ink) - max(beyond, 0) :]])
    return bool(len(added) and (added >= least).mean() >= LineSettings().unbroken)


def _is_ruled(longer: Line, line: Line, lines: Sequence[Line], reach: float) -> bool:
    """Whether another line lies where a line would go on: a piece of the same one."""
    middle = (longer.last + line.last) / 2 if longer.last > line.last else (longer.first + line.first) / 2
    return any(
        other is not line and other.first <= middle <= other.last and abs(other.at(middle) - longer.at(middle)) <= reach
        for other in lines
    )
