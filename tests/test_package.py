"""The package as people get it: light to import, its names as promised, its wheel working in an empty environment."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

import digitwise

ROOT = Path(__file__).parents[1]
HEAVY = ("keras", "jax", "matplotlib", "sklearn", "onnx", "onnxruntime", "cv2")

SMALLEST_PROGRAMME = """
import typer

app = typer.Typer(rich_markup_mode="markdown")

@app.callback()
def programme(loud: bool = False) -> None:
    "Does nothing."

@app.command()
def one() -> None:
    "Does nothing."

app()
"""


def _python(*arguments: str) -> str:
    answer = subprocess.run(
        [sys.executable, *arguments],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return answer.stdout


def _seconds(*programmes: Sequence[str], rounds: int = 4) -> list[float]:
    """Seconds that a whole Python process takes with each of these arguments.

    They run by turns and the least of all rounds counts, since others may be at work beside them.
    """
    times: list[list[float]] = [[] for _ in programmes]
    for _ in range(rounds):
        for arguments, taken in zip(programmes, times, strict=True):
            start = time.perf_counter()
            _python(*arguments)
            taken.append(time.perf_counter() - start)
    return [min(taken) for taken in times]


def test_every_public_name_is_there_and_no_other() -> None:
    """The names of __all__ load, and a misspelt one is answered with the list."""
    for name in digitwise.__all__:
        assert getattr(digitwise, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'trian'; it has"):
        _ = digitwise.trian


def test_importing_digitwise_loads_nothing_heavy() -> None:
    """No library that takes a while is loaded before it is needed, not by the import and not by the help."""
    for programme in ("import digitwise", "import digitwise.cli"):
        loaded = _python("-c", f"import sys; {programme}; print(*sys.modules)").split()
        assert not set(HEAVY) & set(loaded), programme


def test_import_takes_under_a_tenth_of_a_second() -> None:
    """Beyond what Python itself takes to start."""
    ours, bare = _seconds(["-c", "import digitwise"], ["-c", "pass"])
    assert ours - bare < 0.1


@pytest.mark.parametrize("command", ["", "train", "evaluate", "export", "data", "show", "read"])
def test_help_answers_at_once(command: str) -> None:
    """At most a third longer than the help of the smallest programme made with the same library."""
    ours, smallest = _seconds(
        ["-m", "digitwise", *command.split(), "--help"], ["-c", SMALLEST_PROGRAMME, "one", "--help"]
    )
    assert ours < 1.33 * smallest


def test_version_is_printed() -> None:
    """--version says which Digitwise this is."""
    assert _python("-m", "digitwise", "--version") == f"digitwise {digitwise.__version__}\n"


def test_wheel_works_in_an_empty_environment(tmp_path: Path) -> None:
    """Built, listed, installed beside nothing but its dependencies, and run from an empty folder."""
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    packaged = {name for name in names if name.endswith(".py")}
    assert packaged == {str(path.relative_to(ROOT)) for path in (ROOT / "digitwise").rglob("*.py")}
    assert "digitwise/py.typed" in names
    venv.create(tmp_path / "empty", with_pip=True)
    python = tmp_path / "empty" / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--constraint", str(ROOT / "constraints.txt"), str(wheel)], check=True, capture_output=True)
    work = tmp_path / "work"
    work.mkdir()
    run = [str(python), "-m", "digitwise"]
    answer = subprocess.run([*run, "--help"], cwd=work, check=True, capture_output=True, text=True)
    assert "handwrit" in answer.stdout
    train = subprocess.run([*run, "train"], cwd=work, check=False, capture_output=True, text=True)
    assert train.returncode == 1
    assert "needs the extra 'train': pip install 'digitwise[train]'" in train.stderr
    assert "Traceback" not in train.stderr
