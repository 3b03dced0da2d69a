"""Printed lines, grids and boxes: found, told from strokes, and told from the writing by their color."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from digitwise.reading.array_types import Mask
from digitwise.reading.components import Components
from digitwise.reading.geometry import Box
from digitwise.reading.ink.binarize import Ink, stroke_width
from digitwise.reading.quantiles import level_quantile
from digitwise.reading.ruling.combs import find_combs, find_teeth
from digitwise.reading.ruling.deskew import Affine, deskew_ruling
from digitwise.reading.ruling.line_segments import RuledLine, crossings, straight_across, straight_down, view
from digitwise.reading.ruling.parameters import RULING
from digitwise.reading.ruling.printed_lines import printed


@dataclass(frozen=True)
class Ruling:
    """The printed lines of a picture, and its ink without them.

    Attributes:
        lines: All printed lines that were found.
        ink: What was written: the ink without what is as pale as the lines.
        left: Those lines that are as dark as the writing, and so still in ``ink``.
        printed: All ink, lines included.
        turn: Maps points of the picture to points of the ink, which stands on a page turned level.
    """

    lines: list[RuledLine]
    ink: Ink
    left: list[RuledLine]
    printed: Ink
    turn: Affine


def remove_ruling(ink: Ink) -> Ruling:
    """Turn boxes level, find the printed lines of a picture and leave out the pale ones.

    Args:
        ink: What was written and printed.

    Returns:
        The lines, and the ink without those that are paler than the writing.
    """
    ink, turn = deskew_ruling(ink)
    lines = find_ruling(ink.mask, ink.stroke)
    return Ruling(lines, *without_pale_ruling(ink, lines), printed=ink, turn=turn)


def with_lines(ruling: Ruling, lines: list[RuledLine]) -> Ruling:
    """The same page with other lines taken for printed; strokes that are no longer among them are ink again."""
    return Ruling(lines, *without_pale_ruling(ruling.printed, lines), printed=ruling.printed, turn=ruling.turn)


def find_ruling(mask: Mask, stroke: float) -> list[RuledLine]:
    """All printed lines of a picture: horizontal ones, upright ones, and the teeth of combs.

    Straight thin ink is a printed line if it is longer than any writing beside it and ends where lines end: at
    another line or at the border of the picture; or if it stands in a row of its like. A ``1`` ends on paper.

    Args:
        mask: ``(h, w)``, ``uint8``, 1 = ink.
        stroke: Typical stroke width, pixels.

    Returns:
        The lines; empty if there are none.

    Example:
        >>> page = np.zeros((100, 100), np.uint8)
        >>> page[20:80, 48:53] = 1
        >>> find_ruling(page, 5)
        []
        >>> page[:, 90:92] = page[10:12] = 1
        >>> [line.horizontal for line in find_ruling(page, 5)]
        [True, False]
    """
    thickest = max(RULING.thickest_pixels, round(RULING.thickest * stroke))
    share = round(RULING.shortest_share * max(mask.shape))
    shortest = max(round(RULING.shortest * thickest), share)
    around = _around(mask, RULING.bridge * thickest + 2)
    candidates = straight_across(mask, around, thickest, shortest) + straight_down(mask, around, thickest, shortest)
    if not candidates:
        return []
    lines = printed(candidates, mask, RULING.end_reach * stroke)
    lines += find_combs(mask, [line for line in candidates if line not in lines])
    return lines + find_teeth(mask, lines)


def without_pale_ruling(ink: Ink, lines: list[RuledLine]) -> tuple[Ink, list[RuledLine]]:
    """The ink without what is as pale as its printed lines, if the writing is clearly stronger.

    Of the lines of paper in uneven light not every piece is found; but all of them are printed in one color.

    Args:
        ink: What was written and printed.
        lines: Printed lines in it.

    Returns:
        What is left of the ink, and those lines that are as dark as the writing. What is left along the others was
        written there.
    """
    if not lines:
        return ink, lines
    lined = np.concatenate([view(ink.levels, line.box)[line.pixels > 0] for line in lines])
    if not len(lined):
        return ink, lines
    limit = RULING.darker * level_quantile(lined, 0.5)
    written = np.asarray(cv2.bitwise_and(ink.mask, (ink.levels > limit).astype(np.uint8)), np.uint8)
    strong = ink.levels[written > 0]
    if strong.size < RULING.least_writing * ink.stroke**2 or level_quantile(strong, 0.5) < RULING.darker * limit:
        return ink, lines
    pen = (ink.levels > RULING.pen * level_quantile(strong, 0.5)).astype(np.uint8)
    left = [line for line in lines if _share(line, pen) > RULING.dark_line]
    # Two pale lines are dark where they cross.
    written[crossings(written.shape, lines) > 0] = 0
    for line in lines:
        view(written, line.box)[(line.pixels > 0) & (view(pen, line.box) == 0)] = 0
    measured = Components(written)
    return replace(ink, mask=written, stroke=stroke_width(measured), measured=measured), left


def _share(line: RuledLine, pen: Mask) -> float:
    """Share of a line that is as dark as the pen."""
    return float(view(pen, line.box)[line.pixels > 0].mean()) if line.pixels.any() else 0.0


def _around(mask: Mask, margin: int) -> Box:
    """The rectangle of the ink with a margin of paper, where there is as much: nothing is sought elsewhere."""
    left, top, width, height = cv2.boundingRect(mask)
    right, bottom = min(mask.shape[1], left + width + margin), min(mask.shape[0], top + height + margin)
    left, top = max(0, left - margin), max(0, top - margin)
    return Box(left, top, right - left, bottom - top)
