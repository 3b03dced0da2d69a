"""The captions of an annotated picture cover nothing: no other digit, and not each other, however dense the page."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from digitwise.reading.geometry import Box
from digitwise.reading.output.captions import Caption, Labeled, place_captions
from digitwise.reading.output.drawing import annotate
from digitwise.reading.result import Digit, Line, Number, Reading
from tests.reading.drawings import Pixels, write

HIGH, WIDE, ACROSS, DOWN = 36, 22, 24, 12


def dense(gap: int, doubtful: int = -1) -> tuple[Pixels, Reading]:
    """A page full of digits, ``gap`` pixels between its lines, and what was read from it."""
    page = np.full((DOWN * (HIGH + gap) + 60, ACROSS * 42 + 60), 245, np.uint8)
    lines = []
    for row in range(DOWN):
        digits = []
        for column in range(ACROSS):
            text, box = str((row + column) % 10), Box(30 + 42 * column, 30 + row * (HIGH + gap), WIDE, HIGH)
            write(page, text, box.left, box.top, HIGH, 3, 40)
            place = row * ACROSS + column
            digits.append(Digit(text, box, 0.98, (0.09,) * 11, place == doubtful, np.zeros((28, 28), np.uint8)))
        lines.append(Line(tuple(Number((digit,), 0.98) for digit in digits)))
    return page, Reading("ok", size=(page.shape[1], page.shape[0]), lines=tuple(lines))


def captions_of(reading: Reading, factor: int) -> list[Caption | None]:
    """The captions of digits in a picture that is enlarged so many times."""
    boxes = [Box(*(factor * side for side in digit.box)) for digit in reading.digits]
    width, height = (factor * side for side in reading.size)
    return place_captions([Labeled(box, "8", "98") for box in boxes], [], (width, height))


def meet(one: Box, other: Box) -> bool:
    """Whether two rectangles have a pixel in common."""
    return Box.around([one, other]).width < one.width + other.width and (
        Box.around([one, other]).height < one.height + other.height
    )


@pytest.mark.parametrize("gap", [0, 4, 9, 17])
def test_captions_lie_on_no_digit_and_on_no_other_caption(gap: int) -> None:
    """Nor do they fill the page; where lines touch, those between them are left out."""
    _, reading = dense(gap)
    found = captions_of(reading, 2)
    boxes = [caption.box for caption in found if caption is not None]
    digits = [Box(*(2 * side for side in digit.box)) for digit in reading.digits]
    assert not any(meet(one, other) for one in boxes for other in digits)
    assert not any(meet(one, other) for one, other in itertools.combinations(boxes, 2))
    assert sum(box.width * box.height for box in boxes) < 0.2 * 4 * reading.size[0] * reading.size[1]
    assert len(boxes) == (len(digits) if gap >= 9 else 2 * ACROSS)


@pytest.mark.parametrize("gap", [0, 9, 17])
def test_digits_of_a_dense_page_are_as_they_were(gap: int) -> None:
    """No pixel inside the frame of a digit is painted; a page of narrow lines is enlarged until captions fit."""
    page, reading = dense(gap)
    seen = annotate(page, reading)
    factor = seen.shape[0] // page.shape[0]
    assert factor == (1 if gap == 17 else 2)
    for digit in reading.digits:
        left, top, right, bottom = (
            factor * side for side in (digit.box.left, digit.box.top, digit.box.right, digit.box.bottom)
        )
        inside = seen[top + 4 : bottom - 4, left + 4 : right - 4].astype(int)
        assert np.ptp(inside, axis=2).max() == 0
    between = seen[factor * 30 + factor * HIGH + 4 : factor * (30 + HIGH + gap) - 4]
    assert bool(between.size and np.ptp(between.astype(int), axis=2).max()) == (gap > 0)


def test_what_is_doubtful_has_its_caption_before_others() -> None:
    """Where two compete for a place, it has the one above; and where the line above leaves none, the one below."""
    boxes = [Box(20, 40, 30, 40), Box(52, 40, 30, 40)]
    for first in (0, 1):
        labeled = [Labeled(box, "7", "60", place == first) for place, box in enumerate(boxes)]
        found = [caption for caption in place_captions(labeled, [], (1200, 1200)) if caption is not None]
        assert (found[first].box.width, found[first].box.bottom < 40) == (38, True)
    found = [each for each in place_captions(labeled, [Box(0, 0, 1200, 38)], (1200, 1200)) if each is not None]
    assert [caption.box.top > 80 for caption in found] == [True, True]


def test_a_caption_at_the_upper_edge_stands_below_its_digit() -> None:
    """And one beside a narrow digit keeps its percent."""
    (found,) = place_captions([Labeled(Box(100, 2, 8, 60), "1", "97")], [], (600, 400))
    assert found is not None
    assert found.words == "1 97"
    assert found.box.top > 62
