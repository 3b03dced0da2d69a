"""What was printed is told from what was written: by what it says, by its color, and by its size."""

from __future__ import annotations

from dataclasses import replace

import cv2
import pytest

from digitwise.forms import TableReader
from digitwise.forms.context.labels import with_labels
from digitwise.forms.context.looks import Look
from digitwise.forms.filled_form import as_filled
from digitwise.forms.form import ColumnRule
from digitwise.forms.registration import form_of_table
from digitwise.forms.result import GridSize, Outcome, Table, TableCell
from tests.forms.sheets import ruled
from tests.reading.drawings import Pixels

WORDS: dict[str, Outcome] = {"word": "label", "tick": "mark", "": "empty"}
PRINT, PEN = Look(1.0, 20.0), Look(30.0, 40.0)


def cells_of(rows: list[list[str]]) -> list[TableCell]:
    """Cells of one grid."""
    return [
        TableCell(
            0,
            row,
            column,
            WORDS.get(text, "number"),
            "" if text in WORDS else text,
            0.99,
            False,
            ((column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)),
        )
        for row, line in enumerate(rows)
        for column, text in enumerate(line)
    ]


def found(rows: list[list[str]], looks: dict[int, Look], usual: Look = PEN) -> list[tuple[int, int, str]]:
    """Places and texts of the labels of a grid; ``looks`` are of its first row (0) and column (1)."""
    cells = cells_of(rows)
    seen = [
        looks.get(0, usual) if not cell.row else looks.get(1, usual) if not cell.column else usual for cell in cells
    ]
    return [(cell.row, cell.column, cell.text) for cell in with_labels(cells, seen) if cell.outcome == "label"]


def test_printed_letters_beside_a_colored_pen_are_labels_without_a_text() -> None:
    """a, b and c, of which two seem to be digits; the heading of the columns is no writing beside them."""
    rows = [
        ["word", "1", "2", "3"],
        ["2", "7", "", ""],
        ["6", "", "", "8"],
        ["tick", "", "", ""],
        ["word", "5", "", ""],
    ]
    labels = found(rows, {0: PRINT, 1: PRINT})
    assert labels == [(0, 0, ""), *((0, n, str(n)) for n in (1, 2, 3)), *((row, 0, "") for row in (1, 2, 3, 4))]


def test_print_is_smaller_than_writing_with_the_same_pen() -> None:
    """Without a color, what has the size of the headings is print; what is as large as the writing is not."""
    rows = [["word", "1", "2", "3"], ["2011", "7", "8", "5"], ["2012", "4", "6", "8"], ["2013", "9", "5", "0"]]
    small, large = Look(0.0, 20.0), Look(0.0, 30.0)
    years = [(row, 0, f"201{row}") for row in (1, 2, 3)]
    assert found(rows, {0: small, 1: Look(0.0, 23.0)}, large)[4:] == years
    assert found(rows, {0: small, 1: large}, large)[4:] == []
    assert found(rows, {0: small, 1: Look(0.0, 8.0)}, large)[4:] == []


def test_numbers_of_rows_that_another_pen_wrote_are_data() -> None:
    """Gray beside red, but not of one height: a person wrote them."""
    rows = [["1456", "7"], ["3009", "8"], ["9505", "4"], ["2373", "1"]]
    cells = cells_of(rows)
    heights = iter((30.0, 36.0, 27.0, 41.0))
    looks = [PEN if cell.column else Look(1.0, next(heights)) for cell in cells]
    assert all(cell.outcome == "number" for cell in with_labels(cells, looks))
    assert [cell.outcome for cell in with_labels(cells, [PEN if cell.column else PRINT for cell in cells])][:2] == [
        "label",
        "number",
    ]


def test_a_form_says_that_a_label_is_data() -> None:
    """What was read of it, and whether it is in doubt, is kept for that."""
    rows = [["word", "1", "2", "3"], ["2", "7", "5", "3"], ["6", "1", "4", "8"], ["tick", "9", "", ""]]
    cells = cells_of(rows)
    cells[8] = replace(cells[8], probability=0.7, doubtful=True)
    labels = with_labels(cells, [PEN if cell.row and cell.column else PRINT for cell in cells])
    assert (labels[8].outcome, labels[8].text) == ("label", "")
    table = Table(None, "", (100, 100), (GridSize(4, 4),), tuple(labels))
    form = form_of_table(table, "quiz")
    assert (form.first_row, [rule.kind for rule in form.columns]) == (1, ["ignored", "any", "any", "any"])
    form = replace(form, columns=(ColumnRule("task", "any"), *form.columns[1:]))
    filled = as_filled(table, form, is_placed=True)
    assert [(cell.outcome, cell.text, cell.doubtful) for cell in (filled[1, 0], filled[2, 0], filled[3, 0])] == [
        ("number", "2", False),
        ("number", "6", True),
        ("unreadable", "", True),
    ]


def test_a_heading_says_what_belongs_there_where_it_was_not_read() -> None:
    """4 among 1 to 6 seemed to be a half."""
    labels = found([["1", "2", "3", "½", "5", "6"], ["70", "", "", "", "40", "1"]], {0: PRINT})
    assert [text for _, _, text in labels] == ["1", "2", "3", "4", "5", "6"]


def test_room_for_a_title_is_no_row_of_data() -> None:
    """An empty cell over all columns above the heading."""
    title = TableCell(0, 0, 0, "empty", "", 1.0, False, (), column_span=4)
    cells = [title, *cells_of([[""] * 4, ["1", "2", "3", "4"], ["70", "8", "5", "40"]])[4:]]
    found = with_labels(cells, [PEN] * len(cells))
    assert [cell.outcome for cell in found] == ["empty"] + ["label"] * 4 + ["number"] * 4


@pytest.mark.parametrize("shade", [30, 90])
def test_printed_letters_on_a_gray_sheet_are_labels(reader: TableReader, shade: int) -> None:
    """Letters that look like digits, set in the size of the heading; numbers beside them are read."""
    page: Pixels = ruled([["", "", "", ""], ["", "41", "", "73"], ["", "", "58", ""], ["", "20", "", ""]], (120, 90))
    for row, text in enumerate(("", "a", "b", "Total")):
        cv2.putText(page, text, (95, 125 + 90 * row), cv2.FONT_HERSHEY_COMPLEX, 0.8, shade, 1, cv2.LINE_AA)
    for column in (1, 2, 3):
        at = (110 + 120 * column, 125)
        cv2.putText(page, str(column), at, cv2.FONT_HERSHEY_COMPLEX, 0.8, shade, 1, cv2.LINE_AA)
    table = reader.read(page)
    assert table.rows() == [["", "1", "2", "3"], ["", "41", "", "73"], ["", "", "58", ""], ["", "20", "", ""]]
    assert [cell.doubtful for cell in table.cells if cell.column == 0] == [False] * 4
    assert {cell.outcome for cell in table.cells if cell.column == 0} <= {"label", "empty"}


def test_words_stand_beside_what_counts() -> None:
    """No. before the numbers of a heading and Total behind them have no number of their own."""
    labels = found([["word", "1", "2", "3", "tick", "5", "word"], ["007", "3", "2", "", "4", "", "9"]], {0: PRINT})
    assert [text for _, _, text in labels] == ["", "1", "2", "3", "4", "5", ""]
