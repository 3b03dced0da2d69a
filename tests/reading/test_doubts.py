"""A number that may be two is never sure; one whose digits stand as usual, or evenly in boxes, is."""

from __future__ import annotations

import numpy as np
import pytest

from digitwise.reading.output.parameters import OUTPUT
from digitwise.reading.reader import Reader
from tests.reading.drawings import Pixels, write

HEIGHT = 44


@pytest.fixture(scope="module")
def reader() -> Reader:
    """One for all pages."""
    return Reader()


def page_of(*lines: tuple[str, ...], space: float) -> Pixels:
    """Lines of groups of digits, with so many heights of a digit between the groups."""
    page = np.full((110 * len(lines) + 60, 900), 240, np.uint8)
    for place, groups in enumerate(lines):
        left = 80.0
        for group in groups:
            write(page, group, round(left), 50 + 110 * place, HEIGHT, 5, 30)
            row = page[50 + 110 * place : 50 + 110 * place + HEIGHT]
            left = float(np.flatnonzero((row < 128).any(axis=0)).max()) + space * HEIGHT
    return page


def test_groups_that_stand_close_to_each_other_are_no_sure_number(reader: Reader) -> None:
    """Telephone numbers and scores: what is read may be one number or several."""
    numbers = reader.read(page_of(("0352", "2846"), ("27",), ("395", "024"), ("4086",), space=0.7)).numbers
    assert [number.text for number in numbers] == ["03522846", "27", "395024", "4086"]
    assert [number.doubtful for number in numbers] == [True, False, True, False]
    assert numbers[0].confidence <= OUTPUT.one_number


def test_digits_that_stand_as_usual_are_one_sure_number(reader: Reader) -> None:
    """Of one number alone nobody knows what is usual; nor are ones apart, that have much paper beside them."""
    even = page_of(("2", "1", "1", "3"), ("4", "2", "8", "0"), ("9", "1", "7"), space=0.55)
    assert not any(number.doubtful for number in reader.read(even).numbers)
    assert [number.doubtful for number in reader.read(page_of(("5", "7"), space=0.7)).numbers] == [False]
