"""Ctrl-C ends a training within a second with a line; what a killed one left is swept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from digitwise.files import whole_file, whole_folder
from digitwise.training import run_folder
from digitwise.training.train import train

ROOT = Path(__file__).parents[2]
# Shells and test runners in the background ignore Ctrl-C, and their children with them.
LISTEN = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
COMMAND = LISTEN + "import sys; sys.argv[0] = 'digitwise'\nfrom digitwise.cli import main\nmain()"
SECONDS = 1.5
"""A second, and half of one for a machine that has others to serve."""


def _start(program: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def _interrupt(process: subprocess.Popen[str]) -> tuple[str, float]:
    start = time.perf_counter()
    process.send_signal(signal.SIGINT)
    _, words = process.communicate(timeout=30)
    return words, time.perf_counter() - start


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("moment", [0.3, 0.8, 1.3, 2.0, 3.0])
def test_interrupt_ends_a_training_with_a_line(moment: float) -> None:
    """While libraries are imported, data read, the program compiled and steps taken."""
    process = _start(COMMAND, "train", "--dataset", "digits", "--epochs", "100000", "--batch-size", "8")
    time.sleep(moment)
    words, seconds = _interrupt(process)
    assert "Traceback" not in words
    assert process.returncode == 130
    # From the first epoch on the line says that the run is kept, which takes a moment.
    assert words.endswith("digitwise: stopped\n") or "\nStopped by hand, after epoch" in words
    assert seconds < SECONDS or "Stopped by hand" in words


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_interrupt_in_compiled_code_is_heard() -> None:
    """Code that keeps Python waiting for long does not keep the person waiting."""
    waiting = (
        "from digitwise.interrupts import stop_at_once\nstop_at_once()\nprint('on', flush=True)\n"
        "import numpy as np\nx = np.ones((6000, 6000))\nwhile True: x @ x @ x @ x @ x @ x @ x @ x"
    )
    process = _start(LISTEN + waiting)
    assert process.stdout
    process.stdout.readline()
    time.sleep(1.0)
    words, seconds = _interrupt(process)
    assert (words, process.returncode) == ("digitwise: stopped\n", 130)
    assert seconds < SECONDS


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_what_ends_in_order_has_time_to() -> None:
    """A server answers what is under way, and a job ends its processes, for longer than compiled code may take."""
    program = (
        "import time\nfrom digitwise.interrupts import GRACE_SECONDS, end_in_order, stop_at_once\n"
        "stop_at_once()\nend_in_order()\n"
        "try:\n    print('on', flush=True)\n    time.sleep(60)\n"
        "except KeyboardInterrupt:\n    time.sleep(2 * GRACE_SECONDS)\n    raise SystemExit('in order')"
    )
    process = _start(LISTEN + program)
    assert process.stdout
    process.stdout.readline()
    words, _ = _interrupt(process)
    assert (words, process.returncode) == ("in order\n", 1)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_interrupt_while_writing_leaves_nothing(tmp_path: Path) -> None:
    """Neither half a file nor half a folder."""
    program = (
        "import time\nfrom pathlib import Path\nfrom digitwise.files import whole_file, whole_folder\n"
        "from digitwise.interrupts import stop_at_once\nstop_at_once()\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "with whole_file(folder / 'a.txt') as f, whole_folder(folder / 'run') as d:\n"
        "    (d / 'x').write_text('x')\n    print('on', flush=True)\n    time.sleep(60)"
    )
    process = _start(LISTEN + program)
    assert process.stdout
    process.stdout.readline()
    assert len(list(tmp_path.iterdir())) == 2
    _interrupt(process)
    assert list(tmp_path.iterdir()) == []


def test_process_in_the_background_goes_on_ignoring_it() -> None:
    """As its shell told it."""
    program = (
        "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nfrom digitwise.interrupts import stop_at_once\n"
        "stop_at_once()\nassert signal.getsignal(signal.SIGINT) is signal.SIG_IGN"
    )
    process = _start(program)
    assert process.communicate(timeout=30) == ("", "")
    assert process.returncode == 0


def test_what_a_killed_run_left_is_swept_at_the_next_start(tmp_path: Path) -> None:
    """Hidden folders of ours, nothing else."""
    with whole_folder(tmp_path / "2026-01-31-classic-1") as left:
        other = "a" if left.name.endswith("_") else "_"  # names are random, and may end with either
        os.rename(left, kept := left.with_name(left.name[:-1] + other))  # noqa: PTH104
        left.mkdir()
    for name in (".git", ".2026-01-31", ".notes-abcdefgh", "2026-01-31-classic-2"):
        (tmp_path / name).mkdir()
    assert kept.exists()
    run_folder.prepare(tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {".git", ".2026-01-31", ".notes-abcdefgh", "2026-01-31-classic-1", "2026-01-31-classic-2", ".lock"}


def test_exploded_loss_is_said(caplog: pytest.LogCaptureFixture) -> None:
    """It stays a number, and the run says that it is above that of guessing, in its report too."""
    run = train("classic", "digits", epochs=2, learning_rate=30.0, output=None)
    assert "and 2.30 for guessing; try a smaller learning rate" in run.warning
    assert run.warning in run.summary()
    assert run.to_dict()["warning"] == run.warning
    assert train("classic", "digits", epochs=1, output=None).warning == ""


def test_unfinished_files_are_forgotten_when_they_are_whole(tmp_path: Path) -> None:
    """To end the process removes what is being written, never what was written."""
    from digitwise.files import remove_unfinished

    with whole_file(tmp_path / "a.txt") as path:
        path.write_text("a")
    with whole_folder(tmp_path / "run") as folder:
        (folder / "b").write_text("b")
    remove_unfinished()
    assert (tmp_path / "a.txt").read_text() + (tmp_path / "run" / "b").read_text() == "ab"
