"""What stands between numbers or around them and is no digit: slash, bracket, dollar sign, colon, equals sign.

By itself a slash looks like a one, and a bracket nearly does; beside digits each is told by rising above them and
hanging below them. Colons and equals signs are two small pieces, one above the other.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.geometry import Band, Box
from digitwise.reading.layout.parameters import LAYOUT
from digitwise.reading.layout.text_lines import TextLine
from digitwise.reading.pieces import Pieces
from digitwise.reading.quantiles import median


class _Shape(NamedTuple):
    """What a piece looks like; lengths are shares of its height, and 0 where it is no single stroke.

    Attributes:
        single: Whether it is one thin stroke from top to bottom.
        lean: How far it goes to the right on its way up.
        bow: How far it bows to one side.
        strays: How far from such a bow.
        barred: Whether it closes two holes or more and ends at top and bottom in a thin stroke, as a dollar sign does.
    """

    single: bool
    lean: float
    bow: float
    strays: float
    barred: bool

    @property
    def is_even(self) -> bool:
        return self.single and self.strays <= LAYOUT.stray

    @property
    def is_slash(self) -> bool:
        return self.is_even and self.lean >= LAYOUT.slash_lean and self.bow <= LAYOUT.bow

    @property
    def may_be_sign(self) -> bool:
        return (
            self.is_slash
            or self.barred
            or (self.is_even and self.bow >= LAYOUT.bow and abs(self.lean) <= LAYOUT.bracket_lean)
        )


def signs_of(pieces: Pieces, line: TextLine) -> list[int]:
    """Which pieces of a line are signs.

    Args:
        pieces: All pieces.
        line: A line of writing.

    Returns:
        Their indices; none in a line without digits, or with a single one.

    Example:
        >>> from digitwise.reading.ink.binarize import ink_of
        >>> from digitwise.reading.layout.text_lines import find_lines
        >>> from digitwise.reading.nontext.find_pieces import find_pieces
        >>> page = np.full((80, 120), 255, np.uint8)
        >>> for middle in (25, 95):
        ...     _ = cv2.ellipse(page, (middle, 40), (10, 18), 0, 0, 360, 0, 3)
        >>> _ = cv2.line(page, (68, 16), (50, 64), 0, 3)
        >>> pieces = find_pieces(ink_of(page), [])
        >>> line = find_lines(pieces, pieces.writing)[0]
        >>> [pieces.box(sign).left for sign in signs_of(pieces, line)]
        [48]
    """
    large = [
        index
        for index in line.indices
        if pieces.boxes[index, 3] >= max(LAYOUT.sign_pixels, LAYOUT.may_be_digit * line.height)
    ]
    if len(large) < LAYOUT.fewest_large:
        return []
    shapes = {index: _shape(pieces.labels, pieces.box(index), index) for index in large}
    digits = [pieces.box(index) for index in large if not shapes[index].may_be_sign]
    if not digits:
        return []
    boxes = {index: pieces.box(index) for index in large}
    tall = [index for index in large if _is_sign(index, boxes, shapes)]
    small = [index for index in line.indices if pieces.boxes[index, 3] <= LAYOUT.dot * line.height]
    pairs = [(a, b) for a, b in pairwise(small) if _is_pair(pieces.box(a), pieces.box(b), digits, pieces.stroke)]
    return [*tall, *sorted({index for pair in pairs for index in pair})]


def _shape(labels: NDArray[np.int32], box: Box, index: int) -> _Shape:
    own = labels[box.top : box.bottom, box.left : box.right] == index + 1
    first, last = own.argmax(axis=1), box.width - own[:, ::-1].argmax(axis=1)
    widths, middles = last - first, (first + last) / 2
    unbroken = (own.sum(axis=1) == widths).mean() >= LAYOUT.unbroken
    single = bool(unbroken and widths.max() <= LAYOUT.single_width * box.height)
    edge = min(box.height, max(2, int(box.height * LAYOUT.bar_end)))
    ends = np.r_[:edge, -edge:0]
    bar = (
        widths[ends].max() <= LAYOUT.bar_width * box.width
        and np.abs(middles[ends] / box.width - 0.5).max() <= LAYOUT.bar_off
    )
    barred = bool(bar) and box.width <= LAYOUT.dollar_width * box.height and _holes(own) >= 2
    if not single:
        return _Shape(False, 0.0, 0.0, 0.0, barred)
    # From −1 at the top to 1 at the bottom, so that the coefficients are what they are called.
    rows = np.linspace(-1, 1, box.height)
    bow, fall, _ = parabola = np.polyfit(rows, middles, 2)
    strays = float(np.abs(middles - np.polyval(parabola, rows)).max()) / box.height
    return _Shape(True, -2 * float(fall) / box.height, abs(float(bow)) / box.height, strays, barred)


def _holes(own: NDArray[np.bool_]) -> int:
    """How many patches of paper a piece closes in."""
    around = np.pad(own, 1) == 0
    return int(cv2.connectedComponents(around.astype(np.uint8), connectivity=4)[0]) - 2


def _is_sign(index: int, boxes: dict[int, Box], shapes: dict[int, _Shape]) -> bool:
    """Whether a piece is a tall sign, given the large pieces of its line."""
    box, shape = boxes[index], shapes[index]
    if not shape.may_be_sign:
        return False
    # Another that may be a sign, and is as tall, says nothing of how tall digits are; a lower one is a leaning 1.
    digits = {
        of: other
        for of, other in boxes.items()
        if not shapes[of].may_be_sign or other.height <= LAYOUT.as_tall * box.height
    }
    near = _nearest(box, list(digits.values()))
    height = median([digit.height for digit in near])
    if shape.is_slash:
        order = list(boxes)
        beside = order[max(0, order.index(index) - 1)], order[min(len(order) - 1, order.index(index) + 1)]
        if box.width < LAYOUT.slash_width * height or not all(other in digits for other in beside):
            return False
    above, below = min(digit.top for digit in near), max(digit.bottom for digit in near)
    beyond = min(above - box.top, box.bottom - below)
    return beyond >= LAYOUT.sign_beyond * height and box.height >= LAYOUT.sign_height * height


def _nearest(box: Box, digits: list[Box]) -> list[Box]:
    return sorted(digits, key=lambda digit: abs(digit.left + digit.right - box.left - box.right))[
        : LAYOUT.nearest_digits
    ]


def _is_pair(one: Box, other: Box, digits: list[Box], stroke: float) -> bool:
    """Whether two small pieces are a colon or an equals sign: alike, one above the other, and clear of the digits."""
    upper, lower = sorted((one, other), key=lambda box: box.top)
    around = Box.around([upper, lower])
    near = _nearest(around, digits)
    band = Band(min(digit.top for digit in near), max(digit.bottom for digit in near))
    clear = LAYOUT.dots_clear * band.height
    sizes = np.array([upper[2:], lower[2:]])
    alike = bool((sizes.max(axis=0) <= 2 * sizes.min(axis=0)).all())
    below = min(upper.right, lower.right) > max(upper.left, lower.left) and lower.top - upper.bottom >= clear
    flat = (
        LAYOUT.dot_strokes * stroke <= min(upper.height, lower.height)
        and max(upper.height, lower.height) <= LAYOUT.dot * band.height
    )
    inside = (
        around.top >= band.top + LAYOUT.dots_below * band.height
        and around.bottom <= band.base + LAYOUT.dot * band.height
    )
    beside = all(digit.right <= around.left - clear or digit.left >= around.right + clear for digit in digits)
    return alike and below and flat and inside and beside
