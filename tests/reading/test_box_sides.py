"""A 1 that touches the side of its box, crosses it or lies along it is read, however thick the side; print is none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitwise.reading.geometry import Box
from digitwise.reading.ink.binarize import ink_of
from digitwise.reading.layout import analysis, boxed_pieces
from digitwise.reading.pieces import Pieces
from digitwise.reading.reader import Reader
from digitwise.reading.ruling.box_sides import without_strokes
from digitwise.reading.ruling.line_segments import RuledLine
from digitwise.reading.ruling.regular_rows import sides_of
from digitwise.reading.ruling.strokes_in_boxes import strokes_in_boxes
from tests.reading.drawings import Pixels, write

SIDE, LEFT, TOP = 80, 30, 40


def boxes(text: str, wall: int) -> Pixels:
    """A row of boxes, a digit in each; ``_`` leaves one empty."""
    page = np.full((160, SIDE * len(text) + 60), 245, np.uint8)
    for place, character in enumerate(text):
        left = LEFT + SIDE * place
        cv2.rectangle(page, (left, TOP), (left + SIDE, TOP + SIDE), 70, wall)
        if character != "_":
            write(page, character, left + 22, TOP + 14, 50, 5, 40)
    return page


def with_one(wall: int, pen: int, off: int, lean: int, height: int) -> Pixels:
    """Boxes ``47_80`` and a 1 whose middle is ``off`` pixels right of the side before the empty one."""
    page = boxes("47_80", wall)
    middle, top = LEFT + 2 * SIDE + off, TOP + (SIDE - height) // 2
    cv2.line(page, (middle + lean, top), (middle - lean, top + height), 40, pen, cv2.LINE_AA)
    return page


@pytest.fixture(scope="module")
def reader() -> Reader:
    """One for all pictures."""
    return Reader(threads=1)


@pytest.mark.parametrize(
    ("wall", "pen", "off", "lean", "height"),
    [
        # Along the side, no broader than it, a little broader, and as high as the box.
        (1, 3, 0, 0, 56),
        (2, 5, 0, 0, 56),
        (3, 3, 0, 0, 56),
        (5, 3, 0, 0, 56),
        (3, 3, 3, 0, 70),
        # Touching it, and hardly beside it.
        (1, 3, 6, 0, 70),
        (2, 3, 3, 0, 56),
        (3, 5, 3, 0, 56),
        (5, 5, 6, 0, 70),
        # Across it, so that part of it stands in the box before.
        (1, 3, 3, 9, 56),
        (2, 3, 0, 4, 70),
        (3, 5, 0, 9, 56),
        (5, 3, 3, 4, 56),
    ],
)
def test_a_one_on_the_side_of_its_box_is_read(
    reader: Reader, wall: int, pen: int, off: int, lean: int, height: int
) -> None:
    """Once, and in the empty box; the row stays one number."""
    assert reader.read(with_one(wall, pen, off, lean, height)).text == "47180"


@pytest.mark.parametrize(("place", "thick"), [(2, 4), (3, 6), (0, 5), (5, 5)])
def test_a_thicker_side_is_print(reader: Reader, place: int, thick: int) -> None:
    """Such as the one before the last two digits of an amount, or the frame: nothing is read from it."""
    page = boxes("47_80", 2)
    middle = LEFT + place * SIDE
    cv2.line(page, (middle, TOP), (middle, TOP + SIDE), 70, thick)
    assert reader.read(page).text == "47□80"


def test_sides_of_a_row_are_where_boxes_are_equal() -> None:
    """Boxes of different widths are no regular row, and boxes that stand apart share no side."""
    row = [Box(2 + 50 * place, 2, 48, 40) for place in range(4)]
    assert sides_of(row).tolist() == [1, 51, 101, 151, 201]
    assert not len(sides_of([Box(2, 2, 48, 40), Box(52, 2, 20, 40), Box(74, 2, 90, 40)]))
    assert not len(sides_of([Box(2 + 80 * place, 2, 48, 40) for place in range(4)]))
    assert not len(sides_of([]))
    assert not len(sides_of([Box(2 + 50 * (place // 3), 2 + 50 * (place % 3), 48, 40) for place in range(9)]))


def wall(left: int, thickness: int = 4) -> RuledLine:
    """An upright line 48 pixels high."""
    pixels = np.ones((48, thickness), np.uint8)
    return RuledLine(Box(left, 0, thickness, 48), False, pixels, pixels)


def test_sides_of_boxes_that_stand_apart_are_no_strokes() -> None:
    """Each of them stands beside the middle of a gap; a 1 in a box stands further off."""
    row = [Box(4 + 100 * place, 2, 80, 44) for place in range(4)]
    sides = [wall(left) for box in row for left in (box.left - 4, box.right)]
    assert strokes_in_boxes([row], sides) == []
    one = wall(row[1].left + 36, 2)
    assert strokes_in_boxes([row], [*sides, one]) == [one]


def pieces_at(boxes_of_pieces: list[tuple[int, int, int, int]]) -> Pieces:
    """Pieces of which only the rectangles matter."""
    return Pieces(
        labels=np.zeros((120, 300), np.int32),
        levels=np.zeros((120, 300), np.uint8),
        boxes=np.array(boxes_of_pieces, np.int64),
        areas=np.full(len(boxes_of_pieces), 50),
        strengths=np.full(len(boxes_of_pieces), 200.0),
        stroke=3.0,
        reasons={},
    )


def test_squares_are_told_from_boxes_by_most_digits_and_not_by_what_stands_on_their_sides() -> None:
    """On a form rests of its sides, and ones on them, lie wholly outside the box that they are given to."""
    rows = [[Box(5 + 43 * place, top, 40, 40) for place in range(6)] for top in (5, 48)]
    inside = [(box.left + 10, box.top + 5, 18, 28) for row in rows for box in row[:3]]
    beside = [(box.right, box.top + 5, 3, 30) for row in rows for box in row[3:]]
    held = [[[place] for place in range(6)], [[place] for place in range(6, 12)]]
    form = pieces_at([*inside[:3], *beside[:3], *inside[3:], *beside[3:]])
    assert not analysis._is_written_across(form, rows, held)
    across = pieces_at([(left - 16, top, wide, high) for left, top, wide, high in form.boxes.tolist()])
    assert analysis._is_written_across(across, rows, held)


def held(*boxes_of_pieces: tuple[int, int, int, int]) -> list[list[int]]:
    """Which of some pieces stand in which of two boxes of 40 pixels."""
    return boxed_pieces.inside(pieces_at(list(boxes_of_pieces)), [Box(5, 5, 40, 40), Box(48, 5, 40, 40)])


def test_a_digit_on_the_side_between_two_boxes_goes_to_the_empty_one() -> None:
    """Whichever that is; where both are alike, to that which holds more of it."""
    side = (43, 10, 7, 30)
    assert held((15, 10, 20, 30), side) == [[0], [1]]
    assert held((58, 10, 20, 30), side) == [[1], [0]]
    assert held((41, 10, 9, 30)) == [[0], []]
    assert held((58, 10, 20, 30), (45, 10, 2, 8)) == [[], [0]]


def test_of_two_digits_in_a_box_that_over_its_side_goes_to_the_next_if_that_is_empty() -> None:
    """One that stays within its box, and parts of one digit, are left where they are."""
    assert held((10, 10, 15, 30), (36, 10, 14, 30)) == [[0], [1]]
    assert held((10, 10, 15, 30), (36, 10, 8, 30)) == [[0, 1], []]
    assert held((10, 10, 30, 30), (36, 10, 14, 30)) == [[0, 1], []]
    assert held((10, 10, 15, 30), (36, 10, 14, 30), (60, 10, 15, 30)) == [[0, 1], [2]]


def test_a_wall_that_was_found_in_two_parts_stays_beside_other_rows() -> None:
    """A stroke hangs on it in the lower row, where both parts run: the upper one bounds the upper row, too."""
    form = np.full((115, 160), 250, np.uint8)
    form[[5, 55, 104]] = form[5:105, [5, 55, 105, 155]] = form[65:96, 56:59] = 0
    ink = ink_of(form)

    def line(left: int, wide: int, top: int = 5, bottom: int = 105) -> RuledLine:
        pixels = np.ascontiguousarray(ink.mask[top:bottom, left : left + wide])
        return RuledLine(Box(left, top, wide, bottom - top), False, pixels, pixels)

    rows = [[Box(6, top, 49, 48), Box(59, top, 46, 48), Box(106, top, 49, 48)] for top in (6, 56)]
    walls = [line(5, 1), line(55, 1, 5, 75), line(55, 4, 55), line(105, 1), line(155, 1)]
    found = without_strokes(rows, walls, ink)
    at_wall = [one.box for one in found if one.box.left <= 55 < one.box.right]
    assert (min(box.top for box in at_wall), max(box.bottom for box in at_wall)) == (5, 105)
