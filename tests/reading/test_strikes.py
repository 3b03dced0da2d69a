"""A number with a stroke through it is never sure; bars of digits and lines below numbers strike nothing out."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

import digitwise
from digitwise.reading.components import components
from digitwise.reading.nontext.parameters import NONTEXT
from digitwise.reading.nontext.strikes import stroke_through
from digitwise.reading.pieces import Pieces
from tests.reading.drawings import Pixels, write


def page_of(*numbers: str) -> Pixels:
    """Numbers below each other."""
    page = np.full((110 * len(numbers) + 60, 360), 235, np.uint8)
    for place, text in enumerate(numbers):
        write(page, text, 100, 50 + 110 * place, 60, 5, 20)
    return page


@pytest.mark.parametrize(("text", "end", "length"), [("58", 110, 2.3), ("5", 70, 1.3), ("58", 50, 0)])
def test_a_stroke_goes_through_all_that_it_touches(text: str, end: int, length: float) -> None:
    """In heights of a digit; what ends within a number strikes nothing out."""
    page = np.zeros((60, 120), np.uint8)
    write(page, text, 25, 10, 40, 4, 255)
    page[28:32, 12:end] = 255
    labels, stats = components(page)
    boxes, areas = stats[1:, :4].astype(np.int64), stats[1:, 4].astype(np.int64)
    pieces = Pieces(labels, page, boxes, areas, np.ones(len(boxes)), 4.0, {})
    assert stroke_through(pieces, 0, 43) == pytest.approx(length, abs=0.1)


@pytest.mark.parametrize("rise", [-12, 0, 12])
def test_a_number_with_a_stroke_through_it_is_doubtful(rise: int) -> None:
    """It and no other; its digits are no surer than it is."""
    page = page_of("57", "382", "25")
    cv2.line(page, (75, 190 + rise), (270, 190 - rise), 20, 5, cv2.LINE_AA)
    numbers = digitwise.read(page).numbers
    assert [number.doubtful for number in numbers] == [False, True, False]
    assert numbers[1].confidence <= 1 - NONTEXT.strike_sure
    assert all(piece.confidence < 0.9 for piece in numbers[1].digits)


def test_bars_of_digits_and_lines_below_numbers_strike_nothing_out() -> None:
    """A 4 and a 7 beside others, and what is underlined."""
    page = page_of("44", "77", "25")
    cv2.line(page, (80, 346), (260, 346), 20, 5, cv2.LINE_AA)
    numbers = digitwise.read(page).numbers
    assert [number.text for number in numbers] == ["44", "77", "25"]
    assert not any(number.doubtful for number in numbers)
