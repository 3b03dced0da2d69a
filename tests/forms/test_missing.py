"""Boxes whose sides writing crosses are found by the others of their row and their column."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitwise.forms import TableReader
from digitwise.forms.grids.cells import BoxGrid, Cell
from digitwise.forms.grids.completing.missing import lines_of_missing
from digitwise.forms.grids.lines import Line
from digitwise.reading.geometry import Box
from tests.reading.drawings import Pixels, write

TEXTS = [["12", "40", "7"], ["3", "85", "90"], ["8", "61", "24"]]


def boxes(across: int, down: int, low: int) -> Pixels:
    """Boxes that stand apart, the number of the middle one lower than the others, on the side of its box."""
    page = np.full((2 * down + 200, 2 * across + 230), 245, np.uint8)
    for row, texts in enumerate(TEXTS):
        for column, text in enumerate(texts):
            left, top = 60 + across * column, 60 + down * row
            cv2.rectangle(page, (left, top), (left + 100, top + 64), 80, 2)
            if text == "85":
                write(page, text, left + 10, top + low, 46, 5, 30)
            else:
                write(page, text, left + 22, top + 13, 38, 5, 30)
    return page


@pytest.mark.parametrize(
    ("across", "down", "low"), [(110, 74, 22), (150, 90, 18)], ids=["in one grid", "in a grid each"]
)
def test_a_box_is_found_whose_side_is_broken(reader: TableReader, across: int, down: int, low: int) -> None:
    """Of its lower side too little was left to be a line: the cell was lost without a word."""
    cells = reader.read(boxes(across, down, low)).cells
    assert sorted(cell.text for cell in cells) == sorted(text for texts in TEXTS for text in texts)


def test_where_nothing_is_drawn_no_box_is_missing() -> None:
    """A grid whose corner is bare paper, or has the sides of its neighbors alone, stays as it is."""
    page = np.zeros((160, 260), np.uint8)
    for left, top in ((20, 20), (140, 20), (20, 90)):
        cv2.rectangle(page, (left, top), (left + 100, top + 50), 200, 1)
    corners = np.zeros((4, 2))
    cells = [Cell(corners, Box(left, 21, 99, 49), 0, place) for place, left in enumerate((21, 141))]
    grid = BoxGrid((*cells, Cell(corners, Box(21, 91, 99, 49), 1, 0)), 2, 2)
    lines = [Line(20, np.full(101, 20, np.float32))]
    assert lines_of_missing([grid], lines, [], page) == ([], [])
    cv2.rectangle(page, (140, 90), (240, 140), 200, 1)
    page[90:141, 240] = 0
    assert lines_of_missing([grid], lines, [], page) == ([], [])
    page[90:141, 243] = 200
    across, down = lines_of_missing([grid], lines, [], page)
    assert ([round(line.middle) for line in across], [round(line.middle) for line in down]) == ([90, 140], [140, 243])


def test_a_wall_that_writing_covers_is_a_wall() -> None:
    """Two cells that were found as one; without ink along the wall they were merged on purpose."""
    page = np.zeros((200, 400), np.uint8)
    page[100, 20:380] = 200
    corners = np.zeros((4, 2))
    sides = [(left, 21 + 80 * row, row, column) for left, column in ((21, 0), (261, 2)) for row in (0, 1)]
    cells = [Cell(corners, Box(left, top, 119, 79), row, column) for left, top, row, column in sides]
    grid = BoxGrid((*cells, Cell(corners, Box(141, 21, 119, 159), 0, 1, row_span=2)), 2, 3)
    lines = [Line(20, np.full(361, 20, np.float32))]
    (wall,), down = lines_of_missing([grid], lines, [], page)
    assert (wall.first, wall.last, round(wall.middle), down) == (140, 260, 100, [])
    page[100, 141:190] = 0
    assert lines_of_missing([grid], lines, [], page) == ([], [])
