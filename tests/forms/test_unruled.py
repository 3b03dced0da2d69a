"""Rows and columns that no lines divide are told apart by the writing; where they cannot be, a person looks."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from digitwise.forms import TableReader
from tests.forms.sheets import Texts
from tests.reading.drawings import Pixels, photographed, write

TEXTS = [["12", "40", "7"], ["3", "", "90"], ["8", "61", "24"], ["", "2", "36"], ["95", "17", "50"]]
PITCH = 66


def columns_of(texts: Texts, shift: Callable[[int, int], int] = lambda row, column: 0, pitch: int = PITCH) -> Pixels:
    """Columns between upright lines, with a line above and one below them and none between their rows."""
    rows, columns = len(texts), len(texts[0])
    page = np.full((rows * pitch + 140, columns * 140 + 140), 245, np.uint8)
    for column in range(columns + 1):
        cv2.line(page, (70 + 140 * column, 70), (70 + 140 * column, 70 + rows * pitch), 80, 2)
    for edge in (70, 70 + rows * pitch):
        cv2.line(page, (70, edge), (70 + 140 * columns, edge), 80, 2)
    for row, those in enumerate(texts):
        for column, text in enumerate(those):
            write(page, text, 100 + 140 * column, 84 + pitch * row + shift(row, column), 38, 4, 30)
    return page


@pytest.mark.parametrize(
    "page",
    [
        columns_of(TEXTS),
        columns_of(TEXTS, lambda row, column: 7 * (1 - 2 * ((row + column) % 2))),
        columns_of(TEXTS, lambda row, column: 10 * (1 - column)),
        photographed(columns_of(TEXTS)),
    ],
    ids=["straight", "unsteady", "rising", "photographed"],
)
def test_rows_of_numbers_are_rows(reader: TableReader, page: Pixels) -> None:
    """Written straight, up and down, or rising from left to right."""
    found = reader.read(page)
    assert (found.grids[0].rows, found.grids[0].columns) == (5, 3)
    assert found.rows() == TEXTS


def test_a_heading_of_its_own_stays_one(reader: TableReader) -> None:
    """Its line is ruled; below it nothing is."""
    page = columns_of([["", "", ""], *TEXTS])
    cv2.line(page, (70, 70 + PITCH), (490, 70 + PITCH), 80, 2)
    for column, word in enumerate(("Mon", "Tue", "Wed")):
        cv2.putText(page, word, (95 + 140 * column, 112), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 30, 2, cv2.LINE_AA)
    found = reader.read(page)
    assert "number" not in {cell.outcome for cell in found.cells if cell.row == 0}
    assert found.rows()[1:] == TEXTS


@pytest.mark.parametrize(("pitch", "step"), [(66, 33), (96, 48)])
def test_columns_out_of_step_are_looked_at(reader: TableReader, pitch: int, step: int) -> None:
    """Nobody could tell which number stands beside which."""
    page = columns_of(TEXTS, lambda row, column: step * (column % 2) - 4, pitch)
    found = reader.read(page)
    assert all(cell.doubtful for cell in found.cells)


def test_two_lines_in_a_ruled_row_stay_one(reader: TableReader) -> None:
    """A heading of two lines, or a number and its correction: all rows of the table are ruled."""
    page = np.full((400, 560), 245, np.uint8)
    for column in range(4):
        cv2.line(page, (70 + 140 * column, 60), (70 + 140 * column, 345), 80, 2)
    for row in range(4):
        cv2.line(page, (70, 60 + 95 * row), (490, 60 + 95 * row), 80, 2)
    for row in range(3):
        for column in range(3):
            write(page, "47", 100 + 140 * column, 68 + 95 * row, 30, 4, 30)
            write(page, "25", 100 + 140 * column, 114 + 95 * row, 30, 4, 30)
    found = reader.read(page)
    assert (found.grids[0].rows, found.grids[0].columns) == (3, 3)


def rows_of(texts: Texts, shift: Callable[[int, int], int] = lambda row, column: 0, pitch: int = 150) -> Pixels:
    """Rows between horizontal lines, as on lined paper."""
    rows, columns = len(texts), len(texts[0])
    page = np.full((rows * 76 + 140, columns * pitch + 140), 245, np.uint8)
    for row in range(rows + 1):
        cv2.line(page, (70, 70 + 76 * row), (70 + pitch * columns, 70 + 76 * row), 110, 2)
    for row, those in enumerate(texts):
        for column, text in enumerate(those):
            write(page, text, 90 + pitch * column + shift(row, column), 88 + 76 * row, 38, 4, 30)
    return page


@pytest.mark.parametrize(
    "page",
    [
        rows_of(TEXTS),
        rows_of(TEXTS, lambda row, column: 14 * (row % 3 - 1)),
        rows_of(TEXTS, lambda row, column: 10 * row - 20),
        photographed(rows_of(TEXTS)),
    ],
    ids=["straight", "unsteady", "leaning", "photographed"],
)
def test_columns_of_numbers_are_columns(reader: TableReader, page: Pixels) -> None:
    """Below each other, to and fro, or leaning; it is said that no lines divide them."""
    found = reader.read(page)
    assert (found.grids[0].rows, found.grids[0].columns) == (5, 3)
    assert found.rows() == TEXTS
    assert "no lines divide its columns: they are told by the writing" in found.warnings


def test_names_beside_numbers_are_a_column(reader: TableReader) -> None:
    """Words are longer than numbers, and begin below each other."""
    page = rows_of([["", *row] for row in TEXTS])
    for row, name in enumerate(("Anna", "Ben", "Cleo", "Dan", "Eva")):
        cv2.putText(page, name, (80, 120 + 76 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 30, 2, cv2.LINE_AA)
    assert [row[1:] for row in reader.read(page).rows()] == TEXTS


def test_a_row_in_which_numbers_run_into_each_other_is_looked_at(reader: TableReader) -> None:
    """The others are read."""
    texts = [*TEXTS, ["12", "", "30"], ["7", "45", "6"]]
    page = rows_of(texts)
    write(page, "7502", 165, 88 + 76 * 5, 38, 4, 30)
    found = reader.read(page)
    assert found.grids[0].columns == 3
    assert [row for place, row in enumerate(found.rows()) if place != 5] == [*TEXTS, ["7", "45", "6"]]
    assert all(found[5, column].doubtful for column in range(3))


def test_columns_that_no_row_tells_apart_are_looked_at(reader: TableReader) -> None:
    """Numbers that stand anywhere: those of a row are not read as one without a doubt."""
    random = np.random.default_rng(4)
    shifts = random.integers(-70, 70, (5, 3))
    page = rows_of([["12", "40", "73"], *TEXTS[1:]], lambda row, column: int(shifts[row, column]), 200)
    found = reader.read(page)
    several = [cell for cell in found.cells if cell.outcome == "number" and len(cell.text) > 2]
    assert all(cell.doubtful for cell in several)
