"""Signs, words and the one digit of a picture, told by the boxes of their pieces and the reasons that they have."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from digitwise.reading.geometry import Box
from digitwise.reading.ink.binarize import ink_of
from digitwise.reading.layout.analysis import Layout, find_layout
from digitwise.reading.layout.separators import signs_of
from digitwise.reading.layout.single_digit import group_of_one
from digitwise.reading.layout.text_lines import find_lines
from digitwise.reading.nontext.find_pieces import find_pieces
from digitwise.reading.output.one_digit import one_digit
from digitwise.reading.pieces import Pieces
from digitwise.reading.recognition.classify import load_classifier
from digitwise.reading.ruling.line_removal import remove_ruling
from tests.reading.drawings import Pixels, write


def page(text: str, left: int = 40, width: int = 420) -> Pixels:
    """One line of digits 60 pixels high, which stand on row 110."""
    paper = np.full((160, width), 240, np.uint8)
    write(paper, text, left, 50, 60, 5, 40)
    return paper


def pieces_of(paper: Pixels) -> Pieces:
    """What was written on a page."""
    return find_pieces(ink_of(paper), [])


def slash(paper: Pixels, left: int) -> None:
    """From below the line to above the digits."""
    cv2.line(paper, (left, 124), (left + 24, 38), 40, 5, cv2.LINE_AA)


def bracket(paper: Pixels, left: int) -> None:
    """An arc as tall as a slash."""
    cv2.ellipse(paper, (left + 40, 80), (30, 48), 0, 112, 248, 40, 5)


def colon(paper: Pixels, left: int) -> None:
    """Two dots, one above the other."""
    for row in (74, 100):
        cv2.circle(paper, (left + 8, row), 4, 40, -1)


@pytest.mark.parametrize(("draw", "pieces"), [(slash, 1), (bracket, 1), (colon, 2)])
def test_signs_part_numbers(draw: Callable[[Pixels, int], None], pieces: int) -> None:
    """They are named, and words end where they stand; a 1 in their place is a digit."""
    paper = page("47", 30)
    write(paper, "52", 200, 50, 60, 5, 40)
    draw(paper, 156)
    layout = find_layout(remove_ruling(ink_of(paper)))
    signs = [layout.pieces.box(index) for index, reason in layout.pieces.reasons.items() if reason == "sign"]
    assert len(signs) == pieces
    assert all(150 <= sign.left < sign.right <= 196 for sign in signs)
    ((first, second),) = layout.lines
    assert layout.pieces.box(*first.indices).right < 150 < 196 < layout.pieces.box(*second.indices).left


def test_a_one_among_digits_is_no_sign() -> None:
    """As tall as they are, whatever its slant."""
    found = pieces_of(page("4172"))
    (line,) = find_lines(found, found.writing)
    assert signs_of(found, line) == []
    assert line.height == pytest.approx(65, abs=3)
    assert line.top == pytest.approx(47, abs=3)


def test_lines_are_from_top_to_bottom_and_marks_belong_to_the_nearest() -> None:
    """A point hangs on the line that it stands on."""
    paper = np.full((300, 420), 240, np.uint8)
    write(paper, "47.5", 40, 40, 60, 5, 40)
    write(paper, "208", 60, 190, 60, 5, 40)
    found = pieces_of(paper)
    upper, lower = find_lines(found, found.writing)
    assert len(upper.indices) == 4
    assert len(lower.indices) == 3
    assert found.box(*upper.indices).bottom < 120 < 180 < found.box(*lower.indices).top


def test_halves_of_a_broken_digit_are_one_whatever_stands_on_other_lines() -> None:
    """Counted from left to right, digits of other lines come between them, and each half stands level with another."""
    paper = np.full((520, 400), 240, np.uint8)
    for line in range(4):
        for left, lower in ((60, -8), (152 + line, 0), (240, 8)):
            if line or left != 152:
                top = 50 + 110 * line + (0 if line else lower)
                cv2.rectangle(paper, (left, top), (left + 30, top + 50), 40, 5)
    cv2.polylines(paper, [np.array([(180, 50), (150, 50), (150, 71)])], False, 40, 5)
    cv2.polylines(paper, [np.array([(158, 80), (182, 80), (182, 100), (158, 100)])], False, 40, 5)
    pieces = pieces_of(paper)
    assert [len(line.indices) for line in find_lines(pieces, pieces.writing)] == [4, 3, 3, 3]


def test_the_one_digit_has_its_parts_and_not_what_is_far() -> None:
    """A five whose bar stands apart is one; a blot in the corner is left out."""
    paper = page("", width=220)
    cv2.polylines(paper, [np.array([[90, 52], [88, 78], [112, 84], [116, 104], [86, 112]])], False, 40, 6)
    cv2.line(paper, (100, 40), (126, 40), 40, 6)
    cv2.circle(paper, (205, 145), 5, 40, -1)
    found = pieces_of(paper)
    assert found.box(*group_of_one(found)) == Box(*cv2.boundingRect(np.asarray(paper[:, :180] < 140, np.uint8)))
    assert group_of_one(pieces_of(page(""))) == []


def test_one_digit_is_read_in_its_place() -> None:
    """Whatever else is there."""
    paper = page("7")
    cv2.circle(paper, (390, 140), 6, 40, -1)
    found = one_digit(Layout(pieces_of(paper)), load_classifier().classify, lambda box: box, 0.9)
    assert found is not None
    assert found.text == "7"
    assert found.box.right < 110
