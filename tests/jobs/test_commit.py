"""A fault at every step from rows in memory to rows that are there: a second attempt makes up for it."""

from __future__ import annotations

import errno
import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from digitwise.errors import DigitwiseError, JobError, OutputError
from digitwise.jobs.output import commit as committing
from digitwise.jobs.output.commit import commit
from digitwise.jobs.output.markers import marker_name, read_marker, rows_name
from digitwise.jobs.output.schema import table_of
from digitwise.jobs.places import place_of
from digitwise.jobs.places.folder import WORKPLACE

ROWS = [
    {"id": number, "source": f"{number}.png", "code": "ok", "numbers": [], "warnings": [], "seconds": number / 10}
    for number in range(4)
]

STEPS = [
    ("digitwise.jobs.output.commit.pq", "write_table"),
    ("digitwise.jobs.output.commit", "described"),
    ("digitwise.jobs.places.folder", "_sync"),
    ("os", "link"),
    ("digitwise.jobs.places.folder", "sync_folder"),
    ("digitwise.jobs.output.commit", "write_marker"),
    ("digitwise.jobs.output.markers", "create_json"),
]
"""What a commit consists of, as module and function."""

DIES = """
import importlib, json, os, sys
from digitwise.jobs.output.commit import commit
from digitwise.jobs.output.schema import table_of
from digitwise.jobs.places import place_of

output, module, name, when, rows = sys.argv[1:]
owner = importlib.import_module(module.removesuffix(".pq"))
owner = owner.pq if module.endswith(".pq") else owner
step = getattr(owner, name)

def dies(*arguments, **options):
    if when == "after":
        step(*arguments, **options)
    os._exit(9)

setattr(owner, name, dies)
commit(place_of(output), 0, table_of(json.loads(rows)), 4)
"""


def commit_to(output: Path) -> Any:
    """Commit four rows."""
    return commit(place_of(str(output)), 0, table_of(ROWS), 4)


def check_whole(output: Path) -> None:
    """One file of rows, and one marker that says what is in it."""
    files = sorted(str(path.relative_to(output)) for path in output.rglob("*") if path.is_file())
    assert [name for name in files if not name.startswith(WORKPLACE)] == [marker_name(0), rows_name(0)]
    assert [row["source"] for row in pq.read_table(output / rows_name(0)).to_pylist()] == [r["source"] for r in ROWS]
    marker = read_marker(place_of(str(output)), 0)
    assert marker is not None
    assert (marker.rows, marker.codes, marker.slowest) == (4, {"ok": 4}, ("3.png", 0.3))


def _full(*arguments: Any, **options: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(("module", "name"), STEPS[:5])
def test_a_full_disk_at_any_step_is_an_error_and_a_second_attempt_is_whole(
    module: str, name: str, tmp_path: Path
) -> None:
    """Nothing that was begun is left in the way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{module}.{name}", _full)
        with pytest.raises(OutputError, match="No space left on device"):
            commit_to(tmp_path)
    assert not list(tmp_path.glob("markers/*"))
    commit_to(tmp_path)
    check_whole(tmp_path)


@pytest.mark.jobs
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("module", "name"), STEPS)
def test_killed_at_any_step_a_second_attempt_is_whole(module: str, name: str, when: str, tmp_path: Path) -> None:
    """The process is gone without a word, before or after the step."""
    arguments = [str(tmp_path), module, name, when, json.dumps(ROWS)]
    root = str(Path(__file__).parents[2])
    killed = subprocess.run([sys.executable, "-c", DIES, *arguments], env={**os.environ, "PYTHONPATH": root})
    assert killed.returncode == 9
    commit_to(tmp_path)
    check_whole(tmp_path)


def test_a_late_attempt_changes_nothing(tmp_path: Path) -> None:
    """Not even when what it brings is otherwise; its workplace may be cleared away while it writes."""
    commit_to(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    late = table_of([{**row, "seconds": 9.0} for row in ROWS])
    commit(place_of(str(tmp_path)), 0, late, 4)
    sync: Callable[[Path], None] = committing.described  # type: ignore[assignment]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            committing,
            "described",
            lambda *a: (sync(*a), place_of(str(tmp_path)).clear_workplace())[0],  # type: ignore
        )
        commit(place_of(str(tmp_path)), 0, late, 4)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("module", "name"), [("tempfile", "TemporaryDirectory"), ("pyarrow.parquet", "write_table"), *STEPS[1:4]]
)
def test_another_driver_that_ends_takes_nothing_from_this_one(module: str, name: str, tmp_path: Path) -> None:
    """It clears the workplace, whatever lies in it; what was to be written is written again."""
    place, calls = place_of(str(tmp_path)), iter(range(100))
    owner = importlib.import_module(module)
    original = getattr(owner, name)

    def cleared(*arguments: Any, **options: Any) -> Any:
        if next(calls) == 0:
            place.clear_workplace()
        return original(*arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, cleared)
        commit_to(tmp_path)
    assert next(calls) > 1
    check_whole(tmp_path)


def test_rows_that_are_too_few_are_never_published(tmp_path: Path) -> None:
    """The file is read back and counted before it has its name."""
    with pytest.raises(JobError, match="has 4 rows, expected 5") as caught:
        commit(place_of(str(tmp_path)), 0, table_of(ROWS), 5)
    assert caught.value.code == "shard_damaged"
    assert not list(tmp_path.glob("rows/*"))


def test_a_damaged_file_under_the_name_of_a_shard_is_named_and_not_marked(tmp_path: Path) -> None:
    """Whoever put it there has to remove it."""
    (tmp_path / "rows").mkdir()
    (tmp_path / rows_name(0)).write_bytes(b"PAR1 and nothing else")
    with pytest.raises(DigitwiseError, match=r"shard-000000\.parquet cannot be read back .*; remove it and run again"):
        commit_to(tmp_path)
    assert not list(tmp_path.glob("markers/*"))


def test_a_damaged_marker_is_named(tmp_path: Path) -> None:
    """It is not taken for a missing one: that would hide what happened."""
    commit_to(tmp_path)
    (tmp_path / marker_name(0)).write_text("{")
    with pytest.raises(JobError, match=r"markers/shard-000000\.json cannot be read .*; remove it and run again"):
        read_marker(place_of(str(tmp_path)), 0)
