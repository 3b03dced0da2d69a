"""Form files, whether a sheet is of a form, and what must be true of its cells."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitwise.errors import FormError, PictureError
from digitwise.forms.filled_form import as_filled
from digitwise.forms.form import ColumnRule, ColumnSums, Form, SumRule
from digitwise.forms.form_file import form_of_dict, load_form
from digitwise.forms.registration import form_of_table, lines_of, matching_grid
from digitwise.forms.result import GridSize, Table, TableCell
from digitwise.forms.rules.assignment import assigned
from digitwise.forms.rules.cell_rules import broken_by, ruled
from digitwise.forms.rules.sums import summed
from digitwise.reading.result import Alternative


def cell(text: str, *others: tuple[str, float], row: int = 1, column: int = 0, sure: float = 0.9) -> TableCell:
    """A cell that reads as a text, or as others."""
    left, top = 100.0 * column, 50.0 * row
    corners = ((left, top), (left + 100, top), (left + 100, top + 50), (left, top + 50))
    ranked = tuple(Alternative(*other) for other in others)
    return TableCell(0, row, column, "number" if text else "empty", text, sure, False, corners, alternatives=ranked)


def table_of(texts: list[list[str]], stretch: float = 1.0) -> Table:
    """A table with a heading; seen from the side, so that its lower half is wider by ``stretch``."""
    cells = []
    for row, those in enumerate(texts):
        for column, text in enumerate(those):
            made = cell(text, row=row, column=column)
            shear = tuple((x * (1 + (stretch - 1) * y / 500), y) for x, y in made.corners)
            cells.append(replace(made, corners=shear, outcome="label" if row == 0 else made.outcome))
    return Table("marks.png", "", (900, 500), (GridSize(len(texts), len(texts[0])),), tuple(cells))


TEXTS = [["id", "a", "b", "sum"], ["01", "3", "4", "7"], ["02", "5", "", "5"], ["03", "6", "2", "9"]]


def form_with(**changes: Any) -> Form:
    """The form of `TEXTS`, with rules."""
    columns = (
        ColumnRule("id", "digits", length=2),
        ColumnRule("a", maximum=10),
        ColumnRule("b", maximum=10),
        ColumnRule("sum"),
    )
    found = form_of_table(table_of(TEXTS), "marks")
    return replace(found, **{"columns": columns, "sums": (SumRule("sum", ("a", "b")),)} | changes)


def test_a_form_file_is_what_was_written(tmp_path: Path) -> None:
    """Written, read, the same; what is left open is not in the file."""
    (tmp_path / "marks.form.json").write_text(form_with().to_json())
    assert load_form(tmp_path / "marks.form.json") == form_with()
    assert "minimum" not in (tmp_path / "marks.form.json").read_text()
    assert form_with().first_row == 1


PAGE = {"width": 210, "height": 297, "grid": [10, 20, 100, 200]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rows": 3}, "unknown key 'rows', expected schema, name"),
        ({"schema": 9}, 'expected "schema": 1'),
        ({"across": [0, 0.5, 1.4]}, "'across' has to rise from 0 to 1"),
        ({"columns": []}, "0 columns, but 5 upright lines make 4 columns"),
        ({"columns": [{"name": "a", "kind": "word"}] * 4}, "unknown kind 'word', expected number, digits"),
        ({"columns": [{"name": "a", "values": ["7", "7"]}] * 4}, "'7' stands twice in its list"),
        ({"columns": [{"minimum": 9, "maximum": 1}] * 4}, "minimum 9 is above maximum 1"),
        ({"columns": [{"name": 7}] * 4}, "name 7, expected a text"),
        ({"columns": [{"name": "a", "values": "123"}] * 4}, "values '123', expected a list"),
        ({"columns": [{"kind": "digits", "length": -3}] * 4}, "length -3, expected 1 or more"),
        ({"columns": [{"decimals": -1}] * 4}, "decimals -1, expected 0 or more"),
        (
            {"columns": [{"kind": "digits", "length": 8, "boxes": 4}] * 4},
            "boxes 4, expected at least 8",
        ),
        ({"columns": [{"kind": "digits", "check": "nonsense"}] * 4}, "unknown check 'nonsense', expected a module"),
        ({"columns": [{"kind": "digits", "check": 7}] * 4}, "check 7, expected a text"),
        (
            {"columns": [{"kind": "digits", "length": 8, "check": "isbn"}] * 4},
            "'isbn' has no numbers of 8 digits",
        ),
        ({"merged": [[0, 3, 1, 2]]}, "merged [0, 3, 1, 2] lies outside of its 4 rows and 4 columns"),
        ({"merged": [[0, 0, 0, 2]]}, "merged [0, 0, 0, 2] lies outside of its 4 rows and 4 columns"),
        ({"page": PAGE | {"mark_side": "x"}}, "mark_side 'x', expected a number of millimeters"),
        ({"page": PAGE | {"code": 5}}, "code 5, expected a text"),
        ({"first_row": 1.7}, "first_row 1.7, expected the index of one of its"),
        ({"first_row": -1}, "first_row -1, expected the index of one of its"),
        ({"first_row": 99}, "first_row 99, expected the index of one of its"),
        ({"column_sums": [{"row": 9, "columns": ["a"]}]}, "column_sums in row 9, expected 2 to 3, counted from 0"),
        ({"column_sums": [{"row": 3, "columns": ["z"]}]}, "a sum names the column 'z'"),
        ({"sums": [{"total": "all", "parts": ["a"]}]}, "a sum names the column 'all', expected one of id, a, b, sum"),
    ],
)
def test_a_form_that_cannot_be_meant_is_refused(change: dict[str, Any], message: str) -> None:
    """One sentence that says what is wrong."""
    document = json.loads(form_with().to_json()) | change
    with pytest.raises(FormError, match=r"^marks\.form\.json") as caught:
        form_of_dict(document, "marks.form.json")
    assert message in str(caught.value)


def test_lines_are_the_same_from_wherever_a_sheet_is_seen() -> None:
    """A homography of the sheet leaves its lines where they are."""
    turned = table_of(TEXTS)
    angle = np.radians(7)
    matrix = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    cells = tuple(replace(each, corners=tuple(map(tuple, np.array(each.corners) @ matrix.T))) for each in turned.cells)
    for one, other in zip(lines_of(turned, 0), lines_of(replace(turned, cells=cells), 0), strict=True):
        assert np.abs(np.array(one) - np.array(other)).max() < 1e-3


def test_a_sheet_with_another_row_is_not_of_the_form() -> None:
    """Nor one with a row fewer: columns would move in silence."""
    form = form_with()
    assert matching_grid(table_of(TEXTS), form) == 0
    for texts in ([*TEXTS, ["04", "1", "1", "2"]], TEXTS[:-1], [row[:-1] for row in TEXTS]):
        with pytest.raises(PictureError, match="is not of the form 'marks'") as caught:
            matching_grid(table_of(texts), form)
        assert caught.value.code == "wrong_form"


def test_as_many_rows_elsewhere_are_not_the_form() -> None:
    """Another version of a form: the same number of lines, in other places."""
    form = form_with()
    other = replace(form, down=(0.0, 0.1, 0.4, 0.9, 1.0))
    with pytest.raises(PictureError, match="is not of the form"):
        matching_grid(table_of(TEXTS), other)


@pytest.mark.parametrize(
    ("text", "rule", "broken"),
    [
        ("17.5", ColumnRule(maximum=20, step=0.5), ""),
        ("17.3", ColumnRule(maximum=20, step=0.5), "step"),
        ("21", ColumnRule(maximum=20), "maximum"),
        ("-1", ColumnRule(minimum=0), "minimum"),
        ("1.25", ColumnRule(decimals=1), "decimals"),
        ("0042", ColumnRule(kind="digits", length=4), ""),
        ("042", ColumnRule(kind="digits", length=4), "length"),
        ("4.2", ColumnRule(kind="digits"), "kind"),
        ("-0", ColumnRule(minimum=0, maximum=20), "minimum"),
        ("-0", ColumnRule(minimum=-5, maximum=5), ""),
        ("79927398713", ColumnRule(kind="digits", check="luhn"), ""),
        ("79927398714", ColumnRule(kind="digits", check="luhn"), "check"),
        ("12", ColumnRule(values=("11", "13")), "values"),
    ],
)
def test_rules_say_what_is_broken(text: str, rule: ColumnRule, broken: str) -> None:
    """Each part of a rule by itself."""
    assert broken_by(text, rule) == broken


def test_a_check_digit_that_is_kept_clears_a_doubt() -> None:
    """One in ten wrong readings keeps it; what is hardly read at all stays in doubt, and no other rule clears any."""
    rule = ColumnRule(kind="digits", check="luhn")
    doubtful = replace(cell("79927398713", sure=0.9), doubtful=True)
    assert not ruled(doubtful, rule).doubtful
    assert ruled(replace(doubtful, probability=0.7), rule).doubtful
    assert ruled(replace(doubtful, alternatives=(Alternative("79921398719", 0.08),)), rule).doubtful
    assert ruled(doubtful, replace(rule, check="")).doubtful


@pytest.mark.parametrize("content", [b"%PDF-1.7 \xe2\xe3", b"not JSON", b"[" * 100_000], ids=["pdf", "text", "deep"])
def test_a_file_that_is_no_form_is_refused_in_words(content: bytes, tmp_path: Path) -> None:
    """No decoder's: whoever hands over the sheet itself learns what makes a form of it."""
    (tmp_path / "exam.pdf").write_bytes(content)
    with pytest.raises(
        FormError, match=r"exam\.pdf is no form file: expected the JSON that 'digitwise form from' writes"
    ):
        load_form(tmp_path / "exam.pdf")
    with pytest.raises(
        FormError, match=r"the form file .*none\.json cannot be read: No such file or directory; nothing"
    ):
        load_form(tmp_path / "none.json")


