"""Printed boxes: on turned pages, in columns, and with a 1 that looks like one of their sides."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitwise.reading.ink.binarize import ink_of
from digitwise.reading.reader import read
from digitwise.reading.result import Digit
from digitwise.reading.ruling.deskew import deskew_ruling, followed_by, ruling_skew, turn_ink
from tests.reading.drawings import Pixels, paper, write

SIDE = 80


def boxes(text: str, column: bool = False) -> Pixels:
    """Boxes in a row or a column, a digit in each; ``_`` leaves one empty."""
    long, across = SIDE * len(text) + 60, SIDE + 80
    page = np.full((long, across) if column else (across, long), 245, np.uint8)
    for place, character in enumerate(text):
        left, top = (40, 30 + SIDE * place) if column else (30 + SIDE * place, 40)
        cv2.rectangle(page, (left, top), (left + SIDE, top + SIDE), 70, 2)
        if character != "_":
            write(page, character, left + 22, top + 14, 50, 5, 40)
    return page


def turned(page: Pixels, degrees: float) -> Pixels:
    """The page on a larger one, its lines falling to the right by some degrees."""
    side = round(1.1 * float(np.hypot(*page.shape)))
    top, left = (side - page.shape[0]) // 2, (side - page.shape[1]) // 2
    large = np.full((side, side), 245, np.uint8)
    large[top : top + page.shape[0], left : left + page.shape[1]] = page
    matrix = cv2.getRotationMatrix2D((side / 2, side / 2), -degrees, 1)
    return np.asarray(cv2.warpAffine(large, matrix, (side, side), borderValue=245), np.uint8)


@pytest.mark.parametrize("degrees", [-30, -8, 5, 8, 15, 20])
def test_boxes_are_read_on_a_turned_page(degrees: float) -> None:
    """The empty box stays in its place, and no side of a box is read as a 1."""
    reading = read(turned(boxes("4_720"), degrees))
    assert reading.text == "4□720"
    assert not any(digit.doubtful for digit in reading.digits)


def test_digits_of_a_turned_page_stand_where_they_are_in_the_picture() -> None:
    """Rectangles are given in the picture as it came, not on the page turned level."""
    page = turned(boxes("4_720"), 15)
    for digit in read(page).digits:
        box = digit.box
        assert (page[box.top : box.bottom, box.left : box.right] < 100).any()
    first, last = read(page).digits[0], read(page).digits[-1]
    assert last.box.top - first.box.top == pytest.approx(
        np.tan(np.radians(15)) * (last.box.left - first.box.left), abs=25
    )


@pytest.mark.parametrize("degrees", [0, 8, -15])
def test_a_column_of_boxes_keeps_its_empty_one(degrees: float) -> None:
    """A line of text for each box."""
    assert read(turned(boxes("4_720", column=True), degrees)).text == "4\n□\n7\n2\n0"


@pytest.mark.parametrize(("height", "pen"), [(34, 3), (56, 2), (64, 2), (64, 5), (72, 3)])
@pytest.mark.parametrize("lean", [0, 4])
def test_a_one_as_high_as_its_box_is_read(height: int, pen: int, lean: int) -> None:
    """It ends where the sides of boxes end, but it stands where the row has no side: the box is not empty."""
    page, middle, top = boxes("47_80"), 30 + 2 * SIDE + 30, 40 + (SIDE - height) // 2
    cv2.line(page, (middle + lean, top), (middle, top + height), 40, pen, cv2.LINE_AA)
    reading = read(page)
    assert reading.text == "47180"
    third = reading.numbers[0].pieces[2]
    assert isinstance(third, Digit)
    assert third.box.height == pytest.approx(height, abs=2 * pen + 6)


@pytest.mark.parametrize("text", ["281113", "614511"])
@pytest.mark.parametrize(("pen", "line"), [(3, 2), (3, 3), (4, 2)])
@pytest.mark.parametrize(("gap", "share"), [(0, 0.75), (0, 0.85), (0, 0.95), (14, 0.75)])
def test_many_ones_as_high_as_their_boxes_are_no_sides(gap: int, share: float, pen: int, line: int, text: str) -> None:
    """In their ink, too, and where they part more boxes than are whole: no box is empty, and none is one too many."""
    side, generator = 64, np.random.default_rng(int(text))
    page = np.full((260, 700), 245, np.uint8)
    for place, digit in enumerate(text):
        left, top = 100 + place * (side + gap), 90
        cv2.rectangle(page, (left, top), (left + side, top + side), 50, line)
        if digit == "1":
            height, x = round(share * side), left + side // 2 + int(generator.integers(-6, 7))
            lean, above = int(generator.integers(-2, 5)), top + (side - round(share * side)) // 2
            cv2.line(page, (x + lean, above), (x, above + height), 40, pen, cv2.LINE_AA)
        else:
            write(page, digit, left + side // 3, top + side // 4, side // 2, 4, 40)
    assert read(page).text == text


def test_writing_alone_has_no_skew_of_printed_lines() -> None:
    """Slanted digits have one direction, boxes have two."""
    assert ruling_skew(ink_of(paper("1111"))) == 0
    assert ruling_skew(ink_of(np.full((60, 60), 200, np.uint8))) == 0
    ink = ink_of(boxes("4_720"))
    assert deskew_ruling(ink)[0] is ink


def test_turning_ink_keeps_all_of_it() -> None:
    """Nothing is cut off, and the map leads from the picture to the turned page and back."""
    ink = ink_of(boxes("47"))
    level, turn = turn_ink(ink, 20)
    assert int(level.mask.sum()) == pytest.approx(int(ink.mask.sum()), rel=0.02)
    back = np.asarray(cv2.invertAffineTransform(turn), np.float64)
    assert followed_by(turn, back) == pytest.approx(np.eye(2, 3), abs=1e-9)


def squares(rows: list[list[str]]) -> Pixels:
    """Squares side to side, with a number or nothing in each."""
    page = np.full((SIDE * len(rows) + 80, SIDE * len(rows[0]) + 80), 245, np.uint8)
    for down, row in enumerate(rows):
        for across, text in enumerate(row):
            left, top = 40 + SIDE * across, 40 + SIDE * down
            cv2.rectangle(page, (left, top), (left + SIDE, top + SIDE), 70, 2)
            write(page, text, left + 14 + 10 * (len(text) == 1), top + 24, 34, 3, 40)
    return page


def test_squares_with_numbers_of_two_digits_hold_a_number_each() -> None:
    """A magic square and a bingo card; a row of them is no long number."""
    rows = [["16", "3", "2", "13"], ["5", "10", "11", "8"], ["9", "6", "7", "12"], ["4", "15", "14", "1"]]
    assert [number.text for number in read(squares(rows)).numbers] == [text for row in rows for text in row]
    assert read(squares([["16", "3", "2", "13"]])).text.replace(" ", "") == "163213"


def test_rows_of_boxes_with_a_digit_in_each_are_a_number_each() -> None:
    """As numbers are written into the boxes of a register."""
    assert read(squares([["4", "0", "7"], ["2", "", "5"], ["8", "3", "6"]])).text == "407\n2□5\n836"
