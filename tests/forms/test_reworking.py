"""Sums, lists and the spreadsheet after a review: worked out again with what a person decided."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from digitwise.cli import app
from digitwise.forms.filled_form import as_filled
from digitwise.forms.form import ColumnRule, ColumnSums, Form, SumRule
from digitwise.forms.result import Table
from digitwise.forms.review import Decision, TableFolder, look_at, open_review
from tests.forms.folders import made_folder, made_table

ROWS = [["#No.", "#a", "#b", "#all"], ["17", "3", "2", "5"], ["11", "4", "1", "9"], ["40", "1", "6", "7"]]
FORM = Form(
    "marks",
    (0, 0.25, 0.5, 0.75, 1),
    (0, 0.25, 0.5, 0.75, 1),
    1,
    (ColumnRule("id", "digits"), ColumnRule("a"), ColumnRule("b"), ColumnRule("all")),
    (SumRule("all", ("a", "b")),),
)


def decided(path: Path, rows: list[list[str]], form: Form, *said: tuple[int, int, str]) -> Table:
    """The table of a folder of which some cells were decided: row, column and what the person typed."""
    folder: TableFolder = made_folder(path, as_filled(made_table(rows), form, is_placed=True))
    with open_review(folder.path) as review:
        digest = folder.sheets[0].sha256
        review.decide([Decision(digest, 0, row, column, "typed", "number", text) for row, column, text in said])
    return look_at(path).merged()[0]


def doubted(table: Table) -> list[tuple[int, int]]:
    """Places of the cells to look at."""
    return [(cell.row, cell.column) for cell in table.cells if cell.doubtful]


def test_a_sum_that_balances_now_frees_its_other_cells(tmp_path: Path) -> None:
    """All three were in doubt; the one that was misread is decided."""
    assert doubted(as_filled(made_table(ROWS), FORM, is_placed=True)) == [(2, 1), (2, 2), (2, 3)]
    found = decided(tmp_path / "m.table", ROWS, FORM, (2, 1, "8"))
    assert doubted(found) == []
    assert [cell.proposal for cell in found.cells if cell.proposal] == []
    # Those of a row that balanced before are not made surer once more.
    assert found[1, 1].probability == pytest.approx(1 - 0.1 * (1 - 0.9995), abs=1e-4)


def test_a_sum_that_a_person_breaks_is_looked_at(tmp_path: Path) -> None:
    """The cell that was decided keeps its word; with all decided, a warning says so."""
    found = decided(tmp_path / "m.table", ROWS, FORM, (1, 1, "9"))
    assert (found[1, 1].text, found[1, 1].doubtful) == ("9", False)
    assert {(1, 2), (1, 3)} <= set(doubted(found))
    whole = decided(tmp_path / "n.table", ROWS, FORM, (1, 1, "9"), (1, 2, "2"), (1, 3, "5"))
    assert whole.warnings == ("row 2, column 4 is not the sum of its cells, as all of them were decided",)
    assert not {(1, 1), (1, 2), (1, 3)} & set(doubted(whole))


def test_columns_are_added_up_again_too(tmp_path: Path) -> None:
    """The foot of a column balances with what was decided."""
    form = replace(FORM, sums=(), column_sums=(ColumnSums(3, ("b",)),))
    assert doubted(decided(tmp_path / "m.table", ROWS, form, (3, 2, "3"))) == []


def test_an_entry_that_a_person_gave_is_taken(tmp_path: Path) -> None:
    """The cell that had it goes to a person."""
    rows = [["#No."], ["17"], ["11"], ["40"]]
    column = ColumnRule("id", "digits", values=("17", "11", "40", "52"))
    form = Form("list", FORM.across, (0, 1), 1, (column,))
    found = decided(tmp_path / "m.table", rows, form, (1, 0, "11"))
    assert [found[row, 0].text for row in (1, 3)] == ["11", "40"]
    assert doubted(found) == [(2, 0)]


def test_nothing_changes_without_a_decision(tmp_path: Path) -> None:
    """What was kept in the folder is what was read."""
    before = as_filled(made_table(ROWS), FORM, is_placed=True)
    found = decided(tmp_path / "m.table", ROWS, FORM)
    assert (found.to_dict(), found.form) == (before.to_dict(), FORM)


def test_the_spreadsheet_has_it(tmp_path: Path) -> None:
    """Identifiers are text even without a leading zero, numbers are numbers, and the warning is said."""
    decided(tmp_path / "m.table", ROWS, FORM, (1, 1, "9"), (1, 2, "2"), (1, 3, "5"))
    target = tmp_path / "marks.xlsx"
    answer = CliRunner().invoke(app, ["table", str(tmp_path / "m.table"), "--output", str(target)])
    assert "marks.png: row 2, column 4 is not the sum of its cells" in answer.stderr
    sheet = openpyxl.load_workbook(target).worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["17", 9, 2, 5]