def test_a_form_that_an_editor_has_saved(tmp_path: Path) -> None:
    """A byte order mark is left out; what is not UTF-8 is called so."""
    path = tmp_path / "marks.form.json"
    text = form_with().to_json().replace('"marks"', '"Prüfung"')
    path.write_text(text, encoding="utf-8-sig")
    assert load_form(path).name == "Prüfung"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(
        FormError, match=r"marks\.form\.json is no form file: expected the JSON .*, in UTF-8; nothing was read"
    ):
        load_form(path)


def test_an_unknown_check_is_an_error() -> None:
    """Never taken for kept, nor for broken."""
    with pytest.raises(FormError, match="unknown check 'nonsense'"):
        broken_by("12", ColumnRule(kind="digits", check="nonsense"))
    with pytest.raises(FormError, match="'util' of python-stdnum checks no numbers, expected one that does"):
        broken_by("12", ColumnRule(kind="digits", check="util"))


def test_a_rule_overrules_only_when_sure() -> None:
    """Else it flags, proposes, and leaves what was read."""
    rule = ColumnRule(maximum=20)
    sure = ruled(cell("77", ("17", 0.39), sure=0.6), rule)
    assert (sure.text, sure.read, sure.overruled_by, sure.doubtful) == ("17", "77", "maximum", False)
    torn = ruled(cell("77", ("17", 0.05), ("11", 0.04), sure=0.9), rule)
    assert (torn.text, torn.proposal, torn.doubtful) == ("77", "17", True)
    alone = ruled(cell("77", sure=0.999), rule)
    assert (alone.text, alone.doubtful) == ("77", True)


