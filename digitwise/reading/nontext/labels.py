"""Which pieces of ink are no writing, and why: specks, what belongs to the border, rests of printed lines, rings."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.array_types import Flags
from digitwise.reading.components import touching_border
from digitwise.reading.geometry import Box
from digitwise.reading.nontext.frames import frames
from digitwise.reading.nontext.parameters import NONTEXT
from digitwise.reading.nontext.picture_border import cornered, lying_along
from digitwise.reading.nontext.punch_holes import holes
from digitwise.reading.quantiles import median
from digitwise.reading.ruling.line_segments import RuledLine
from digitwise.reading.ruling.parameters import RULING


class Measured(NamedTuple):
    """Pieces of ink.

    Attributes:
        labels: ``(h, w)``: the index of a pixel's piece plus one, 0 on paper.
        boxes: ``(n, 4)``: left, top, width, height, pixels.
        areas: ``(n,)``: pixels of ink.
        strengths: ``(n,)``: mean ink level, 0–255.
    """

    labels: NDArray[np.int32]
    boxes: NDArray[np.int64]
    areas: NDArray[np.int64]
    strengths: NDArray[np.float64]

    @property
    def longer(self) -> NDArray[np.int64]:
        """``(n,)``: the longer side of each rectangle."""
        return np.asarray(self.boxes[:, 2:].max(axis=1), np.int64)


def leftovers(pieces: Measured, rings: list[int], lines: list[RuledLine], stroke: float) -> dict[int, str]:
    """Which pieces are no writing, and why.

    Args:
        pieces: All pieces of a picture.
        rings: Those that go around others.
        lines: Printed lines.
        stroke: Typical stroke width, pixels.

    Returns:
        ``"ring"``, ``"speck"``, ``"border"`` or ``"ruling"`` by index; nothing if that were all pieces.

    Example:
        >>> labels = np.zeros((60, 60), np.int32)
        >>> labels[20:40, 30:33], labels[50, 5] = 1, 2
        >>> boxes = np.array([[30, 20, 3, 20], [5, 50, 1, 1]])
        >>> leftovers(Measured(labels, boxes, np.array([60, 1]), np.array([200.0, 200.0])), [], [], 3)
        {1: 'speck'}
    """
    # If nothing else is there, it is the writing.
    if len(pieces.boxes) < 2:
        return {}
    height, width = pieces.labels.shape
    ring = np.isin(np.arange(len(pieces.boxes)), rings)
    outside = touching_border(pieces.boxes, width, height)
    drawn = _drawn(pieces, ~outside & ~ring, stroke)
    writing = ~outside & ~ring & ~drawn
    tallest = float(pieces.longer[writing].max(initial=0)) or float(pieces.longer.max())
    # Digits that touch are one long piece, beside which single ones are short.
    highest = float(pieces.boxes[writing, 3].max(initial=0)) or tallest
    along = _along(pieces.boxes, lines, stroke) & (pieces.longer < NONTEXT.line_rest_length * tallest)
    reasons: dict[int, str] = {}
    for name, which in (
        ("ring", ring),
        ("speck", _specks(pieces, highest, stroke)),
        ("border", _at_border(pieces, outside, tallest, stroke)),
        ("ruling", drawn | along | frames(pieces.labels, pieces.boxes, pieces.areas, stroke)),
    ):
        reasons.update({int(index): name for index in np.flatnonzero(which) if int(index) not in reasons})
    return reasons if len(reasons) < len(pieces.boxes) else {}


def _drawn(pieces: Measured, inside: Flags, stroke: float) -> Flags:
    """Braces, brackets and long arrows: many times as high as digits, and one thin stroke."""
    high = pieces.boxes[:, 3]
    legible = inside & (high >= NONTEXT.legible_height * stroke)
    if np.count_nonzero(legible) <= NONTEXT.beside_drawn:
        return np.zeros(len(high), np.bool_)
    usual = median(high[legible])
    length = np.hypot(pieces.boxes[:, 2], high)
    return np.asarray(
        legible & (high > NONTEXT.drawn_height * usual) & (pieces.areas <= NONTEXT.drawn_ink * stroke * length),
        np.bool_,
    )


def _specks(pieces: Measured, highest: float, stroke: float) -> Flags:
    """What is tiny, and what is far paler than the pen: writing that shines through from the other side, and dirt."""
    longer, strengths = pieces.longer, pieces.strengths
    tiny = (pieces.areas < NONTEXT.speck_area * stroke**2) | (pieces.areas < NONTEXT.speck_pixels)
    large = longer >= NONTEXT.large * highest
    pale = strengths < NONTEXT.bleed_through * median(strengths[large])
    share = np.where(longer <= NONTEXT.dot_pixels, NONTEXT.solid_dot, NONTEXT.solid)
    solid = pieces.areas > share * pieces.boxes[:, 2] * pieces.boxes[:, 3]
    points = np.flatnonzero(~tiny & ~pale & solid & (longer < NONTEXT.small * highest))
    written = np.flatnonzero(large | ~(tiny | pale | solid))
    if len(points) > max(NONTEXT.pattern, len(written)):
        # Paper with a pattern of dots: numbers have fewer points than digits.
        tiny[points] = True
    return tiny | pale


def _at_border(pieces: Measured, outside: Flags, tallest: float, stroke: float) -> Flags:
    """What belongs to the border: parts of things beyond it, edges of the sheet, corners of frames, holes of a pad."""
    shape = height, width = pieces.labels.shape
    longer, shorter = pieces.longer, pieces.boxes[:, 2:].min(axis=1)
    # A longer one at the border is a one cut in half.
    edge = (shorter <= RULING.thickest * stroke) & (longer < tallest)
    small = longer < NONTEXT.small * tallest
    found = (outside & (edge | small)) | lying_along(pieces.boxes, width, height)
    found |= cornered(pieces.labels, pieces.boxes, pieces.areas)
    return np.asarray(found | holes(pieces.boxes, pieces.areas, NONTEXT.small * tallest, shape), np.bool_)


def _along(boxes: NDArray[np.int64], lines: list[RuledLine], stroke: float) -> Flags:
    """Which pieces lie within a stroke of a printed line and no further: what was left of it."""
    found = np.zeros(len(boxes), np.bool_)
    reach = round(stroke)
    for line in lines:
        inside = (
            (boxes[:, 0] >= line.box.left - reach)
            & (boxes[:, 1] >= line.box.top - reach)
            & (boxes[:, 0] + boxes[:, 2] <= line.box.right + reach)
            & (boxes[:, 1] + boxes[:, 3] <= line.box.bottom + reach)
        )
        # The rectangle of a line that is aslant holds more than the line.
        found[[index for index in np.flatnonzero(inside & ~found) if _follows(Box(*boxes[index]), line, reach)]] = True
    return found


def _follows(box: Box, line: RuledLine, reach: int) -> bool:
    """Whether a piece lies within reach of the part of a line beside it."""
    course, low, high = line.course, box.left - line.box.left, box.right - line.box.left
    first, last = box.top - line.box.top, box.bottom - line.box.top
    if not line.horizontal:
        course, low, high, first, last = course.T, first, last, low, high
    beside = np.flatnonzero(course[:, max(0, low) : max(1, high)].any(axis=1))
    return not len(beside) or bool(first >= beside[0] - reach and last <= beside[-1] + 1 + reach)
