"""``digitwise table`` from the command line."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from digitwise.cli import app
from digitwise.forms import TableReader
from tests.forms.sheets import ruled
from tests.reading.drawings import encoded


def test_a_sheet_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    """Exit code 3, a line for the one, a table for the other."""
    (tmp_path / "a.png").write_bytes(encoded(ruled([["4", "7"], ["", "2"]])))
    (tmp_path / "b.png").write_bytes(b"no picture at all, though it is long enough for one")
    answer = CliRunner().invoke(app, ["table", str(tmp_path), "--json"])
    assert answer.exit_code == 3
    assert "(not_an_image)" in answer.stderr
    document = json.loads(answer.stdout)
    assert [cell["text"] for cell in document["tables"][0]["cells"]] == ["4", "7", "", "2"]
    assert [(sheet["source"], sheet["code"]) for sheet in document["refused"]] == [
        (str(tmp_path / "b.png"), "not_an_image")
    ]
    assert document["refused"][0]["message"] in answer.stderr


def test_names_write_nothing_to_the_terminal_but_letters(tmp_path: Path) -> None:
    """As those of other commands: a name may hold what colors a terminal, or clears it."""
    sheet = tmp_path / "a\x1b[31mX.png"
    sheet.write_bytes(encoded(ruled([["4", "7"], ["", "2"]])))
    answer = CliRunner().invoke(app, ["table", str(sheet), "--output", str(tmp_path / "b\x1b[31m.csv")])
    assert answer.exit_code == 0
    assert "\x1b" not in answer.stdout + answer.stderr
    assert "a\\x1b[31mX.png: 4 cells" in answer.stderr


def test_a_workbook_names_the_sheets_that_could_not_be_read(tmp_path: Path) -> None:
    """Whoever opens it later sees that one is missing, and why."""
    (tmp_path / "a.png").write_bytes(encoded(ruled([["4", "7"], ["", "2"]])))
    names = [str(tmp_path / "a.png"), str(tmp_path / "none.png")]
    answer = CliRunner().invoke(app, ["table", *names, "--output", str(tmp_path / "out.xlsx")])
    assert answer.exit_code == 3
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["a", "doubtful", "refused", "cells"]
    heading, refused = book["refused"].iter_rows(values_only=True)
    assert heading == ("source", "code", "message")
    assert refused[:2] == (names[1], "not_found")


def test_nothing_read_is_exit_code_1_and_no_file(tmp_path: Path) -> None:
    """The output is not written where there is nothing to write."""
    answer = CliRunner().invoke(app, ["table", str(tmp_path / "none.png"), "--output", str(tmp_path / "out.csv")])
    assert answer.exit_code == 1
    assert "(not_found)" in answer.stderr
    assert not (tmp_path / "out.csv").exists()


def test_output_of_another_kind_is_refused_before_reading(tmp_path: Path) -> None:
    """The sentence says what is possible."""
    answer = CliRunner().invoke(app, ["table", "none.png", "--output", "marks.txt"])
    assert answer.exit_code != 0
    assert "expected .xlsx, .csv, .parquet or .json" in str(answer.exception)


def test_interrupt_keeps_the_sheets_that_were_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while the second of three is read: the tables of two, a sentence, exit code 130."""
    for name, text in (("a", "57"), ("b", "63"), ("c", "81")):
        (tmp_path / f"{name}.png").write_bytes(encoded(ruled([[text, "40"], ["32", "90"]])))
    read = TableReader.read

    def interrupted(self: TableReader, source: Path, name: str, form: None) -> object:
        if name == "b.png":
            signal.raise_signal(signal.SIGINT)
        return read(self, source, name, form)

    monkeypatch.setattr(TableReader, "read", interrupted)
    result = CliRunner().invoke(app, ["table", str(tmp_path), "--output", str(tmp_path / "marks.csv")])
    assert result.exit_code == 130
    assert "digitwise: stopped: 2 of 3 sheets were read, and are kept" in result.stderr
    rows = (tmp_path / "marks.csv").read_text().splitlines()
    assert any("57" in row for row in rows)
    assert any("63" in row for row in rows)
    assert not any("81" in row for row in rows)