def test_sums_never_overwrite() -> None:
    """People add wrongly: what does not balance is looked at, with a proposal where one mends it."""
    total, parts = summed(cell("9"), [cell("6"), cell("2", ("3", 0.05))])
    assert [each.text for each in (total, *parts)] == ["9", "6", "2"]
    assert all(each.doubtful for each in (total, *parts))
    assert parts[1].proposal == "3"


def test_a_sum_clears_no_doubt_that_comes_from_the_look_of_ink() -> None:
    """A line through unused rows is a 1 in each of their cells, and 1 is the sum of 1, and 11 of 6 and 5."""
    line = replace(cell("1", sure=0.995), doubtful=True)
    total, parts = summed(line, [line, cell("", sure=1.0)])
    assert total.doubtful
    assert parts[0].doubtful
    total, parts = summed(replace(cell("11", sure=0.995), doubtful=True), [cell("6"), cell("5")])
    assert total.doubtful
    total, parts = summed(replace(cell("11", sure=0.9), doubtful=True), [cell("6"), cell("5")])
    assert not total.doubtful
    total, parts = summed(line, [cell("1", sure=0.9), cell("", sure=1.0)])
    assert parts[0].probability == pytest.approx(0.9)


def test_a_sum_of_numbers_that_break_their_rules_says_nothing() -> None:
    """34.4 and 18.5 that have both lost their points add up as well, but 185 is no mark of 20."""
    share, mark = ColumnRule("share", maximum=100), ColumnRule("mark", maximum=20)
    total, parts = summed(cell("529"), [cell("344"), cell("185")], [None, share, mark])
    assert all(each.doubtful for each in (total, *parts))
    total, parts = summed(cell("52.9"), [cell("34.4"), cell("18.5")], [None, share, mark])
    assert not any(each.doubtful for each in (total, *parts))


