"""What stands between numbers and is no digit parts them, and is not read as one."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from digitwise.reading.reader import read
from tests.reading.drawings import Pixels, Scene, photographed, write

Point = tuple[int, int]


def _page(*words: tuple[str, int]) -> Pixels:
    """Digits 60 pixels high from row 60 on, each word from its column on."""
    page = np.full((180, 760), 245, np.uint8)
    for text, left in words:
        write(page, text, left, 60, 60, 5, 40)
    return page


def _stroke(page: Pixels, start: Point, end: Point) -> None:
    cv2.line(page, start, end, 40, 5, cv2.LINE_AA)


def _arc(page: Pixels, middle: Point, size: Point, first: int, last: int) -> None:
    cv2.ellipse(page, middle, size, 0, first, last, 40, 5, cv2.LINE_AA)


def _date() -> Scene:
    page = _page(("12", 40), ("05", 190), ("24", 340))
    _stroke(page, (178, 50), (156, 130))
    _stroke(page, (328, 50), (306, 130))
    return page, "12/05/24"


def _sum() -> Scene:
    page = _page(("33", 40), ("78", 260), ("111", 480))
    _stroke(page, (180, 90), (214, 90))
    _stroke(page, (197, 73), (197, 107))
    _stroke(page, (400, 80), (434, 80))
    _stroke(page, (400, 98), (434, 98))
    return page, "33 78 111"


def _time() -> Scene:
    page = _page(("17", 40), ("45", 190))
    for row in (85, 110):
        cv2.circle(page, (166, row), 4, 40, -1, cv2.LINE_AA)
    return page, "17:45"


def _brackets() -> Scene:
    page = _page(("30", 80))
    _arc(page, (72, 90), (20, 44), 110, 250)
    _arc(page, (190, 90), (20, 44), -70, 70)
    return page, "30"


def _dollars() -> Scene:
    page = _page(("72", 100))
    _arc(page, (62, 75), (17, 15), 90, 330)
    _arc(page, (62, 105), (17, 15), -90, 150)
    _stroke(page, (63, 46), (60, 134))
    return page, "72"


def _arrow() -> Scene:
    """It is wide, so it is cut like digits that touch."""
    page = _page(("12", 40), ("65", 300))
    _stroke(page, (180, 90), (262, 90))
    _stroke(page, (230, 66), (262, 90))
    _stroke(page, (230, 114), (262, 90))
    return page, "12 65"


@pytest.mark.parametrize("scene", [_date, _sum, _time, _brackets, _dollars, _arrow])
def test_signs_part_numbers(scene: Callable[[], Scene]) -> None:
    """Slashes and colons are part of a number, and nothing stands for any other sign."""
    picture, text = scene()
    assert read(photographed(picture)).text == text


def test_signs_are_named() -> None:
    """A slash is left out for being one, with its place."""
    rejected = read(photographed(_date()[0])).rejected
    assert [item.reason for item in rejected] == ["sign", "sign"]
    assert sorted(round(item.box.left, -1) for item in rejected) == [150, 300]


def test_a_leaning_one_is_no_slash() -> None:
    """Unless it reaches beyond the digits beside it at both ends; at one end ones often do."""
    page = _page(("2", 40), ("3", 160))
    _stroke(page, (140, 45), (112, 120))
    assert read(photographed(page)).text == "213"


def test_the_longest_of_leaning_ones_is_no_slash() -> None:
    """Ones that lean are no measure for each other as signs, but they are as digits."""
    page = _page()
    write(page, "2", 40, 64, 50, 5, 40)
    for left, top, bottom in ((110, 58, 122), (160, 55, 125), (210, 58, 122)):
        _stroke(page, (left + 20, top), (left, bottom))
    write(page, "3", 270, 64, 50, 5, 40)
    assert read(photographed(page)).text == "21113"


def test_a_one_at_the_end_is_no_slash() -> None:
    """A slash stands between."""
    page = _page(("24", 40))
    _stroke(page, (184, 50), (160, 132))
    assert read(photographed(page)).text == "241"


def test_a_point_is_no_colon() -> None:
    """Not even with as large a speck high above it."""
    page = _page(("17", 40), ("45", 190))
    for row in (62, 118):
        cv2.circle(page, (166, row), 4, 40, -1, cv2.LINE_AA)
    assert read(photographed(page)).text == "17.45"


def test_dirt_beside_a_digit_is_no_colon() -> None:
    """Two dots that nearly touch a digit."""
    page = _page(("24", 40))
    right = int(np.flatnonzero((page < 100).any(axis=0)).max())
    write(page, "7", right + 50, 60, 60, 5, 40)
    page[70:76, right + 5 : right + 11] = page[112:118, right + 5 : right + 11] = 40
    assert read(page).text == "247"


def test_numbers_beside_a_sign_have_alternatives_of_their_own() -> None:
    """Each part is as sure as its own digits make it, whatever the other is."""
    numbers = read(photographed(_sum()[0])).numbers
    assert [number.text for number in numbers] == ["33", "78", "111"]
    assert all(" " not in other.text for number in numbers for other in number.alternatives)
    assert all(abs(len(other.text) - len(number.text)) <= 1 for number in numbers for other in number.alternatives)


def test_a_line_of_grains_has_no_signs() -> None:
    """Nor do pieces of a pixel or two make anyone warn of badly conditioned fits."""
    rng = np.random.default_rng(0)
    page = np.full((60, 300), 245, np.uint8)
    page[20:22][rng.random((2, 300)) < 0.2] = 40
    assert "sign" not in {item.reason for item in read(page).rejected}
