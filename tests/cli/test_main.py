"""The command line as a whole: errors are one line, results and talk are kept apart."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from digitwise.cli import _run

ROOT = Path(__file__).parents[2]


def digitwise(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    command = [sys.executable, "-m", "digitwise", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environment)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("evaluate", "nowhere", "--dataset", "digits"), 1, "no model at nowhere; expected a run folder"),
        (("train", "--epochs", "0"), 2, "epochs is 0, expected an integer of at least 1; nothing was trained"),
        (
            ("train", "--network", "clasic", "--dataset", "digits"),
            2,
            "unknown network 'clasic'; did you mean 'classic'",
        ),
        (("train", "--dataset", "minst"), 2, "unknown data set 'minst'; did you mean 'mnist'"),
        (("train", "--data", "nowhere"), 1, "nowhere"),
    ],
)
def test_error_is_one_line_on_standard_error(
    arguments: tuple[str, ...],
    code: int,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """No traceback, nothing on standard output, the exit code of the error."""
    monkeypatch.setattr(sys, "argv", ["digitwise", *arguments])
    found = _run()
    output, talk = capfd.readouterr()
    assert (found, output) == (code, "")
    assert message in talk
    assert talk.splitlines()[-1].startswith("digitwise: ")
    assert "Traceback" not in talk


def test_a_process_ends_with_the_code_of_the_error() -> None:
    """As it does in a shell."""
    answer = digitwise("train", "--epochs", "0")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.splitlines()[-1].startswith("digitwise: epochs is 0")


def test_debug_shows_the_traceback() -> None:
    """Who mends Digitwise can ask for it."""
    answer = digitwise("--debug", "evaluate", "nowhere", "--dataset", "digits")
    assert "Traceback" in answer.stderr
    assert "ModelError: no model at nowhere" in answer.stderr


def test_pipe_that_closes_is_no_error() -> None:
    """`digitwise … | head -1` ends in silence."""
    command = f"{sys.executable} -m digitwise data | head -1"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    answer = subprocess.run(["bash", "-c", command], check=True, capture_output=True, text=True, env=environment)
    assert "Traceback" not in answer.stderr
    assert "BrokenPipe" not in answer.stderr


def test_process_of_a_command_hardly_looks_for_garbage() -> None:
    """Collections over all of JAX and Keras took a quarter of their import, and half a second at the end."""
    program = (
        "import atexit, gc, digitwise.cli;"
        "atexit.register(lambda: print(gc.get_threshold()[0], gc.get_freeze_count() > 10_000));"
        "digitwise.cli.main()"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program, "--version"]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    assert answer.stdout.splitlines()[-1] == "20000 True"


@pytest.mark.parametrize(("name", "answer"), [("digitwise", "digitwise: stopped\n"), ("other", "KeyboardInterrupt")])
def test_interrupted_before_anything_is_loaded_the_command_says_so(name: str, answer: str, tmp_path: Path) -> None:
    """One line, as later; a program of another name keeps the handler that it has."""
    listen = "import os, signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
    press = "import digitwise.cli\nos.kill(os.getpid(), signal.SIGINT)\n"
    (tmp_path / name).write_text(listen + press, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, tmp_path / name], capture_output=True, text=True, env=environment)
    assert done.returncode != 0
    assert done.stderr == answer if name == "digitwise" else done.stderr.strip().endswith(answer)
