"""Columns of dates and times: read by their format, in doubt where there is no such day, and kept as what they are."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from pathlib import Path

import openpyxl
import pytest

from digitwise.errors import FormError, UsageError
from digitwise.forms.filled_form import as_filled
from digitwise.forms.form import ColumnRule, Form
from digitwise.forms.form_file import form_of_dict
from digitwise.forms.output.records import to_csv
from digitwise.forms.output.workbook import write_workbook
from digitwise.forms.result import TableCell
from digitwise.forms.review import look_at
from digitwise.forms.rules.cell_rules import allowed_share, broken_by, ruled
from digitwise.forms.rules.dates import iso_of, with_slashes
from digitwise.forms.template.paper import new_form
from digitwise.forms.template.specification import columns_of
from digitwise.reading.result import Alternative
from tests.forms.folders import made_folder, made_table

DAY = ColumnRule("day", "date", format="DD.MM.YYYY")
BOXED = ColumnRule("day", "date", format="DDMMYY", boxes=6)
TIME = ColumnRule("at", "time", format="HH:MM")
FORM = Form("log", (0, 0.3, 0.6, 1), (0, 0.5, 1), 1, (DAY, TIME))


@pytest.mark.parametrize("said", [datetime.date(2026, 2, 28), datetime.date(1969, 12, 31), datetime.date(2068, 1, 9)])
@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("DD.MM.YYYY", "%d.%m.%Y"),
        ("DD.MM.YYYY", "%d/%m/%y"),
        ("MM/DD/YY", "%m-%d-%y"),
        ("YYYY-MM-DD", "%Y,%m,%d"),
        ("DDMMYY", "%d%m%y"),
        ("YYYYMMDD", "%Y%m%d"),
    ],
)
def test_every_format_agrees_with_the_calendar_of_python(said: datetime.date, form: str, written: str) -> None:
    """Whatever signs a person writes between the parts; years of two digits as in POSIX."""
    assert iso_of(said.strftime(written), ColumnRule("day", "date", format=form)) == said.isoformat()


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (DAY, "31.4.2026"),
        (DAY, "29.2.2026"),
        (DAY, "4.13.2026"),
        (DAY, "4.3"),
        (DAY, "4.3.026"),
        (DAY, "-4.3.2026"),
        (DAY, "4.3.2026."),
        (DAY, "432026"),
        (DAY, "½"),
        (BOXED, "4326"),
        (TIME, "24:00"),
        (TIME, "7:60"),
        (TIME, "7:5"),
        (TIME, "7:05:30"),
        (TIME, "705"),
    ],
)
def test_what_is_no_date_and_no_time(rule: ColumnRule, text: str) -> None:
    """The kind is broken, and ISO 8601 has no word for it."""
    assert (broken_by(text, rule), iso_of(text, rule)) == ("kind", "")


def test_limits_are_kept() -> None:
    """The first and the last day, or time, are allowed."""
    week = ColumnRule("day", "date", format="DD.MM.YY", earliest="2026-11-30", latest="2026-12-04")
    found = [broken_by(f"{day}.26", week) for day in ("29.11", "30.11", "4.12", "5.12")]
    assert found == ["earliest", "", "", "latest"]
    hours = ColumnRule("at", "time", format="HH:MM", earliest="07:30", latest="16:00")
    assert [broken_by(text, hours) for text in ("7:29", "7:30", "16:00", "16:01")] == ["earliest", "", "", "latest"]


def test_a_misread_digit_is_found_by_the_calendar() -> None:
    """As by any other rule; the likeliest date is read, or proposed."""
    read = TableCell(0, 1, 0, "number", "39.04.2026", 0.6, True, (), alternatives=(Alternative("30.04.2026", 0.39),))
    found = ruled(read, DAY)
    assert (found.text, found.read, found.overruled_by) == ("30.04.2026", "39.04.2026", "kind")


def test_fewer_other_dates_make_a_date_surer() -> None:
    """The share of texts with one other digit that say a date, too, is that of the errors nobody would notice."""
    year = ColumnRule("day", "date", format="DDMMYYYY", earliest="2026-01-01", latest="2026-12-31")
    # Of 72: the day may begin with 0 or 1 and end with seven other digits, 2 to 8, the month with seven, 2 to 8.
    assert allowed_share("21012026", ColumnRule("day", "date", format="DDMMYYYY")) > allowed_share("21012026", year)
    allowed = sum(
        text != "21012026" and sum(a != b for a, b in zip(text, "21012026", strict=True)) == 1
        for text in ((datetime.date(2026, 1, 1) + datetime.timedelta(days)).strftime("%d%m%Y") for days in range(365))
    )
    assert allowed_share("21012026", year) == pytest.approx(allowed / 72)
    cell = TableCell(0, 1, 0, "number", "21012026", 0.98, False, (), alternatives=(Alternative("27012026", 0.001),))
    assert ruled(cell, year).probability > ruled(cell, ColumnRule("day", "digits", length=8)).probability > 0.97


def test_slashes_that_were_read_as_ones_are_proposed() -> None:
    """Only if one date is possible."""
    assert with_slashes("31412020", DAY) == "3/4/2020"
    assert with_slashes("1111126", DAY) == ""
    assert with_slashes("1417", TIME) == ""
    read = TableCell(0, 1, 0, "number", "131712017", 0.9, False, ())
    assert (ruled(read, DAY).doubtful, ruled(read, DAY).proposal) == (True, "13/7/2017")


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A table folder with two dates, of which one is no day, and two times."""
    table = made_table([["#day", "#at"], ["9.3.2026", "7:05"], ["31.2.2026", "16:30"]])
    return made_folder(tmp_path / "log.table", as_filled(table, FORM, is_placed=True)).path


