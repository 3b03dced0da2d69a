"""``digitwise form`` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from digitwise.cli import app
from digitwise.errors import OutputError
from tests.forms.sheets import ruled
from tests.reading.drawings import encoded


def test_a_form_is_written_once_and_used(tmp_path: Path) -> None:
    """The file that was edited is not overwritten."""
    (tmp_path / "a.png").write_bytes(encoded(ruled([["4", "7"], ["", "2"]])))
    form = tmp_path / "a.form.json"
    assert CliRunner().invoke(app, ["form", "from", str(tmp_path / "a.png")]).exit_code == 0
    assert [rule["kind"] for rule in json.loads(form.read_text())["columns"]] == ["any", "any"]
    again = CliRunner().invoke(app, ["form", "from", str(tmp_path / "a.png")])
    assert isinstance(again.exception, OutputError)
    assert "may have been edited" in str(again.exception)
    read = CliRunner().invoke(app, ["table", str(tmp_path / "a.png"), "--form", str(form)])
    assert read.stdout == "4\t7\n\t2\n"
