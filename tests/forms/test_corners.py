"""Tables and boxes whose corners are rounded or cut off are whole; a written 0 is no box."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitwise.forms import TableReader
from digitwise.forms.grids.completing.corners import with_corners
from digitwise.forms.grids.lines import Line
from tests.forms.sheets import ruled
from tests.reading.drawings import Pixels, photographed, write

TEXTS = [["12", "40", "7"], ["3", "", "90"], ["8", "61", "24"], ["5", "2", "36"]]


def rounded(page: Pixels, left: int, top: int, right: int, bottom: int, radius: int) -> None:
    """Draw the outline of a rectangle whose corners are quarters of circles."""
    for row in (top, bottom):
        cv2.line(page, (left + radius, row), (right - radius, row), 80, 2, cv2.LINE_AA)
    for column in (left, right):
        cv2.line(page, (column, top + radius), (column, bottom - radius), 80, 2, cv2.LINE_AA)
    middles = [(left + radius, top + radius), (right - radius, top + radius)]
    middles += [(right - radius, bottom - radius), (left + radius, bottom - radius)]
    for middle, angle in zip(middles, (180, 270, 0, 90), strict=True):
        cv2.ellipse(page, middle, (radius, radius), angle, 0, 90, 80, 2, cv2.LINE_AA)


def boxes(radius: int) -> Pixels:
    """Boxes that stand apart from each other, numbers in them."""
    page = np.full((4 * 90 + 120, 3 * 150 + 120), 245, np.uint8)
    for row, texts in enumerate(TEXTS):
        for column, text in enumerate(texts):
            left, top = 60 + 150 * column, 60 + 90 * row
            rounded(page, left, top, left + 130, top + 74, radius)
            write(page, text, left + 34, top + 17, 40, 4, 30)
    return page


def table(radius: int, cut: bool = False) -> Pixels:
    """A ruled table without its corners, which are arcs, or straight if they are cut."""
    page = ruled(TEXTS)
    right, bottom = 70 + 3 * 110, 70 + 4 * 80
    for x, y in ((70, 70), (right, 70), (70, bottom), (right, bottom)):
        inner_x, inner_y = x + radius * (1 if x == 70 else -1), y + radius * (1 if y == 70 else -1)
        page[min(y, inner_y) - 3 : max(y, inner_y) + 4, min(x, inner_x) - 3 : max(x, inner_x) + 4] = 245
        if cut:
            cv2.line(page, (x, inner_y), (inner_x, y), 80, 2, cv2.LINE_AA)
    if not cut:
        rounded(page, 70, 70, right, bottom, radius)
    return page


@pytest.mark.parametrize(
    "page",
    [boxes(8), boxes(14), boxes(22), photographed(boxes(16)), table(20), table(26), table(22, cut=True)],
    ids=["8 pixels", "14 pixels", "22 pixels", "photographed", "table", "wide", "cut off"],
)
def test_round_corners_are_corners(reader: TableReader, page: Pixels) -> None:
    """Single boxes, and tables, whatever the radius: each cell is found, and none lost."""
    found = reader.read(page)
    assert [(grid.rows, grid.columns) for grid in found.grids] == [(4, 3)]
    assert found.rows() == TEXTS


def test_a_written_nought_is_no_box(reader: TableReader) -> None:
    """In boxes hardly larger than the digits, whose sides are as long as the strokes of the writing."""
    page = np.full((300, 620), 245, np.uint8)
    for row in range(2):
        for column in range(8):
            left, top = 60 + 62 * column, 60 + 90 * row
            rounded(page, left, top, left + 50, top + 66, 8)
            cv2.ellipse(page, (left + 25, top + 33), (13, 22), 0, 0, 360, 30, 4, cv2.LINE_AA)
    cells = reader.read(page).cells
    assert [cell.text for cell in cells] == ["0"] * 16


def test_lines_that_nothing_joins_stay_as_they_are() -> None:
    """Neither bare paper nor ink in the corner itself makes one; too large a corner is none."""
    levels = np.zeros((300, 300), np.uint8)
    across, down = [Line(60, np.full(200, 20, np.float32))], [Line(60, np.full(200, 20, np.float32))]
    levels[20, 60:260] = levels[60:260, 20] = 200
    assert with_corners(across, down, levels) == (across, down)
    levels[20, 20:60] = levels[20:60, 20] = 200
    assert with_corners(across, down, levels) == (across, down)
    levels[20, 20:60] = levels[20:60, 20] = 0
    cv2.ellipse(levels, (60, 60), (40, 40), 180, 0, 90, 200, 2)
    found, upright = with_corners(across, down, levels)
    assert (found[0].first, upright[0].first) == (20, 20)
    far = [Line(120, np.full(140, 20, np.float32))]
    cv2.line(levels, (20, 120), (120, 20), 200, 2)
    assert with_corners(far, far, levels) == (far, far)
