"""Cells that stand alone among cells of another kind: nothing is read otherwise, but a person is asked."""

from __future__ import annotations

import pytest

from digitwise.forms.context.company import with_company
from digitwise.forms.context.labels import with_labels
from digitwise.forms.context.looks import Look
from digitwise.forms.result import Outcome, TableCell

KINDS: dict[str, Outcome] = {"tick": "mark", "dash": "mark", "cross": "struck_out", "word": "label", "": "empty"}


def found(rows: list[list[str]]) -> dict[str, list[tuple[int, int]]]:
    """Places of the doubtful cells of a table, by outcome; what is no number is told by a word."""
    texts = [(row, column, text) for row, line in enumerate(rows) for column, text in enumerate(line)]
    cells = [
        TableCell(0, row, column, KINDS.get(text, "number"), "" if text in KINDS else text, 0.99, False, ())
        for row, column, text in texts
    ]
    tall = {place for place, (_, _, text) in enumerate(texts) if text not in ("dash", "")}
    doubtful: dict[str, list[tuple[int, int]]] = {}
    for cell in with_company(cells, tall):
        if cell.doubtful:
            doubtful.setdefault(cell.outcome, []).append((cell.row, cell.column))
    return doubtful


def test_a_number_in_a_column_of_ticks_is_looked_at() -> None:
    """A stroke among ticks is hardly a 1; numbers of other columns stay as they are."""
    rows = [["1", "tick"], ["2", "tick"], ["3", "11"], ["4", "tick"], ["5", ""]]
    assert found(rows) == {"number": [(2, 1)]}


def test_a_mark_among_numbers_is_looked_at() -> None:
    """It may be a number that was not read; a dash is none, and in a column of ticks one is expected."""
    numbers = [["3", "4", "5"], ["tick", "1", "2"], ["6", "dash", "cross"], ["1", "2", "3"]]
    assert found(numbers) == {"mark": [(1, 0)], "struck_out": [(2, 2)]}
    assert found([["3", "4", "tick"], ["1", "5", "tick"], ["8", "9", "tick"]]) == {}


def test_a_label_among_numbers_is_writing() -> None:
    """Labels stand in rows or columns; a heading is one though it is alone in its column."""
    assert found([["word", "word", "word"], ["3", "4", "word"], ["1", "", "2"], ["7", "8", "9"]]) == {
        "unreadable": [(1, 2)]
    }
    assert found([["word", "1", "2"], ["word", "3", "4"]]) == {}


@pytest.mark.parametrize(
    ("texts", "is_heading"),
    [("1 2 ? 4 5", True), ("? 1 2 3 4", True), ("7 8 ? 9 10", False), ("1 3 ? 2 5", False), ("4 5 6 7 8", False)],
)
def test_a_row_that_counts_its_cells_is_a_heading_though_one_was_not_read(texts: str, is_heading: bool) -> None:
    """From 1 in one of its first cells; what is no number keeps its place among them."""
    first = [
        TableCell(0, 0, column, "mark" if text == "?" else "number", text.strip("?"), 0.9, False, ())
        for column, text in enumerate(texts.split())
    ]
    data = [TableCell(0, 1, column, "number", "70", 0.9, False, ()) for column in range(5)]
    found = with_labels([*first, *data], [Look()] * 10)
    assert [cell.outcome == "label" for cell in found] == [is_heading] * 5 + [False] * 5


def test_the_only_number_of_its_length_is_looked_at() -> None:
    """Unless it is quite sure, or stands where sums do: a 2 with a long tail was cut into a 9 and a 1."""

    def lone(row: int, probability: float, numbers: int = 6) -> bool:
        cells = [TableCell(0, place, 0, "number", "7", 0.99, False, ()) for place in range(numbers)]
        cells[row] = TableCell(0, row, 0, "number", "91", probability, False, ())
        cells += [TableCell(0, place, 1, "empty", "", 0.99, False, ()) for place in range(numbers)]
        return with_company(cells, set())[row].doubtful

    assert lone(2, 0.98)
    assert not lone(2, 0.995)
    assert not lone(5, 0.98)
    assert not lone(2, 0.98, numbers=5)
