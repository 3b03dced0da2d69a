"""What is struck out, replaced, or drawn through cells is never a number that nobody has to look at."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitwise.forms import TableReader
from digitwise.forms.grids.lines import Line
from digitwise.forms.grids.strokes import without_strokes
from tests.forms.sheets import ruled
from tests.reading.drawings import Pixels, write

TEXTS = [["57", "40", "7"], ["32", "", "90"], ["81", "", "24"]]
CELL = (150, 80)


def stroke(page: Pixels, start: tuple[int, int], end: tuple[int, int], pen: int = 4) -> None:
    """A stroke of the pen that has written the numbers."""
    cv2.line(page, start, end, 30, pen, cv2.LINE_AA)


@pytest.mark.parametrize("pen", [2, 4])
@pytest.mark.parametrize("rise", [-18, 0, 18])
def test_a_number_with_a_stroke_through_it_is_struck_out(reader: TableReader, rise: int, pen: int) -> None:
    """Level or aslant, thin or thick; the networks alone read the digits below it."""
    page = ruled(TEXTS, cell=CELL)
    stroke(page, (80, 190 + rise), (200, 190 - rise), pen)
    cell = reader.read(page)[1, 0]
    assert (cell.outcome, cell.text, cell.doubtful) == ("struck_out", "", True)


def test_what_stands_beside_a_number_that_is_struck_out_takes_its_place(reader: TableReader) -> None:
    """It is read, and a person is asked."""
    page = ruled([["57", "40"], ["", "90"]], cell=(260, 80))
    write(page, "32", 90, 170, 40, 4, 30)
    stroke(page, (80, 190), (165, 190))
    write(page, "45", 210, 170, 40, 4, 30)
    cell = reader.read(page)[1, 0]
    assert (cell.outcome, cell.text, cell.doubtful) == ("number", "45", True)


def test_bars_and_lines_below_numbers_strike_nothing_out(reader: TableReader) -> None:
    """A 4, a 7 with a bar, and what is underlined."""
    page = ruled([["44", "57", "14"], ["77", "32", "95"]], cell=CELL)
    stroke(page, (250, 139), (340, 139), 2)
    found = reader.read(page)
    assert not [cell for cell in found.cells if cell.outcome == "struck_out"]
    assert [cell.text for cell in found.cells] == ["44", "57", "14", "77", "32", "95"]


@pytest.mark.parametrize("inset", [-30, 3, 20])
def test_a_row_that_is_struck_out_stays_a_row(reader: TableReader, inset: int) -> None:
    """The stroke goes through all of its cells, within the table, from side to side, or beyond: it is no line."""
    texts = [["57", "40", "7", "16"], ["32", "68", "90", "5"], ["81", "3", "24", "70"]]
    page = ruled(texts, cell=(130, 80))
    stroke(page, (70 + inset, 187), (590 - inset, 193))
    found = reader.read(page)
    assert (found.grids[0].rows, found.grids[0].columns) == (3, 4)
    assert [row for row in found.rows() if row in texts] == [texts[0], texts[2]]
    assert all(found[1, column].doubtful for column in range(4))


def test_a_thick_line_across_which_somebody_wrote_is_a_line(reader: TableReader) -> None:
    """It bounds a group of rows; to cut a row in two its neighbors are too far apart."""
    texts = [["57", "40", "7"], ["32", "68", "90"], ["81", "3", "24"], ["6", "19", "35"]]
    page = ruled(texts, cell=CELL)
    stroke(page, (70, 230), (520, 230), 6)
    for column in range(3):
        write(page, "4", 180 + 150 * column, 205, 40, 4, 30)
    found = reader.read(page)
    assert (found.grids[0].rows, found.grids[0].columns) == (4, 3)


def test_a_stroke_through_the_rest_of_a_column_is_no_wall_and_no_ones(reader: TableReader) -> None:
    """Whoever needs no more rows draws it; each of its parts looks like a 1."""
    page = ruled([["57", "40", "7"], ["32", "", "90"], ["81", "", "24"], ["6", "", "12"]], cell=CELL)
    stroke(page, (300, 180), (290, 370))
    found = reader.read(page)
    assert (found.grids[0].rows, found.grids[0].columns) == (4, 3)
    assert all(found[row, 1].doubtful for row in (1, 2, 3))


def test_the_lines_of_a_table_ruled_by_hand_are_lines(reader: TableReader) -> None:
    """Most run past the outermost, some at one end alone; the last one by the most, at both ends."""
    page = ruled([["", "", ""]] * 4, cell=CELL)
    page[:] = 245
    texts = [["57", "40", "7"], ["32", "", "90"], ["81", "", "24"], ["6", "", "12"]]
    for row in range(5):
        before, after = [(8, 0), (8, 0), (0, 8), (8, 8), (22, 22)][row]
        stroke(page, (70 - before, 70 + 80 * row), (520 + after, 72 + 80 * row))
    for column in range(4):
        stroke(page, (70 + 150 * column, 60), (71 + 150 * column, 402))
    for row, those in enumerate(texts):
        for column, text in enumerate(those):
            write(page, text, 100 + 150 * column, 90 + 80 * row, 40, 4, 30)
    found = reader.read(page)
    assert (found.grids[0].rows, found.grids[0].columns) == (4, 3)
    assert found.rows() == texts


@pytest.mark.parametrize("outer", [20, 180])
def test_an_outer_line_that_ends_before_its_corners_is_no_stroke(outer: int) -> None:
    """As one does that was drawn by hand and bends at its ends: the lines that it crosses end at it."""
    page, lines = np.zeros((200, 300), np.uint8), []
    for row in (20, 80, 130, 180):
        first, last = (60, 250) if row == outer else (20, 280)
        page[row, first : last + 1] = 200
        lines.append(Line(first, np.full(last + 1 - first, row, np.float32)))
    sides = [Line(20, np.full(161, column, np.float32)) for column in (20, 150, 280)]
    assert without_strokes(lines, sides, page) == lines


def test_ditto_marks_are_no_eleven_without_a_doubt(reader: TableReader) -> None:
    """Two strokes that are low beside the writing of the sheet."""
    page = ruled(TEXTS, cell=CELL)
    for row in (1, 2):
        for across in (288, 302):
            stroke(page, (across, 96 + 80 * row), (across - 4, 112 + 80 * row))
    found = reader.read(page)
    assert all(found[row, 1].doubtful or found[row, 1].outcome != "number" for row in (1, 2))
    assert not found[0, 1].doubtful


def test_ditto_marks_beside_small_print_are_no_eleven_without_a_doubt(reader: TableReader) -> None:
    """Words that are printed into most cells, lower than the writing, say nothing of how high ones are."""
    page = ruled([["", "", "84"], ["", "", ""], ["", "", "57"], ["", "", "36"], ["", "", "92"]], cell=(150, 80))
    for row in range(5):
        for column in range(2):
            place = (90 + 150 * column, 118 + 80 * row)
            cv2.putText(page, "Part", place, cv2.FONT_HERSHEY_SIMPLEX, 0.9, 60, 2, cv2.LINE_AA)
    for left in (440, 452):
        cv2.line(page, (left, 180), (left - 3, 201), 30, 4)
    cell = reader.read(page)[1, 2]
    assert cell.doubtful or cell.outcome != "number"
