"""What is printed into every cell as dark as the pen is neither a number nor a part of one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitwise.forms import TableReader
from tests.forms.sheets import ruled
from tests.reading.drawings import Pixels, photographed, write

TEXTS = [["7", "4", ""], ["3", "", "9"], ["8", "6", "2"], ["5", "", "4"]]
CELL = (180, 80)


def printed(word: str, texts: list[list[str]] = TEXTS) -> Pixels:
    """Cells in which a word is printed right of the numbers."""
    page = ruled(texts, cell=CELL)
    for row in range(len(texts)):
        for column in range(len(texts[0])):
            place = 70 + 180 * column + 105, 70 + 80 * row + 50
            cv2.putText(page, word, place, cv2.FONT_HERSHEY_SIMPLEX, 0.7, 30, 2, cv2.LINE_AA)
    return page


@pytest.mark.parametrize("word", ["/ 10", "kg", "20"])
def test_print_beside_numbers_is_left_out(reader: TableReader, word: str) -> None:
    """And a cell in which nothing else stands is empty."""
    found = reader.read(printed(word))
    assert found.rows() == TEXTS
    assert not found.doubtful


def test_print_is_told_on_a_photograph(reader: TableReader) -> None:
    """Where paper is bent a little and the light falls from a side."""
    found = reader.read(photographed(printed("/ 10")))
    assert found.rows() == TEXTS
    assert not found.doubtful


@pytest.mark.parametrize("length", [0, 12])
def test_points_and_commas_in_the_same_place_are_read(reader: TableReader, length: int) -> None:
    """Printed between the boxes of two digits, or written as evenly: they are parts of the numbers."""
    page = ruled([[f"{text}.{text}" if text else "" for text in row] for row in TEXTS], cell=CELL)
    for row in range(4):
        for column in range(3):
            x, y = 106 + 180 * column + 38, 90 + 80 * row + 40
            cv2.line(page, (x, y), (x - length // 3, y + length), 30, 5, cv2.LINE_AA)
    found = reader.read(page)
    numbers = [cell for cell in found.cells if TEXTS[cell.row][cell.column]]
    assert all(cell.doubtful or set(cell.text) & set(".,") for cell in numbers)


def test_a_number_over_print_is_looked_at(reader: TableReader) -> None:
    """The pen goes over the slash, so that neither is found."""
    page = printed("/ 10")
    write(page, "6", 345, 172, 40, 4, 30)
    assert reader.read(page)[1, 1].doubtful


def test_words_that_stand_alone_stay_headings(reader: TableReader) -> None:
    """The same word above each column, as large as the cells of numbers."""
    page = ruled([[""] * 6, *[["12", "40", "7", "31", "25", "60"]] * 3], cell=(120, 70))
    for column in range(6):
        cv2.putText(page, "Punkte", (80 + 120 * column, 112), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 30, 1, cv2.LINE_AA)
    found = reader.read(page)
    assert [found[0, column].outcome for column in range(6)] == ["label"] * 6


def test_the_same_number_in_each_cell_is_kept(reader: TableReader) -> None:
    """Written, however alike; a person's hand moves by more than print does, and nothing stands beside it."""
    random = np.random.default_rng(3)
    page = ruled([[""] * 3] * 4, cell=CELL)
    for row in range(4):
        for column in range(3):
            across, down = random.integers(-4, 5, 2)
            write(page, "10", 70 + 180 * column + 40 + int(across), 90 + 80 * row + int(down), 40, 4, 30)
    assert reader.read(page).rows() == [["10"] * 3] * 4


def test_the_number_of_a_printed_label_is_no_writing(reader: TableReader) -> None:
    """What differs from label to label is as small as what does not, and is printed as well."""
    page = ruled([["", text] for text in ("12", "40", "7", "31", "25", "60")], cell=(150, 80))
    for row in range(6):
        place = 80, 118 + 80 * row
        cv2.putText(page, f"Test {3 * row + 2}", place, cv2.FONT_HERSHEY_SIMPLEX, 0.8, 30, 2, cv2.LINE_AA)
    found = reader.read(page)
    assert all(found[row, 0].doubtful or found[row, 0].outcome == "label" for row in range(6))