def test_a_list_gives_each_entry_once() -> None:
    """Two cells that both look like 17; and one that is on no list gets no name."""
    found = assigned([cell("17", sure=0.98), cell("17", ("11", 0.45), sure=0.5), cell("93", sure=0.99)], ("11", "17"))
    assert [each.text for each in found] == ["17", "11", "93"]
    assert [each.doubtful for each in found] == [False, False, True]


def test_what_is_read_for_sure_and_on_no_list_is_asked() -> None:
    """An entry that the networks took for unlikely is a proposal; marks would go to another pupil."""
    found = assigned([cell("203", ("204", 0.0004), sure=0.994)], ("204", "317"))[0]
    assert (found.text, found.doubtful, found.proposal) == ("203", True, "204")


def test_columns_add_up_to_their_last_row() -> None:
    """The foot balances a column and is bound by no range; a column that does not balance is looked at."""
    texts = [*TEXTS[:3], ["", "8", "4", "12"]]
    form = replace(form_with(sums=()), column_sums=(ColumnSums(3, ("a", "b", "sum")),))
    found = as_filled(table_of(texts), form)
    assert [(each.row, each.column) for each in found.cells if each.doubtful] == []
    assert found[3, 3].probability > 0.98
    off = as_filled(table_of([*TEXTS[:3], ["", "8", "5", "12"]]), form)
    assert {each.column for each in off.cells if each.doubtful} == {2}


def test_a_long_column_is_mended_by_two_readings() -> None:
    """Of all pairs of other readings that balance, the likeliest is proposed."""
    parts = [cell(str(number)) for number in range(9)]
    parts[1] = cell("1", ("7", 0.2))
    parts[5] = cell("5", ("3", 0.1), ("8", 0.3))
    total, rest = summed(cell("45"), parts)
    assert [each.proposal for each in (total, *rest)] == ["", "", "7", "", "", "", "8", "", "", ""]


def test_a_list_fills_in_a_digit_that_was_not_read() -> None:
    """If one entry alone has the others; with two of them it stays open, and nothing that was read is changed."""
    torn = replace(cell("", ("12?4", 0.3)), outcome="unreadable", doubtful=True)
    found = assigned([torn], ("1234", "5678"))[0]
    assert (found.text, found.outcome, found.read, found.overruled_by) == ("1234", "number", "12?4", "values")
    assert found.doubtful
    short = cell("12", ("12?", 0.2), sure=0.8)
    assert [(each.text, each.doubtful) for each in assigned([short], ("123", "456"))] == [("123", True)]
    both = assigned([torn], ("1234", "1254"))[0]
    assert (both.text, both.doubtful) == ("", True)
    other = assigned([torn], ("1834", "5678"))[0]
    assert (other.text, other.outcome, other.doubtful) == ("", "unreadable", True)


def test_the_form_is_applied_to_a_sheet() -> None:
    """Balanced rows are surer; the row whose sum is wrong is looked at."""
    found = as_filled(table_of(TEXTS), form_with())
    doubtful = {each.row for each in found.cells if each.doubtful}
    assert doubtful == {3}
    assert found[1, 1].probability > 0.98
    assert found[0, 1].outcome == "label"
