"""Where the captions of digits stand on an annotated picture: on no other digit and on no other caption."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.geometry import Box
from digitwise.reading.output.parameters import OUTPUT

FONT = cv2.FONT_HERSHEY_SIMPLEX


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
        largest = OUTPUT.caption_scale * max(size)
        (wide, _), _ = cv2.getTextSize(words, FONT, largest, max(1, round(2 * largest)))
        largest *= min(1.0, OUTPUT.caption_room * max(box.width, OUTPUT.caption_narrow * box.height) / wide)
        for share in OUTPUT.caption_sizes:
            scale = largest * share
            thickness = max(1, round(2 * scale))
            (wide, high), _ = cv2.getTextSize(words, FONT, scale, thickness)
            if high < OUTPUT.readable:
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
