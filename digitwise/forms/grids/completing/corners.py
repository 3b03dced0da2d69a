"""Rounded and cut corners of tables and boxes: two lines that end before one go on to where they would meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from digitwise.forms.grids.bounding import BOUNDING, LineIndex, usual_length
from digitwise.forms.grids.lines import Levels, Line, LineSettings, along, median, spread

_BESIDE = 3
"""Pixels beside a corner in which the lines that run into it are seen."""


@dataclass(frozen=True)
class CornerSettings:
    """What decides whether two lines make a corner; lengths in pixels of the level sheet."""

    corner: float = 80.0
    """Pixels by which two lines may end before their corner if it is rounded or cut off."""
    cut_off: float = 0.5
    """Share of the length of either line by which it may end there. More of a written 0 is bent."""
    sides: float = 0.5
    """Length of each side of a rounded box as a share of that of the long lines, at least."""


CORNERS = CornerSettings()


def with_corners(across: Sequence[Line], down: Sequence[Line], levels: Levels) -> tuple[list[Line], list[Line]]:
    """All lines, those that ink joins around a corner as far as that corner.

    Args:
        across: Horizontal lines.
        down: Upright ones, described on the transposed sheet.
        levels: ``(h, w)``, ``uint8``: how far each pixel is from its paper.

    Returns:
        Both; those that end elsewhere as they were, and so are short ones, as strokes of writing are.

    Example:
        >>> page = np.zeros((100, 120), np.uint8)
        >>> page[20, 40:100] = page[40:90, 20] = 200
        >>> page[np.arange(40, 19, -1), np.arange(20, 41)] = 200
        >>> across, down = with_corners(
        ...     [Line(40, np.full(60, 20, np.float32))], [Line(40, np.full(50, 20, np.float32))], page
        ... )
        >>> across[0].first, down[0].first
        (20, 20)
    """
    dark = spread(levels)
    found, upright = {id(line): line for line in across}, {id(line): line for line in down}
    level, steep = LineIndex(_long(across)), LineIndex(_long(down))
    ends, others = _free_ends(level, steep), _free_ends(steep, level)
    places = np.array([(other.at(row), row, len(other.course)) for other, row in others], np.float64).reshape(-1, 3)
    x, y, lengths = places.T
    for line, column in ends:
        # Beyond this end, and the end of the other on its own side.
        away = x - column if column == line.last else column - x
        down_to = np.abs(y - line.at(column))
        near = (away > 0) & (away <= min(CORNERS.corner, CORNERS.cut_off * len(line.course)))
        for place in np.flatnonzero(near & (down_to <= np.minimum(CORNERS.corner, CORNERS.cut_off * lengths))):
            other, row = others[int(place)]
            if _is_cut(line, column, other, row, levels, dark):
                found[id(line)] = found[id(line)].reaching(round(other.at(line.at(column))))
                upright[id(other)] = upright[id(other)].reaching(round(line.at(other.at(row))))
    return list(found.values()), list(upright.values())


def _long(lines: Sequence[Line]) -> list[Line]:
    least = CORNERS.sides * usual_length(lines)
    return [line for line in lines if len(line.course) >= least]


def _free_ends(lines: LineIndex, others: LineIndex) -> list[tuple[Line, int]]:
    """Lines, each with an end that lies on no other."""
    free = []
    for line in lines.lines:
        places = np.array(others.crossings(line, BOUNDING.reach_least))
        free += [(line, end) for end in (line.first, line.last) if (np.abs(places - end) > BOUNDING.reach_least).all()]
    return free


def _is_cut(line: Line, column: int, other: Line, row: int, levels: Levels, dark: Levels) -> bool:
    """Whether ink goes from one end to the other, and none lies in the corner where the two lines would meet."""
    x, y = other.at(row), line.at(column)
    left, right = sorted((round(x), column))
    top, bottom = sorted((round(y), row))
    first, high = max(0, left - _BESIDE), max(0, top - _BESIDE)
    part = levels[high : bottom + _BESIDE + 1, first : right + _BESIDE + 1]
    least = LineSettings().dark * float(median(along(line, dark)))
    labels = cv2.connectedComponents((part >= least).astype(np.uint8), connectivity=8)[1]

    def beside(across: float, down: float, reach: int) -> set[int]:
        """The pieces of ink beside a point."""
        middle, place = round(down) - high, round(across) - first
        near = labels[max(0, middle - reach) : middle + reach + 1, max(0, place - reach) : place + reach + 1]
        return set(near[near > 0].tolist())

    return bool(beside(column, y, 2) & beside(x, row, 2)) and not beside(x, y, 1)
