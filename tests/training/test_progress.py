"""What people see while a network trains, and where."""

from __future__ import annotations

import io
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from types import ModuleType

import pytest

from digitwise.training.progress import Progress


@pytest.fixture(autouse=True)
def talkative() -> Iterator[None]:
    """Digitwise says what it does, as on the command line."""
    logger = logging.getLogger("digitwise")
    level = logger.level
    logger.setLevel(logging.INFO)
    yield
    logger.setLevel(level)


def an_epoch() -> None:
    """The shortest training."""
    progress = Progress(epochs=12, steps=10)
    progress.on_epoch_begin(2)
    progress.show(5, {"loss": 0.5})
    progress.on_epoch_end(2, {"loss": 0.25, "accuracy": 0.9})


def test_a_file_gets_one_line_an_epoch(capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error, so that results can be piped."""
    an_epoch()
    output, talk = capsys.readouterr()
    assert output == ""
    assert talk.startswith("Epoch  3/12  10 steps, ")
    assert talk.endswith(" ms/step  loss 0.2500  accuracy 0.9000\n")
    assert talk.count("\n") == 1


def test_libraries_of_notebooks_are_no_notebook(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script that has loaded them still prints its results alone to standard output."""
    monkeypatch.setitem(sys.modules, "ipykernel", ModuleType("ipykernel"))
    an_epoch()
    assert capsys.readouterr().out == ""


def test_a_notebook_gets_a_bar_in_its_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard error would stand on red ground there."""

    class OutStream(io.StringIO):
        """What stands for standard output in a kernel."""

    OutStream.__module__ = "ipykernel.iostream"
    cell = OutStream()
    monkeypatch.setattr(sys, "stdout", cell)
    an_epoch()
    assert "Epoch  3/12" in cell.getvalue()
    assert "\r" in cell.getvalue()


def test_a_narrow_terminal_gets_one_line_an_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    """No state of the bar is wider than 80 columns, also of 60,000 steps, so none starts a new line."""

    class Terminal(io.StringIO):
        """Standard error of a terminal."""

        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
    progress = Progress(epochs=5, steps=60_000)
    progress.on_epoch_begin(0)
    progress.show(39_271, {"loss": 0.5, "accuracy": 0.9})
    figures = {"loss": 0.25, "accuracy": 0.9, "val_loss": 0.3, "val_accuracy": 0.8}
    progress.on_epoch_end(0, figures)
    states = [line for line in screen.getvalue().replace("\r", "\n").split("\n") if line.strip()]
    assert max(map(len, states)) < 80
    assert "60000/60000" in states[-2]
    assert states[-1] == "           validation loss 0.3000  validation accuracy 0.8000"


def shown_at_every_step(epochs: int, steps: int) -> None:
    """A training of single images: as many updates as images, each of them shown."""
    progress = Progress(epochs, steps)
    for epoch in range(epochs):
        progress.on_epoch_begin(epoch)
        for step in range(1, steps + 1):
            progress.show(step, {"loss": 1 / step, "accuracy": 0.9})
        progress.on_epoch_end(epoch, {"loss": 0.25, "accuracy": 0.9, "val_loss": 0.3, "val_accuracy": 0.8})


def test_single_images_do_not_flood_a_pipe(capfd: pytest.CaptureFixture[str]) -> None:
    """One line an epoch, though an epoch of `--batch-size 1` has 60,000 updates."""
    shown_at_every_step(epochs=2, steps=60_000)
    assert len(capfd.readouterr().err.splitlines()) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="needs terminals of POSIX")
def test_single_images_do_not_flood_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one of 80 columns, two lines an epoch, each drawn again a few times a second, and none broader than it."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_: os.get_terminal_size(theirs))
    seen: list[bytes] = []
    listener = threading.Thread(target=lambda: seen.extend(iter(lambda: os.read(ours, 65536), b"")), daemon=True)
    listener.start()
    with open(theirs, "w", encoding="utf-8", closefd=False) as screen:
        monkeypatch.setattr(sys, "stderr", screen)
        began = time.monotonic()
        shown_at_every_step(epochs=2, steps=60_000)
        seconds = time.monotonic() - began
        print("end", file=screen, flush=True)
    while b"end" not in b"".join(seen):
        time.sleep(0.01)
    text = b"".join(seen).decode().replace("\r\n", "\n")
    lines = text.split("end")[0].split("\n")
    assert len([line for line in lines if line.strip()]) == 4
    states = text.replace("\n", "\r").split("\r")
    assert max(map(len, states)) < 80
    assert len(states) < 20 + 2 * 11 * seconds


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """With `--quiet` only the result is printed."""
    logging.getLogger("digitwise").setLevel(logging.WARNING)
    an_epoch()
    assert capsys.readouterr() == ("", "")
