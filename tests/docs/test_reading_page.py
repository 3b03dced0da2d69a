"""docs/reading.md prints what the commands print."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from digitwise.cli import app

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8")


@pytest.fixture
def pictures() -> None:
    """The pictures of the page, drawn by its own program into the working folder."""
    spec = importlib.util.spec_from_file_location("drawing", ROOT / "docs" / "make_reading_pictures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main(Path("pictures"))


def test_commands_print_what_the_page_shows(pictures: None) -> None:
    """Standard output and standard error, word for word."""
    shown = "".join(re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
    calls = re.findall(r"^\$ digitwise (.*)\n((?:(?!\$ ).*\n)*)", shown, re.MULTILINE)
    assert len(calls) == 4
    for command, expected in calls:
        answer = CliRunner().invoke(app, shlex.split(command))
        assert answer.stdout + answer.stderr == expected
        assert answer.exit_code == (1 if "cut.png" in command else 0)


def test_every_option_and_code_is_on_the_page() -> None:
    """What the command can do is said."""
    answer = CliRunner().invoke(app, ["read", "--help"])
    for option in set(re.findall(r"--[a-z][a-z-]+", answer.stdout)) - {"--help"}:
        assert option in PAGE, option
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "digitwise" / "reading").rglob("*.py"))
    for code in set(re.findall(r'PictureError\(\s*"(\w+)"', source)):
        assert f"`{code}`" in PAGE, code
