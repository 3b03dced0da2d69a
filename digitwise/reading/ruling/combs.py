"""Combs: printed lines with short uprights between the places for digits, as forms have them."""

from __future__ import annotations

import numpy as np

from digitwise.reading.array_types import Mask
from digitwise.reading.geometry import Box
from digitwise.reading.quantiles import median
from digitwise.reading.ruling.line_segments import RuledLine, straight_down
from digitwise.reading.ruling.parameters import RULING


def find_teeth(mask: Mask, lines: list[RuledLine]) -> list[RuledLine]:
    """Short uprights of one height that stand on a printed line at even distances.

    Args:
        mask: ``(h, w)``, ``uint8``, 1 = ink.
        lines: Printed lines in it.

    Returns:
        The teeth; empty if there are none.

    Example:
        >>> from digitwise.reading.ruling.line_segments import straight_across
        >>> form = np.zeros((60, 160), np.uint8)
        >>> form[50] = form[38:50, 10:151:35] = form[5:30, 60:64] = 1
        >>> [tooth.box.left for tooth in find_teeth(form, straight_across(form, Box(0, 0, 160, 60), 3, 100))]
        [10, 45, 80, 115, 150]
    """
    return [tooth for line in lines if line.horizontal for tooth in _teeth_of(mask, line)]


def find_combs(mask: Mask, candidates: list[RuledLine]) -> list[RuledLine]:
    """Those of some straight ink, printed or not, that have a tooth at either end and others between.

    Args:
        mask: ``(h, w)``, ``uint8``, 1 = ink.
        candidates: Straight thin ink.

    Example:
        >>> from digitwise.reading.ruling.line_segments import straight_across
        >>> form = np.zeros((60, 160), np.uint8)
        >>> form[50, 10:151] = form[38:50, 10:151:35] = form[20, 10:151] = 1
        >>> candidates = straight_across(form, Box(0, 0, 160, 60), 3, 100)
        >>> [line.box.top for line in candidates], [line.box.top for line in find_combs(form, candidates)]
        ([20, 50], [50])
    """
    return [line for line in candidates if line.horizontal and _is_closed(line, _teeth_of(mask, line))]


def _is_closed(line: RuledLine, teeth: list[RuledLine]) -> bool:
    """Whether a line begins at its first tooth and ends at its last."""
    places = [tooth.box.center[0] for tooth in teeth]
    near = RULING.tooth_thickness * max(1, round(line.thickness)) + round(RULING.tooth_beside * line.length)
    return bool(places) and max(abs(min(places) - line.box.left), abs(max(places) - line.box.right)) <= near


def _teeth_of(mask: Mask, line: RuledLine) -> list[RuledLine]:
    thickness = max(1, round(line.thickness))
    reach = round(RULING.tallest_tooth * line.length)
    near = 2 * thickness + 1
    # A line is often seen to begin a little beside the tooth at its end.
    beside = max(near, round(RULING.tooth_beside * line.length))
    left, top = max(0, line.box.left - beside), max(0, line.box.top - reach)
    right = min(mask.shape[1], line.box.right + beside)
    above = Box(left, top, right - left, line.box.bottom - top)
    found = straight_down(mask, above, near, RULING.tooth_thickness * (thickness + 1), line.box.top - near)
    standing = [tooth for tooth in found if _stands_on(tooth, line, near, mask)]
    if len(standing) < RULING.teeth:
        return []
    height = median([tooth.length for tooth in standing])
    alike = [tooth for tooth in standing if abs(tooth.length - height) <= RULING.tooth_variation * height]
    return _even(alike)


def _stands_on(tooth: RuledLine, line: RuledLine, near: int, mask: Mask) -> bool:
    place = min(max(tooth.box.left + tooth.box.width // 2 - line.box.left, 0), line.box.width - 1)
    rows = line.course[:, place].nonzero()[0].tolist()
    if not rows or abs(tooth.box.bottom - 1 - (line.box.top + sum(rows) // len(rows))) > near:
        return False
    # Below a 1 in a box there is paper.
    below = mask[tooth.box.bottom : line.box.top + rows[0], tooth.box.left : tooth.box.right]
    return int((~below.any(axis=1)).sum()) <= RULING.pixel_slack


def _even(teeth: list[RuledLine]) -> list[RuledLine]:
    """Those that stand at even distances, if they are most of them: strokes may stand on the line as well.

    Few may be missing where a digit lies over them.
    """
    teeth = sorted(teeth, key=lambda tooth: tooth.box.left)
    places = np.array([tooth.box.center[0] for tooth in teeth])
    found, least = np.zeros(0, np.intp), max(RULING.tooth_share * len(teeth), RULING.teeth)
    ends = ((one, one + further) for further in RULING.tooth_steps for one in range(len(teeth) - further))
    for one, other in ends:
        steps = (places - places[one]) / max(places[other] - places[one], 1.0)
        held = np.flatnonzero(np.abs(steps - np.rint(steps)) <= RULING.tooth_variation)
        numbers = np.rint(steps[held])
        if len(np.unique(numbers)) == len(held) >= RULING.tooth_share * (np.ptp(numbers) + 1) and len(held) > len(
            found
        ):
            found = held
        if len(found) == len(teeth):
            break
    return [teeth[index] for index in found] if len(found) >= least else []
