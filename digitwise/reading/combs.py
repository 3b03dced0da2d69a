"""Combs: printed lines with short uprights between the places for digits, as forms have them."""

from __future__ import annotations

import numpy as np

from digitwise.reading.result import Box
from digitwise.reading.straight import Mask, RuledLine, straight_down

_FEWEST = 3  # teeth of a comb
_ALIKE = 0.25  # by how much the heights of teeth, and their distances, may differ from the middle one
_TALLEST = 0.35  # of the line's length: what is taller is no tooth


def find_teeth(mask: Mask, lines: list[RuledLine]) -> list[RuledLine]:
    """Short uprights of one height that stand on a printed line at even distances.

    Args:
        mask: ``(h, w)``, ``uint8``, 1 = ink.
        lines: Printed lines in it.

    Returns:
        The teeth; empty if there are none.

    Example:
        >>> from digitwise.reading.straight import straight_across
        >>> form = np.zeros((60, 160), np.uint8)
        >>> form[50] = form[38:50, 10:151:35] = form[5:30, 60:64] = 1
        >>> [tooth.box.left for tooth in find_teeth(form, straight_across(form, Box(0, 0, 160, 60), 3, 100))]
        [10, 45, 80, 115, 150]
    """
    return [tooth for line in lines if line.horizontal for tooth in _teeth_of(mask, line)]


def _teeth_of(mask: Mask, line: RuledLine) -> list[RuledLine]:
    thickness = max(1, round(line.thickness))
    reach = round(_TALLEST * line.length)
    near = 2 * thickness + 1
    # A line is often seen to begin a little beside the tooth at its end.
    beside = max(near, round(0.03 * line.length))
    left, top = max(0, line.box.left - beside), max(0, line.box.top - reach)
    right = min(mask.shape[1], line.box.right + beside)
    above = Box(left, top, right - left, line.box.bottom - top)
    found = straight_down(mask, above, near, 3 * thickness + 3)
    standing = [tooth for tooth in found if _stands_on(tooth, line, near)]
    if len(standing) < _FEWEST:
        return []
    height = float(np.median([tooth.length for tooth in standing]))
    alike = [tooth for tooth in standing if abs(tooth.length - height) <= _ALIKE * height]
    return alike if len(alike) >= _FEWEST and _are_even(alike) else []


def _stands_on(tooth: RuledLine, line: RuledLine, near: int) -> bool:
    place = int(np.clip(tooth.box.left + tooth.box.width // 2 - line.box.left, 0, line.box.width - 1))
    rows = np.flatnonzero(line.course[:, place])
    return bool(len(rows)) and abs(tooth.box.bottom - 1 - (line.box.top + int(rows.mean()))) <= near


def _are_even(teeth: list[RuledLine]) -> bool:
    """Whether the teeth stand at even distances; one may be missing where a digit lies over it."""
    places = np.sort([tooth.box.left + tooth.box.width / 2 for tooth in teeth])
    apart = np.diff(places)
    step = float(np.median(apart))
    times = np.maximum(np.rint(apart / step), 1)
    return bool((np.abs(apart - times * step) <= _ALIKE * step).all())
