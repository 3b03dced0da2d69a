"""Printed forms, filled by hand: boxes, combs, a sudoku; each drawn by code, with the text that it holds."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from tests.reading.drawings import Pixels, Scene, photographed, write


def _row_of_boxes(page: Pixels, count: int, step: int = 80) -> list[int]:
    """Boxes of 80 pixels, and where each begins."""
    lefts = [40 + step * place for place in range(count)]
    for left in lefts:
        cv2.rectangle(page, (left, 30), (left + 80, 110), 70, 2)
    return lefts


def _comb_with(text: str, top: int, height: int) -> Scene:
    """A line with teeth, 58 pixels apart, and a digit between any two."""
    right = 30 + 58 * len(text)
    page = np.full((140, right + 42), 250, np.uint8)
    cv2.line(page, (30, 100), (right, 100), 80, 2)
    for left in range(30, right + 1, 58):
        cv2.line(page, (left, 80), (left, 100), 80, 2)
    for place, digit in enumerate(text):
        write(page, digit, 42 + 58 * place, top, height, 4, 50)
    return photographed(page), text


def boxes_nearly_filled() -> Scene:
    """Digits as high as their boxes, so that the sides are hardly longer than strokes."""
    page = np.full((150, 560), 250, np.uint8)
    for text, left in zip("4037", _row_of_boxes(page, 4), strict=True):
        write(page, text, left + 18, 38, 66, 4, 40)
    return photographed(page), "4037"


def box_hidden_by_its_digit() -> Scene:
    """A bar over the upper side of the second box; the row goes on all the same, an empty box in it."""
    page = np.full((150, 620), 250, np.uint8)
    for text, left in zip("273 8", _row_of_boxes(page, 5, step=100), strict=True):
        write(page, text, left + 20, 30 if text == "7" else 45, 52, 6, 40)
    cv2.line(page, (155, 30), (205, 30), 40, 7)
    return photographed(page), "273□8"


def sudoku_hardly_begun() -> Scene:
    """Nine boxes in each of nine rows, few of them filled, the frame a little aslant."""
    cell, text = 44, ["□" * 9] * 9
    page = np.full((11 * cell, 11 * cell), 250, np.uint8)
    for place in range(10):
        ends, thick = (cell, 10 * cell), 3 if place % 3 == 0 else 1
        cv2.line(page, (ends[0], cell + place * cell), (ends[1], cell + place * cell), 50, thick)
        cv2.line(page, (cell + place * cell, ends[0]), (cell + place * cell, ends[1]), 50, thick)
    for row, column, digit in (
        (0, 4, "6"),
        (1, 1, "3"),
        (2, 2, "2"),
        (3, 7, "4"),
        (5, 0, "5"),
        (6, 8, "9"),
        (8, 3, "8"),
    ):
        write(page, digit, cell * (column + 1) + 12, cell * (row + 1) + 9, 26, 3, 40)
        text[row] = text[row][:column] + digit + text[row][column + 1 :]
    turn = cv2.getRotationMatrix2D((5.5 * cell, 5.5 * cell), 1.9, 1)
    page = np.asarray(cv2.warpAffine(page, turn, page.shape[::-1], borderValue=250), np.uint8)
    return photographed(page), "\n".join(text)


def comb() -> Scene:
    """A line with teeth between the places for digits."""
    return _comb_with("814302", 42, 48)


def last_box_left_open() -> Scene:
    """The bar of the last 7 lies over the corner of its box, so that this one is not closed."""
    page = np.full((150, 560), 250, np.uint8)
    for text, left in zip("4037 ", _row_of_boxes(page, 5), strict=True):
        write(page, text, left + 18, 45, 52, 5, 40)
    cv2.line(page, (375, 36), (436, 30), 40, 6)
    cv2.line(page, (433, 33), (405, 100), 40, 6)
    page[28:40, 437:445] = 250
    return photographed(page), "40377"


def short_comb() -> Scene:
    """Four places only, and strokes that touch its line."""
    return _comb_with("7594", 50, 50)


def frame_aslant() -> Scene:
    """The sides of a frame fall a little, and are not closed, so that they are no printed lines, nor a ring."""
    page = np.full((560, 520), 235, np.uint8)
    for line, text in enumerate(("4417", "0846", "996")):
        write(page, text, 120 - 15 * line, 60 + 150 * line, 80, 9, 60)
    cv2.line(page, (60, 30), (70, 520), 40, 5)
    cv2.line(page, (480, 30), (490, 520), 40, 5)
    return photographed(page), "4417\n0846\n996"


def squares_written_across() -> Scene:
    """Squares as large as boxes, but nobody wrote into them."""
    page = np.full((330, 700), 235, np.uint8)
    for place in range(35, 700, 88):
        cv2.line(page, (place, 0), (place, 330), 130, 2)
    for place in range(40, 330, 88):
        cv2.line(page, (0, place), (700, place), 130, 2)
    write(page, "40273", 66, 60, 80, 6, 60)
    write(page, "56", 66, 210, 80, 6, 60)
    return photographed(page), "40273\n56"


FORMS: tuple[Callable[[], Scene], ...] = (
    boxes_nearly_filled,
    box_hidden_by_its_digit,
    last_box_left_open,
    sudoku_hardly_begun,
    comb,
    short_comb,
    frame_aslant,
    squares_written_across,
)
