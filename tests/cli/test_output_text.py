"""What leaves the command line: names of files are anything, standard output may be full or know few letters."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from digitwise.cli import app
from tests.reading.drawings import encoded, paper

ROOT = Path(__file__).parents[2]
NAMES = ("=1+1.png", "-2+3.png", "@x.png", "\x1b[2J.png", "tab\tnew\nline.png", "\u202egnp.png")


def _environment(**more: str) -> dict[str, str]:
    """Of this test, whose home is empty."""
    return os.environ | {"PYTHONPATH": str(ROOT)} | more


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Python with these arguments."""
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, env=_environment())


@pytest.fixture
def names() -> list[str]:
    """Pictures whose names mean something to a terminal or a spreadsheet."""
    for name in NAMES:
        Path(name).write_bytes(encoded(paper("7")))
    return [f"./{name}" if name.startswith("-") else name for name in NAMES]


def test_names_on_the_terminal_are_one_printable_line(names: list[str]) -> None:
    """Each picture is one line with one tab, whatever it is called; so are refusals."""
    Path("bad\x1b]0;x\x07.png").write_text("no picture")
    answer = CliRunner().invoke(app, ["read", *names, "bad\x1b]0;x\x07.png"])
    lines = answer.stdout.splitlines()
    assert len(lines) == len(NAMES)
    assert all(line.count("\t") == 1 and line.replace("\t", "").isprintable() for line in lines)
    assert r"\x1b[2J.png" in answer.stdout
    assert answer.stderr.strip().isprintable()
    assert r"bad\x1b]0;x\x07.png" in answer.stderr


def test_cells_are_no_formulas(names: list[str]) -> None:
    """An apostrophe before what a spreadsheet would compute; numbers stay numbers."""
    answer = CliRunner().invoke(app, ["read", *(name.removeprefix("./") for name in names if name[0] != "."), "--csv"])
    rows = list(csv.DictReader(answer.stdout.splitlines()))
    sources = [row["source"] for row in rows]
    assert sources == ["'=1+1.png", "'@x.png", r"\x1b[2J.png", r"tab\tnew\nline.png", r"\u202egnp.png"]
    assert {row["text"] for row in rows} == {"7"}


def test_errors_are_one_printable_line() -> None:
    """A name in the message of an error too."""
    for arguments in (
        ["evaluate", "no\x1b[2J\nsuch", "--dataset", "digits"],
        ["data", "verify", "--data", "\x1b[2J"],
        ["read", "a" * 5000],
    ):
        answer = _run("-m", "digitwise", *arguments)
        assert answer.returncode == 1
        assert answer.stderr.startswith("digitwise: ")
        assert answer.stderr.rstrip("\n").isprintable()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [["read", "seven.png"], ["read", "seven.png", "--json"], ["--version"], ["data"]])
def test_full_standard_output_is_one_line(arguments: list[str]) -> None:
    """And exit code 1, also where it is found only at the end."""
    Path("seven.png").write_bytes(encoded(paper("7")))
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "digitwise", *arguments]
        answer = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, env=_environment())
    assert answer.returncode == 1
    assert answer.stderr == "digitwise: standard output cannot be written: No space left on device\n"


def test_terminal_with_few_letters_gets_escapes() -> None:
    """A name that its encoding has no letters for is written out."""
    Path("größe.png").write_bytes(encoded(paper("7")))
    Path("blank.png").write_bytes(encoded(paper("")))
    command = [sys.executable, "-m", "digitwise", "read", "größe.png", "blank.png"]
    environment = _environment(PYTHONIOENCODING="ascii")
    answer = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert answer.stdout == "gr\\xf6\\xdfe.png\t7\nblank.png\t\n"


def test_reader_of_the_output_may_go_away() -> None:
    """`| head` ends a list early, and nothing is wrong."""
    answer = subprocess.run(
        f"{sys.executable} -m digitwise show 1 --matrix --dataset digits | head -1",
        shell=True,
        capture_output=True,
        text=True,
        env=_environment(),
    )
    assert "Traceback" not in answer.stderr
    assert "digitwise: " not in answer.stderr


def test_error_that_should_not_happen_is_one_line() -> None:
    """With its kind and words; --debug shows where."""
    program = (
        "import digitwise.reading.picture.inputs as inputs\ninputs.expand = lambda *names: 1 / 0\n"
        "from digitwise.cli import main\n"
        "main()"
    )
    answer = _run("-c", program, "read", "x.png")
    words = "digitwise: this should not happen (ZeroDivisionError: division by zero); --debug shows where\n"
    assert (answer.returncode, answer.stderr) == (1, words)
    assert "Traceback" in _run("-c", program, "--debug", "read", "x.png").stderr
