"""What people type first works: the bare command, `help`, `version`, `-q` in any place."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from digitwise.cli import app
from digitwise.version import __version__


@pytest.mark.parametrize("words", [[], ["help"], ["--help"], ["-h"]])
def test_the_bare_command_shows_what_there_is(words: list[str]) -> None:
    """On standard output, and it is no error."""
    answer = CliRunner().invoke(app, words)
    assert answer.exit_code == 0
    assert "Commands" in answer.stdout
    assert "train" in answer.stdout


@pytest.mark.parametrize("words", [["version"], ["-V"], ["--version"]])
def test_the_version_is_printed(words: list[str]) -> None:
    """Whatever it is asked by."""
    assert CliRunner().invoke(app, words).stdout == f"digitwise {__version__}\n"


def test_help_on_a_command() -> None:
    """`help read` is `read --help`."""
    assert CliRunner().invoke(app, ["help", "read"]).stdout == CliRunner().invoke(app, ["read", "--help"]).stdout


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_quiet_is_understood_in_any_place(place: int) -> None:
    """Before the command, behind it, and behind its words: nothing is said beside the result."""
    words = ["show", "1", "--dataset=digits", "--matrix"]
    words.insert(place if place else 0, "-q")
    answer = CliRunner().invoke(app, words)
    assert answer.exit_code == 0, answer.output
    assert "index 1" not in answer.stderr
    assert len(answer.stdout.splitlines()) == 28


def test_the_shell_can_complete() -> None:
    """The options that install it are there."""
    assert "--install-completion" in CliRunner().invoke(app, ["--help"], env={"COLUMNS": "120"}).stdout


@pytest.mark.parametrize(
    ("command", "choices"),
    [
        ("train", ["[classic|quick|reader]", "[fast|accurate|record]", "[mnist|digits]", "[float32|bfloat16]"]),
        ("evaluate", ["[test|train]", "[mnist|digits]"]),
        ("show", ["[train|test]"]),
        ("export", ["[keras|onnx]"]),
    ],
)
def test_choices_are_shown_as_choices(command: str, choices: list[str]) -> None:
    """And not as any text."""
    help_text = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "160", "TERMINAL_WIDTH": "160"}).stdout
    for choice in choices:
        assert choice in help_text
