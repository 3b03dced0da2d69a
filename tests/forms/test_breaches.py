"""What a person decides against a rule of the form is kept, and said."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from digitwise.cli import app
from digitwise.forms.filled_form import as_filled
from digitwise.forms.form import ColumnRule, ColumnSums, Form
from digitwise.forms.review import Decision, look_at, open_review
from digitwise.forms.review.breaches import breaches
from tests.forms.folders import made_folder, made_table

LINES = (0, 0.25, 0.5, 0.75, 1)


def form(rule: ColumnRule, *feet: ColumnSums) -> Form:
    """A form of four rows, the first of them its heading, and two columns."""
    return Form("marks", LINES, (0, 0.5, 1), 1, (rule, ColumnRule("note", "any")), (), feet)


@pytest.mark.parametrize(
    ("rule", "text", "words"),
    [
        (ColumnRule("id", "digits"), "1-2", "has more than digits"),
        (ColumnRule("a"), "12:30", "is no number with a value"),
        (ColumnRule("a", minimum=0), "-1", "is below the minimum 0"),
        (ColumnRule("a", maximum=20), "71", "is above the maximum 20"),
        (ColumnRule("a", minimum=1, step=0.5), "3.2", "is none of the steps of 0.5 from 1"),
        (ColumnRule("a", step=0.5), "3.2", "is none of the steps of 0.5"),
        (ColumnRule("a", decimals=1), "3.25", "has more than 1 decimals"),
        (ColumnRule("id", "digits", length=4), "123", "has not 4 digits"),
        (ColumnRule("id", "digits", check="luhn"), "78945", "does not keep the check digit (luhn)"),
        (ColumnRule("id", "digits", values=("11", "17")), "71", "is not on the list"),
    ],
)
def test_each_rule_has_words(rule: ColumnRule, text: str, words: str) -> None:
    """The row, the column and its name, the number, and what it breaks."""
    assert breaches(form(rule), {(2, 0): text}) == {(2, 0): f"row 3, column 1 ({rule.name}): {text} {words}"}


def test_what_keeps_the_rules_is_not_said() -> None:
    """Nor what stands in a heading, in a sum of a column, or where anything may stand."""
    marks = form(ColumnRule("mark", maximum=20), ColumnSums(3, ("mark",)))
    assert breaches(marks, {(0, 0): "99", (1, 0): "17.5", (2, 1): "1-2", (3, 0): "57"}) == {}


def test_an_entry_of_a_list_that_was_given_twice() -> None:
    """Both cells are named."""
    listed = form(ColumnRule("id", "digits", values=("11", "17")))
    assert breaches(listed, {(1, 0): "17", (2, 0): "11", (3, 0): "17"}) == {
        (1, 0): "row 2, column 1 (id): 17 was given to row 4 as well",
        (3, 0): "row 4, column 1 (id): 17 was given to row 2 as well",
    }


def test_a_slip_of_the_keys_is_said_by_the_report_and_the_table(tmp_path: Path) -> None:
    """Until it is decided anew; an outcome that is no number breaks nothing."""
    rows = [["#mark", "#note"], ["17", ""], ["9?", ""], ["4?", ""]]
    folder = made_folder(
        tmp_path / "m.table", as_filled(made_table(rows), form(ColumnRule("mark", maximum=20)), is_placed=True)
    )
    digest = folder.sheets[0].sha256
    with open_review(folder.path) as review:
        review.decide([Decision(digest, 0, 2, 0, "typed", "number", "71")])
        review.decide([Decision(digest, 0, 3, 0, "typed", "mark")])
    words = "row 3, column 1 (mark): 71 is above the maximum 20"
    assert look_at(folder.path).report.breaches == (f"marks.png: {words}",)
    told = CliRunner().invoke(app, ["review", str(folder.path), "--report"]).output
    assert f"decided against a rule: marks.png: {words}\n" in told
    assert look_at(folder.path).merged()[0].warnings == (f"{words}, as it was decided",)
    assert look_at(folder.path).merged()[0][2, 0].text == "71"
    with open_review(folder.path) as review:
        review.decide([Decision(digest, 0, 2, 0, "typed", "number", "11")])
    assert look_at(folder.path).report.breaches == ()
    assert look_at(folder.path).merged()[0].warnings == ()
