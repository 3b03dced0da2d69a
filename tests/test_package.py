"""The package as people get it: light to import, its names as promised, its wheel working in an empty environment."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterable, Sequence
from importlib.metadata import Distribution, distribution
from pathlib import Path

import numpy as np
import pytest
from packaging.requirements import Requirement
from PIL import Image

import digitwise

ROOT = Path(__file__).parents[1]
HEAVY = ("keras", "jax", "matplotlib", "sklearn", "onnx", "onnxruntime", "cv2")

SMALLEST_PROGRAM = """
import typer

app = typer.Typer(rich_markup_mode="markdown")

@app.callback()
def program(loud: bool = False) -> None:
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


def _seconds(*programs: Sequence[str], rounds: int = 3) -> list[float]:
    """Seconds of the processor that a whole Python process takes with each of these arguments.

    They run by turns and the least of all rounds counts, since others may be at work beside them.
    """
    times: list[list[float]] = [[] for _ in programs]
    for _ in range(rounds):
        for arguments, taken in zip(programs, times, strict=True):
            before = os.times()
            _python(*arguments)
            after = os.times()
            taken.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return [min(taken) for taken in times]


def test_every_public_name_is_there_and_no_other() -> None:
    """The names of __all__ load, and a misspelled one is answered with the list."""
    for name in digitwise.__all__:
        assert getattr(digitwise, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'trian'; it has"):
        _ = digitwise.trian


def test_importing_digitwise_loads_nothing_heavy() -> None:
    """No library that takes a while is loaded before it is needed, not by the import and not by the help."""
    for program in ("import digitwise", "import digitwise.cli"):
        loaded = _python("-c", f"import sys; {program}; print(*sys.modules)").split()
        assert not set(HEAVY) & set(loaded), program


def test_a_command_loads_what_it_needs_and_no_other_command(tmp_path: Path) -> None:
    """Nor Pydantic, by which Typer makes values, where nothing is to be made of what was typed."""
    picture = tmp_path / "blank.png"
    Image.fromarray(np.full((28, 28), 255, np.uint8)).save(picture)
    program = f"import sys; from digitwise.cli import app; app(['read', {str(picture)!r}], standalone_mode=False)"
    *_, last = _python("-c", f"{program}\nprint(*sys.modules)").splitlines()
    loaded = set(last.split())
    assert {name for name in loaded if name.startswith("digitwise.cli.")} == {
        f"digitwise.cli.{name}"
        for name in ("commands", "group", "reading", "reading.pictures", "reading.printing", "reading.read")
    }
    assert not loaded & {"pydantic", "rich", "keras"}


def test_import_takes_under_a_tenth_of_a_second() -> None:
    """Beyond what Python itself takes to start."""
    ours, bare = _seconds(["-c", "import digitwise"], ["-c", "pass"])
    assert ours - bare < 0.1


def test_help_answers_at_once() -> None:
    """At most a third longer than the help of the smallest program made with the same library."""
    commands = ["", "train", "evaluate", "export", "data", "show", "read"]
    smallest = ["-c", SMALLEST_PROGRAM, "one", "--help"]
    helps = {command: ["-m", "digitwise", *command.split(), "--help"] for command in commands}
    for rounds in (1, 3):  # whoever seems slow is timed again
        *least, first, second, third = _seconds(*helps.values(), *[smallest] * 3, rounds=rounds)
        limit = 1.33 * min(first, second, third)
        helps = {command: helps[command] for command, taken in zip(helps, least, strict=True) if taken > limit}
    assert not helps, limit


def test_version_is_printed() -> None:
    """--version says which Digitwise this is."""
    assert _python("-m", "digitwise", "--version") == f"digitwise {digitwise.__version__}\n"


def _needed(requirements: Iterable[str]) -> set[str]:
    """Names of the distributions that requirements bring here, those of others included."""
    found: set[str] = set()
    left = list(requirements)
    while left:
        requirement = Requirement(left.pop())
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        if requirement.name.lower() not in found:
            found.add(requirement.name.lower())
            left += distribution(requirement.name).requires or []
    return found


def _borrow(names: Iterable[str], packages: Path) -> None:
    """Let an environment have these distributions of ours, and no other."""
    for name in names:
        files = distribution(name).files or []
        for top in {file.parts[0] for file in files if file.parts[0] not in ("..", "__pycache__")}:
            if not (packages / top).exists():
                (packages / top).symlink_to(Path(str(distribution(name).locate_file(top))))


def test_wheel_works_in_an_empty_environment(tmp_path: Path) -> None:
    """Built, listed, unpacked beside nothing but what it says it depends on, and run from an empty folder."""
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(tmp_path), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    packaged = {name for name in names if name.endswith(".py")}
    assert packaged == {str(path.relative_to(ROOT)) for path in (ROOT / "digitwise").rglob("*.py")}
    assert "digitwise/py.typed" in names
    venv.create(tmp_path / "empty", with_pip=False, symlinks=True)
    (packages,) = (tmp_path / "empty" / "lib").glob("python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    (metadata,) = packages.glob("digitwise-*.dist-info")
    needed = _needed(Distribution.at(metadata).requires or [])
    assert {"numpy", "onnxruntime", "pillow"} <= needed
    assert not {"keras", "jax", "fastapi", "pytest"} & needed
    _borrow(needed, packages)
    work = tmp_path / "work"
    work.mkdir()
    run = [str(tmp_path / "empty" / "bin" / "python"), "-m", "digitwise"]
    answer = subprocess.run([*run, "--help"], cwd=work, check=True, capture_output=True, text=True)
    assert "handwrit" in answer.stdout
    picture = ROOT / "docs" / "pictures" / "reading" / "form.png"
    read = subprocess.run([*run, "read", str(picture)], cwd=work, check=True, capture_output=True, text=True)
    assert read.stdout == "10□7\n"
    train = subprocess.run([*run, "train"], cwd=work, check=False, capture_output=True, text=True)
    assert train.returncode == 1
    assert "needs the extra 'train': pip install 'digitwise[train]'" in train.stderr
    assert "Traceback" not in train.stderr
