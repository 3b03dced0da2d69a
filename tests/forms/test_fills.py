"""Shaded rows and dark headers: where a fill ends, a cell ends, and nowhere else."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitwise.forms import TableReader
from digitwise.forms.grids.fills import fills_of
from tests.forms.sheets import ruled
from tests.reading.drawings import write

ROWS = [["12", "40", "7"], ["3", "5", "90"], ["8", "61", "24"], ["70", "2", "36"]]


def test_a_row_below_a_black_header_is_read(reader: TableReader) -> None:
    """The line between them is lost in the header, and its edge stands for it; points are no specks beside it."""
    rows = [[*row[:2], f"{row[2]}.5"] for row in ROWS]
    page = ruled([["", "", ""], *rows], cell=(140, 80))
    cv2.rectangle(page, (70, 70), (490, 150), 25, -1)
    for column in range(3):
        cv2.line(page, (70 + 140 * column, 70), (70 + 140 * column, 150), 80, 2)
        cv2.putText(page, f"Q{column + 1}", (120 + 140 * column, 118), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 245, 1)
    found = reader.read(page)
    numbers = [cell.text for cell in found.cells if cell.outcome == "number"]
    assert numbers == [text for row in rows for text in row]


def test_light_letters_and_lines_do_not_cut_a_dark_header(reader: TableReader) -> None:
    """As word processors set them: white words close to lines that are paler than the header."""
    page = ruled([["", "", ""], *ROWS], cell=(160, 64), shade=150)
    cv2.rectangle(page, (71, 71), (549, 133), 85, -1)
    for column in (230, 390):
        cv2.line(page, (column, 70), (column, 134), 150, 2)
    for column, word in enumerate(("Oral", "Test 1", "Test 2")):
        cv2.putText(page, word, (95 + 160 * column, 110), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 250, 2, cv2.LINE_AA)
    found = reader.read(page)
    assert found.rows()[-4:] == ROWS
    assert not [cell for cell in found.cells if cell.outcome == "number" and cell.row < found.grids[0].rows - 4]


def test_rows_that_are_told_apart_by_their_shade_alone_are_rows(reader: TableReader) -> None:
    """Every other row is gray, and no line is drawn between them."""
    page = np.full((460, 560), 245, np.uint8)
    for row in (0, 2):
        cv2.rectangle(page, (70, 70 + 80 * row), (490, 150 + 80 * row), 205, -1)
    for column in range(4):
        cv2.line(page, (70 + 140 * column, 70), (70 + 140 * column, 390), 80, 2)
    for edge in (70, 390):
        cv2.line(page, (70, edge), (490, edge), 80, 2)
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            write(page, text, 98 + 140 * column, 90 + 80 * row, 40, 4, 30)
    assert reader.read(page).rows() == ROWS


@pytest.mark.parametrize(("shade", "size"), [(20, 1.0), (100, 1.0), (20, 1.7)])
def test_a_table_whose_diagonal_is_blackened_is_one(reader: TableReader, shade: int, size: float) -> None:
    """Nobody plays against himself; the lines of the table are lost beside dark cells, or pale."""
    texts = [["" if row == column else str(23 + 7 * row + 3 * column) for column in range(5)] for row in range(5)]
    page = ruled(texts, cell=(110, 80), line=3)
    for place in range(5):
        left, top = 70 + 110 * place, 70 + 80 * place
        cv2.rectangle(page, (left + 2, top + 2), (left + 108, top + 78), shade, -1)
    page = np.asarray(cv2.resize(page, None, fx=size, fy=size, interpolation=cv2.INTER_CUBIC), np.uint8)
    found = reader.read(page)
    assert [(grid.rows, grid.columns) for grid in found.grids] == [(5, 5)]
    for cell in found.cells:
        assert (cell.text if cell.outcome == "number" else "") == texts[cell.row][cell.column]
    assert not [cell for cell in found.cells if cell.row == cell.column and cell.outcome == "empty"]


def test_a_dark_square_beside_a_table_is_no_cell(reader: TableReader) -> None:
    """As a logo, or the mark of another printer."""
    page = np.pad(ruled(ROWS), ((0, 0), (0, 200)), constant_values=245)
    page[100:180, -180:-100] = 20
    assert reader.read(page).rows() == ROWS


def test_a_sheet_on_a_desk_and_a_shadow_are_no_fills() -> None:
    """The desk goes on beyond the picture, the sheet is lighter than it, and the edge of a shadow is soft."""
    desk = np.full((300, 400), 60, np.uint8)
    desk[40:260, 50:350] = 240
    assert not fills_of(desk)
    shadow = np.full((300, 400), 240, np.uint8)
    shadow[80:200, 100:300] = 150
    assert not fills_of(np.asarray(cv2.GaussianBlur(shadow, (0, 0), 12), np.uint8))


def test_a_number_that_somebody_has_blackened_is_looked_at(reader: TableReader) -> None:
    """With a broad pen, below a header that is as dark."""
    page = ruled([["", "", ""], *ROWS], cell=(200, 80))
    cv2.rectangle(page, (70, 70), (670, 150), 25, -1)
    cv2.rectangle(page, (285, 182), (455, 215), 25, -1)
    blackened = [
        cell
        for cell in reader.read(page).cells
        if cell.corners[0][0] < 370 < cell.corners[2][0] and cell.corners[0][1] < 198 < cell.corners[2][1]
    ]
    assert blackened
    assert all(cell.outcome != "empty" and cell.doubtful for cell in blackened)


def test_small_dark_squares_are_no_fills() -> None:
    """Those of a code are shorter than any row."""
    code = np.full((300, 400), 240, np.uint8)
    for place in range(4):
        code[40 + 60 * place : 70 + 60 * place, 60:120] = 20
    assert not fills_of(code)
