"""docs/review.md prints what the commands print."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from typer.testing import CliRunner

from digitwise.cli import app
from digitwise.forms.review.decisions import WAYS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")


def test_commands_print_what_the_page_shows() -> None:
    """Standard error, then standard output, word for word."""
    Path("docs").symlink_to(ROOT / "docs")
    shown = "".join(re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
    calls = re.findall(r"^\$ digitwise (.*)\n((?:(?!\$ ).*\n)*)", shown, re.MULTILINE)
    assert len(calls) == 2
    for command, expected in calls:
        answer = CliRunner().invoke(app, shlex.split(command))
        assert answer.stderr + answer.stdout == expected


def test_every_option_and_code_is_on_the_page() -> None:
    """What the command can do and say is explained."""
    answer = CliRunner().invoke(app, ["review", "--help"])
    for option in set(re.findall(r"--[a-z][a-z-]+", answer.stdout)) - {"--help", "--port", "--no-open"}:
        assert option in PAGE, option
    sources = "".join(path.read_text() for path in (ROOT / "digitwise" / "forms" / "review").glob("*.py"))
    codes = set(re.findall(r'ReviewError\(\s*"(\w+)"', sources))
    assert len(codes) == 6
    for code in codes:
        assert f"| `{code}` |" in PAGE, code
    for way in WAYS[:3]:
        assert f"`{way}`" in PAGE
