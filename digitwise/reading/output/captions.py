"""Where the captions of digits stand on an annotated picture: on no other digit and on no other caption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.geometry import Box

FONT = cv2.FONT_HERSHEY_SIMPLEX


@dataclass(frozen=True)
class CaptionSettings:
    """What decides how large a caption is."""

    readable: int = 8
    """Height of the smallest caption that can be read, in pixels."""
    room: float = 1.4
    """How wide a caption may be, in widths of its digit;"""
    narrow: float = 0.6
    """and a digit counts as so wide at least, in its heights: a 1 is narrow."""
    scale: float = 1 / 1100
    """Of the longer side of the picture: the scale of OpenCV's letters, where there is room for them."""
    smaller: tuple[float, ...] = (1.0, 0.75, 0.5)
    """Sizes that are tried one after the other, as shares of the largest."""


SETTINGS = CaptionSettings()
"""The usual ones."""


class Labeled(NamedTuple):
    """Something to write a caption at: where it stands, what it was read as, and how sure that is.

    Attributes:
        box: In pixels of the picture that is drawn on.
        text: What it was read as.
        percent: Empty for what has no confidence.
        first: Whether it has the choice of places before others, as what is doubtful has.
    """

    box: Box
    text: str
    percent: str = ""
    first: bool = False


class Caption(NamedTuple):
    """Words at a place.

    Attributes:
        words: What is written.
        box: The rectangle that they fill.
        scale: Of OpenCV's letters.
        thickness: Of their lines, in pixels.
    """

    words: str
    box: Box
    scale: float
    thickness: int


def place_captions(labeled: Sequence[Labeled], others: Sequence[Box], size: tuple[int, int]) -> list[Caption | None]:
    """Find a free place above or below each box, as large as there is room for.

    Args:
        labeled: What gets a caption.
        others: Boxes that a caption must leave free, too, such as ink that was not read.
        size: Width and height of the picture, in pixels.

    Returns:
        A caption for each, in the same order: with the percent, or without it where that is too wide; None where a
        caption of a height that can be read would lie on something else.

    Example:
        >>> above, = place_captions([Labeled(Box(40, 60, 30, 40), "7", "98")], [], (400, 400))
        >>> above.words, above.box.bottom < 60
        ('7 98', True)
        >>> place_captions([Labeled(Box(40, 60, 30, 40), "7")], [Box(0, 0, 400, 59), Box(0, 101, 400, 299)], (400, 400))
        [None]
    """
    taken = _Taken([*others, *(each.box for each in labeled)], size)
    found: list[Caption | None] = [None] * len(labeled)
    for place in sorted(range(len(labeled)), key=lambda place: not labeled[place].first):
        caption = next((each for each in _choices(labeled[place], size) if taken.leaves_free(each.box)), None)
        if caption is not None:
            taken.add(caption.box)
        found[place] = caption
    return found


def _choices(labeled: Labeled, size: tuple[int, int]) -> list[Caption]:
    """Captions that would do, the best one first: below its digit only where none above does, so that of two lines
    each has its own."""
    box, above, below = labeled.box, [], []
    for words in dict.fromkeys((f"{labeled.text} {labeled.percent}".strip(), labeled.text)):
        largest = SETTINGS.scale * max(size)
        (wide, _), _ = cv2.getTextSize(words, FONT, largest, max(1, round(2 * largest)))
        largest *= min(1.0, SETTINGS.room * max(box.width, SETTINGS.narrow * box.height) / wide)
        for share in SETTINGS.smaller:
            scale = largest * share
            thickness = max(1, round(2 * scale))
            (wide, high), _ = cv2.getTextSize(words, FONT, scale, thickness)
            if high < SETTINGS.readable:
                break
            gap = 2 * thickness
            above.append(Caption(words, Box(box.left, box.top - gap - high, wide, high), scale, thickness))
            below.append(Caption(words, Box(box.left, box.bottom + gap, wide, high), scale, thickness))
    return above + below


class _Taken:
    """Rectangles that are taken, and the picture around them."""

    def __init__(self, boxes: Sequence[Box], size: tuple[int, int]) -> None:
        self._size = size
        self._sides: NDArray[np.int64] = np.array(
            [(box.left, box.top, box.right, box.bottom) for box in boxes], np.int64
        ).reshape(-1, 4)

    def leaves_free(self, box: Box) -> bool:
        """Whether a rectangle is in the picture and meets none that is taken."""
        if box.top < 0 or box.bottom > self._size[1]:
            return False
        left, top, right, bottom = self._sides.T
        return not bool(((left < box.right) & (box.left < right) & (top < box.bottom) & (box.top < bottom)).any())

    def add(self, box: Box) -> None:
        self._sides = np.vstack([self._sides, (box.left, box.top, box.right, box.bottom)])
