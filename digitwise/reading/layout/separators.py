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
from digitwise.reading.layout.text_lines import TextLine
from digitwise.reading.pieces import Pieces

_LARGE = 0.6  # of the height of a line from which on a piece may be a digit
_LEAST = 8  # pixels that a piece is high whose shape can be told, at least
_FEWEST = 2  # large pieces of a line in which there may be signs
_NEAREST = 4  # digits beside a sign that say where digits begin and end there
_BEYOND, _TALL = 0.02, 1.2  # of their height that a tall sign reaches beyond them at either end, and its own height
_AS_TALL = 0.95  # of its height that another sign is tall, at least
_THIN = 0.35  # of its height that a single stroke is wide in any row of pixels, at most
_LEAN = 0.1  # of its height that a slash goes to the right on its way up, at least,
_WIDE = 0.25  # and of the height of digits that it is wide
_STRAIGHT, _BENT = 0.05, 0.08  # of its height that a slash bows at most, and a bracket at least
_UPRIGHT = 0.3  # of its height that a bracket leans, at most; a 7 without its bar leans more
_EVEN = 0.07  # of its height that either strays from a parabola, at most; a 3 bows twice
_BAR, _MIDDLE = 0.25, 0.2  # of a dollar sign's width that the ends of its bar are wide, and off its middle, at most
_NARROW = 0.8  # of its height that a dollar sign is wide, at most; two digits that touch are wider
_LOW, _CLEAR = 0.3, 0.06  # of the height of digits: the dots of a colon, at most; between them, and to digits, at least
_INSIDE = 0.15  # of it that they begin below where digits do
_DOT = 0.6  # stroke widths that they are high, at least; specks are smaller


class _Shape(NamedTuple):
    """What a piece looks like; lengths are shares of its height.

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
        return self.single and self.strays <= _EVEN

    @property
    def is_slash(self) -> bool:
        return self.is_even and self.lean >= _LEAN and self.bow <= _STRAIGHT

    @property
    def may_be_sign(self) -> bool:
        return self.is_slash or self.barred or (self.is_even and self.bow >= _BENT and abs(self.lean) <= _UPRIGHT)


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
    large = [index for index in line.indices if pieces.boxes[index, 3] >= max(_LEAST, _LARGE * line.height)]
    if len(large) < _FEWEST:
        return []
    shapes = {index: _shape(pieces.labels, pieces.box(index), index) for index in large}
    digits = [pieces.box(index) for index in large if not shapes[index].may_be_sign]
    if not digits:
        return []
    boxes = {index: pieces.box(index) for index in large}
    tall = [index for index in large if _is_sign(index, boxes, shapes)]
    small = [index for index in line.indices if pieces.boxes[index, 3] <= _LOW * line.height]
    pairs = [(a, b) for a, b in pairwise(small) if _is_pair(pieces.box(a), pieces.box(b), digits, pieces.stroke)]
    return [*tall, *sorted({index for pair in pairs for index in pair})]


def _shape(labels: NDArray[np.int32], box: Box, index: int) -> _Shape:
    own = labels[box.top : box.bottom, box.left : box.right] == index + 1
    first, last = own.argmax(axis=1), box.width - own[:, ::-1].argmax(axis=1)
    widths, middles = last - first, (first + last) / 2
    unbroken = (own.sum(axis=1) == widths).mean() >= 0.95
    single = bool(unbroken and widths.max() <= _THIN * box.height)
    edge = min(box.height, max(2, box.height // 16))
    # From −1 at the top to 1 at the bottom, so that the coefficients are what they are called.
    rows = np.linspace(-1, 1, box.height)
    bow, fall, _ = parabola = np.polyfit(rows, middles, 2)
    ends = np.r_[:edge, -edge:0]
    bar = widths[ends].max() <= _BAR * box.width and np.abs(middles[ends] / box.width - 0.5).max() <= _MIDDLE
    return _Shape(
        single,
        -2 * float(fall) / box.height,
        abs(float(bow)) / box.height,
        float(np.abs(middles - np.polyval(parabola, rows)).max()) / box.height,
        bool(bar) and box.width <= _NARROW * box.height and _holes(own) >= 2,
    )


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
        of: other for of, other in boxes.items() if not shapes[of].may_be_sign or other.height <= _AS_TALL * box.height
    }
    near = _nearest(box, list(digits.values()))
    height = float(np.median([digit.height for digit in near]))
    if shape.is_slash:
        order = list(boxes)
        beside = order[max(0, order.index(index) - 1)], order[min(len(order) - 1, order.index(index) + 1)]
        if box.width < _WIDE * height or not all(other in digits for other in beside):
            return False
    above, below = min(digit.top for digit in near), max(digit.bottom for digit in near)
    beyond = min(above - box.top, box.bottom - below)
    return beyond >= _BEYOND * height and box.height >= _TALL * height


def _nearest(box: Box, digits: list[Box]) -> list[Box]:
    return sorted(digits, key=lambda digit: abs(digit.left + digit.right - box.left - box.right))[:_NEAREST]


def _is_pair(one: Box, other: Box, digits: list[Box], stroke: float) -> bool:
    """Whether two small pieces are a colon or an equals sign: alike, one above the other, and clear of the digits."""
    upper, lower = sorted((one, other), key=lambda box: box.top)
    around = Box.around([upper, lower])
    near = _nearest(around, digits)
    band = Band(min(digit.top for digit in near), max(digit.bottom for digit in near))
    clear = _CLEAR * band.height
    sizes = np.array([upper[2:], lower[2:]])
    alike = bool((sizes.max(axis=0) <= 2 * sizes.min(axis=0)).all())
    below = min(upper.right, lower.right) > max(upper.left, lower.left) and lower.top - upper.bottom >= clear
    flat = _DOT * stroke <= min(upper.height, lower.height) and max(upper.height, lower.height) <= _LOW * band.height
    inside = around.top >= band.top + _INSIDE * band.height and around.bottom <= band.base + _LOW * band.height
    beside = all(digit.right <= around.left - clear or digit.left >= around.right + clear for digit in digits)
    return alike and below and flat and inside and beside
