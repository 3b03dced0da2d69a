"""A drawn sheet to its table: what each cell holds, and what is said of sheets that cannot be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from digitwise.errors import PictureError
from digitwise.forms import Table, TableReader
from digitwise.forms.form import ColumnRule, SumRule
from digitwise.forms.registration import form_of_table
from tests.forms.sheets import ruled, turned
from tests.reading.drawings import encoded, write


@pytest.fixture(scope="module")
def table(reader: TableReader) -> Table:
    """A sheet with everything that a cell may hold."""
    page = ruled([["007", "4", "2.5"], ["", "70", "-"], ["8", "", "31"]], cell=(150, 80))
    for start, end in (((225, 235), (365, 305)), ((365, 235), (225, 305))):
        cv2.line(page, start, end, 30, 4, cv2.LINE_AA)
    return reader.read(turned(page, 2))


def test_numbers_keep_zeros_and_points(table: Table) -> None:
    """The text is what was written."""
    assert table.rows() == [["007", "4", "2.5"], ["", "70", ""], ["8", "", "31"]]


def test_what_is_no_number_says_what_it_is(table: Table) -> None:
    """Empty, a dash, struck out."""
    assert table[1, 0].outcome == "empty"
    assert table[1, 2].outcome == "mark"
    assert table[2, 1].outcome == "struck_out"
    assert {cell.outcome for cell in table.cells} == {"number", "empty", "mark", "struck_out"}


def test_cells_say_where_they_are(table: Table) -> None:
    """Corners in pixels of the picture as it was given, in order around the cell."""
    corners = np.array(table[0, 0].corners)
    assert corners[0, 0] < corners[1, 0]
    assert corners[1, 1] < corners[2, 1]
    assert 130 < np.hypot(*(corners[1] - corners[0])) < 160
    assert table.angle == pytest.approx(-2, abs=0.5)


def test_no_such_cell_is_a_key_error(table: Table) -> None:
    """A place outside the grid."""
    with pytest.raises(KeyError, match="row 9, column 0"):
        table[9, 0]


def test_a_faint_number_is_never_empty(reader: TableReader) -> None:
    """Pale pencil among strong ink: read or flagged, but not empty in silence."""
    page = ruled([["12", "40", "7"], ["", "", "3"], ["8", "5", ""]], cell=(150, 80))
    faint = ruled([["", "", ""], ["", "62", ""], ["", "", ""]], cell=(150, 80), shade=245)
    page = np.where(faint < 200, 205, page).astype(np.uint8)
    cell = reader.read(page)[1, 1]
    assert cell.outcome != "empty" or cell.doubtful


def test_a_small_number_among_large_ones_is_never_empty(reader: TableReader) -> None:
    """A filled cell does not become empty because its neighbors are larger."""
    page = ruled([["40", "7"], ["2", "31"]], cell=(200, 160))
    cv2.circle(page, (300, 300), 4, 30, -1)
    small = ruled([["", ""], ["4", ""]], cell=(200, 40), shade=245)
    page[260:300, 300:400] = np.minimum(page[260:300, 300:400], small[110:150, 70:170])
    found = reader.read(page)
    assert [cell.outcome for cell in found.cells if cell.outcome == "empty" and not cell.doubtful] == []


def test_boxes_are_one_number(reader: TableReader) -> None:
    """Digits in boxes, a pale guide in each, the first box unused."""
    page = ruled([[""], [""], [""]], cell=(250, 110))
    for row, text in enumerate(["165", " 42", "  9"]):
        for place, character in enumerate(text):
            left, top = 70 + 25 + 70 * place, 70 + 110 * row + 22
            cv2.rectangle(page, (left, top), (left + 60, top + 64), 150, 2)
            cv2.rectangle(page, (left + 16, top + 14), (left + 42, top + 50), 215, 1)
            cv2.line(page, (left + 16, top + 32), (left + 42, top + 32), 215, 1)
            write(page, character, left + 18, top + 12, 40, 4, 20)
    assert reader.read(page).rows() == [["165"], ["42"], ["9"]]


def test_a_half_belongs_to_its_number(reader: TableReader) -> None:
    """A small 1 over a small 2, a slash between them, beside a whole number and alone."""
    page = ruled([["2", "8"], ["4", ""], ["7", "31"]], cell=(150, 80))
    for left, top in ((140, 100), (250, 180)):
        write(page, "1", left, top - 16, 18, 3, 30)
        cv2.line(page, (left + 4, top + 26), (left + 24, top - 14), 30, 3, cv2.LINE_AA)
        write(page, "2", left + 20, top + 12, 20, 3, 30)
    assert reader.read(page).rows() == [["2½", "8"], ["4", "½"], ["7", "31"]]


def test_a_ring_around_a_number_is_no_digit(reader: TableReader) -> None:
    """Teachers ring what counts; a 1 in a ring is no nought with a stroke in it, and a person looks at it."""
    page = ruled([["1", "8"], ["40", "3"], ["7", "31"]], cell=(150, 110))
    cv2.ellipse(page, (100, 125), (40, 48), 0, 0, 360, 30, 3, cv2.LINE_AA)
    cell = reader.read(page)[0, 0]
    assert (cell.outcome, cell.text, cell.doubtful) == ("number", "1", True)


def test_writing_that_touches_the_cell_above_is_not_lost(reader: TableReader) -> None:
    """A stroke joins digits of two cells; each cell keeps its own."""
    page = ruled([["3", "8"], ["40", "5"], ["7", "31"]], cell=(150, 80))
    write(page, "8", 250, 90, 40, 10, 30)
    cv2.line(page, (275, 125), (262, 175), 30, 4, cv2.LINE_AA)
    cells = reader.read(page)
    assert all(cells[row, 1].outcome != "empty" or cells[row, 1].doubtful for row in (0, 1))
    assert [cells[row, 1].text for row in (0, 1) if not cells[row, 1].doubtful] in ([], ["8"], ["5"], ["8", "5"])


def test_headings_are_labels(reader: TableReader) -> None:
    """A row that counts 1, 2, 3, 4 is no data."""
    found = reader.read(ruled([["1", "2", "3", "4"], ["7", "", "5", "40"], ["6", "8", "", "9"]]))
    assert [cell.outcome for cell in found.cells if cell.row == 0] == ["label"] * 4
    assert found[1, 3].text == "40"
    assert found[1, 3].outcome == "number"


def test_a_page_without_a_grid_is_refused(reader: TableReader) -> None:
    """One sentence and a code."""
    with pytest.raises(PictureError, match="enclose them; digitwise read reads numbers without") as caught:
        reader.read(np.full((200, 300), 255, np.uint8))
    assert caught.value.code == "no_grid"


def test_a_file_gives_its_digest(reader: TableReader, tmp_path: Path) -> None:
    """The digest is of the file as it lies."""
    path = tmp_path / "sheet.png"
    path.write_bytes(encoded(ruled([["1", "2"], ["3", "4"]])))
    found = reader.read(path)
    assert found.source == "sheet.png"
    assert len(found.sha256) == 64
    assert found.sha256 == reader.read(path.read_bytes()).sha256
    with path.open("rb") as file:
        assert reader.read(file) == found


def test_a_sheet_is_read_as_its_form(reader: TableReader) -> None:
    """A form made of one sheet fits the next, turned, and not one with a column more."""
    texts = [["1", "2", "3"], ["4", "5", "9"], ["0", "7", "7"]]
    first = reader.read(ruled(texts))
    form = form_of_table(first, "sums")
    rules = (ColumnRule("a"), ColumnRule("b"), ColumnRule("all"))
    form = replace(form, columns=rules, sums=(SumRule("all", ("a", "b")),))
    found = reader.read(turned(ruled(texts), 3), form=form)
    assert [cell.text for cell in found.cells if cell.row] == ["4", "5", "9", "0", "7", "7"]
    assert found.doubtful == ()
    with pytest.raises(PictureError, match="not of the form 'sums'"):
        reader.read(ruled([[*row, "1"] for row in texts]), form=form)


def test_writing_beside_boxes_is_doubtful(reader: TableReader) -> None:
    """A third digit that was written where no box is must not vanish in silence."""
    page = ruled([["", ""], ["", ""]], cell=(250, 110))
    for row in range(2):
        for place in range(2):
            left, top = 70 + 25 + 70 * place, 70 + 110 * row + 22
            cv2.rectangle(page, (left, top), (left + 60, top + 64), 150, 2)
            write(page, "42"[place], left + 18, top + 12, 40, 4, 20)
    write(page, "7", 70 + 195, 70 + 34, 40, 4, 20)
    found = reader.read(page)
    assert (found[0, 0].text, found[0, 0].doubtful) == ("42", True)
    assert (found[1, 0].text, found[1, 0].doubtful) == ("42", False)
