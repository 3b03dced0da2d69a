"""docs/tables.md prints what the command prints."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

from digitwise.cli import app
from digitwise.forms.result import Outcome

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")


@pytest.fixture
def picture() -> None:
    """The picture of the page, drawn by its own program into the working folder."""
    spec = importlib.util.spec_from_file_location("drawing", ROOT / "docs" / "make_table_picture.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main(Path("pictures/tables/marks.png"))


def test_command_prints_what_the_page_shows(picture: None) -> None:
    """Standard output and standard error, word for word."""
    shown = "".join(re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
    calls = re.findall(r"^\$ digitwise (.*)\n((?:(?!\$ ).*\n)*)", shown, re.MULTILINE)
    assert len(calls) == 1
    for command, expected in calls:
        answer = CliRunner().invoke(app, shlex.split(command))
        assert answer.stdout + answer.stderr == expected


def test_every_option_and_outcome_is_on_the_page() -> None:
    """What the command can do and say is explained."""
    answer = CliRunner().invoke(app, ["table", "--help"])
    for option in set(re.findall(r"--[a-z][a-z-]+", answer.stdout)) - {"--help", "--model"}:
        assert option in PAGE, option
    for outcome in get_args(Outcome):
        assert f"| `{outcome}` |" in PAGE
