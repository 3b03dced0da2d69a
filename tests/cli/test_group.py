"""What people type first works: the bare command, `help`, `version`, `-q` in any place."""

from __future__ import annotations

import importlib
import re

import pytest
from typer import rich_utils
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


@pytest.mark.parametrize("group", ["form", "jobs", "lesson"])
def test_a_bare_group_of_commands_shows_what_there_is(group: str) -> None:
    """As the whole command does: with `help` behind it or before it, and it is no error."""
    answers = [CliRunner().invoke(app, words) for words in ([group], [group, "help"], ["help", group])]
    assert [answer.exit_code for answer in answers] == [0, 0, 0]
    assert "Commands" in answers[0].stdout
    assert len({answer.stdout for answer in answers}) == 1


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


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["reed"], "No such command 'reed'. Did you mean 'read', 'review'?"),
        (["read"], "Missing argument 'PICTURE...'"),
        (["read", "x.png", "--min-confidence", "much"], "valid number"),
        (["read", "x.png", "--min-confidence", "3"], "less than or equal to 1"),
    ],
)
def test_what_cannot_be_understood_is_said(words: list[str], said: str) -> None:
    """Whatever is imported only when it is needed."""
    answer = CliRunner().invoke(app, words, env={"COLUMNS": "120"})
    assert answer.exit_code == 2
    assert said in answer.output


def test_the_shell_is_told_the_commands() -> None:
    """Those that begin with what was typed, with their help."""
    environment = {"_DIGITWISE_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "digitwise re"}
    answer = CliRunner().invoke(app, [], prog_name="digitwise", env=environment)
    assert re.findall(r'"(\w+)":"', answer.output) == ["read", "review"]


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
    help_text = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "160"}).stdout
    for choice in choices:
        assert choice in help_text


@pytest.mark.parametrize("words", [["--help"], ["read", "--help"], ["data", "--help"], ["reed"], ["show", "x"], ["-z"]])
def test_help_and_errors_can_be_read_on_light_and_dark_ground(
    words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of all styles they have bold, and red for what is wrong: nothing dim, no color that a ground may swallow."""
    monkeypatch.delenv("TERMINAL_WIDTH", raising=False)
    importlib.reload(rich_utils)  # whatever a test before this one has made of its styles
    monkeypatch.setattr(rich_utils, "FORCE_TERMINAL", True)
    environment = {"COLUMNS": "80", "TERM": "xterm-256color"}
    text = CliRunner().invoke(app, words, env=environment, color=True).output
    styles = {part for codes in re.findall(r"\x1b\[([\d;]*)m", text) for part in codes.split(";")}
    assert "1" in styles
    assert styles <= {"0", "1", "31"}
    assert max(map(len, re.sub(r"\x1b\[[\d;]*m", "", text).splitlines())) <= 80
