"""``digitwise table`` from the command line."""

from __future__ import annotations

import json
import signal
from pathlib import Path

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
    tables = json.loads(answer.stdout)["tables"]
    assert [cell["text"] for cell in tables[0]["cells"]] == ["4", "7", "", "2"]


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