def test_dates_are_dates_in_every_output(written: Path) -> None:
    """Of a workbook cells that a spreadsheet calculates with; ISO 8601 beside the text in CSV and JSON."""
    table = look_at(written).merged()[0]
    assert [cell.doubtful for cell in table.cells if cell.column == 0] == [False, False, True]
    write_workbook([table], written.with_suffix(".xlsx"))
    sheet = openpyxl.load_workbook(written.with_suffix(".xlsx"))["marks"]
    assert [sheet["A2"].value, sheet["A3"].value] == [datetime.datetime(2026, 3, 9), "31.2.2026"]
    assert [sheet["B2"].value, sheet["B3"].value] == [datetime.time(7, 5), datetime.time(16, 30)]
    rows = [row for row in csv.DictReader(io.StringIO(to_csv([table]))) if row["outcome"] == "number"]
    expected = [("9.3.2026", "2026-03-09"), ("7:05", "07:05"), ("31.2.2026", ""), ("16:30", "16:30")]
    assert [(row["text"], row["iso"]) for row in rows] == expected
    assert {row["value"] for row in rows} == {""}
    assert [cell["iso"] for cell in table.to_dict()["cells"] if cell["iso"]] == ["2026-03-09", "07:05", "16:30"]


def test_a_day_before_1900_is_text(tmp_path: Path) -> None:
    """A spreadsheet has no number for it."""
    table = as_filled(made_table([["#day", "#at"], ["9.3.1899", ""], ["9.3.1900", ""]]), FORM, is_placed=True)
    write_workbook([table], tmp_path / "old.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "old.xlsx")["marks"]
    assert [sheet["A2"].value, sheet["A3"].value] == ["9.3.1899", datetime.datetime(1900, 3, 9)]


def test_a_form_with_dates_is_printed_with_their_format() -> None:
    """A box for each digit where there are no signs; the format is over the column, and part of the code."""
    columns, _ = columns_of("day:date DDMMYYYY,when:date DD.MM.YY,at:time HH:MM")
    assert [(rule.kind, rule.boxes, rule.heading) for rule in columns] == [
        ("date", 8, "day DDMMYYYY"),
        ("date", None, "when DD.MM.YY"),
        ("time", None, "at HH:MM"),
    ]
    form = new_form("log", 5, columns)
    assert form_of_dict(json.loads(form.to_json()), "log") == form
    other = new_form("log", 5, columns_of("day:date DDMMYYYY,when:date MM.DD.YY,at:time HH:MM")[0])
    assert form.page is not None
    assert other.page is not None
    assert form.page.code != other.page.code
    with pytest.raises(UsageError, match=r"'date DD\.DD\.YY' is no rule, expected 'id:8 digits'"):
        columns_of("day:date DD.DD.YY")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"kind": "date"}, "format '', expected one such as 'DD.MM.YYYY'"),
        ({"kind": "date", "format": "DD.MM"}, "format 'DD.MM', expected one such as 'DD.MM.YYYY'"),
        ({"kind": "time", "format": "DD.MM.YYYY"}, "format 'DD.MM.YYYY', expected one such as 'HH:MM'"),
        ({"kind": "date", "format": 8}, "format 8, expected one such as 'DD.MM.YYYY'"),
        ({"kind": "date", "format": "DDMMYY", "earliest": "1.2.26"}, "earliest '1.2.26', expected one such as '2026-"),
        ({"kind": "time", "format": "HHMM", "latest": 1600}, "latest 1600, expected one such as '07:30'"),
        (
            {"kind": "date", "format": "DDMMYY", "earliest": "2026-02-01", "latest": "2026-01-01"},
            "earliest 2026-02-01 is after latest 2026-01-01",
        ),
        ({"kind": "number", "format": "HH:MM"}, "a column of the kind 'number' has no format, earliest or latest"),
    ],
)
def test_a_format_that_is_none_is_refused(rule: dict[str, object], words: str) -> None:
    """Before anything is read."""
    document = json.loads(FORM.to_json())
    document["columns"][0] = {"name": "day"} | rule
    with pytest.raises(FormError, match=re.escape(words)):
        form_of_dict(document, "log.form.json")
