"""Pictures that hang, abort and eat memory: each has its code, and those beside it are read."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pyarrow.parquet as pq
import pytest

from digitwise.errors import ModelError
from digitwise.jobs import Options, Plan, run_job, run_shard, shard
from digitwise.jobs.output.markers import Marker
from digitwise.workers.batches import ReadSettings
from digitwise.workers.guard import Guard
from digitwise.workers.limits import WorkerLimits
from digitwise.workers.process import Killed
from tests.jobs.pictures import drawn, rows

FOLDER = Path(__file__).parent
READER, ANSWERER = ((sys.executable, str(FOLDER / name)) for name in ("fake_reader.py", "fake_answerer.py"))
"""Processes that can be poisoned: one that reads, and one that starts at once, for tests of what is done with it."""
LIMITS = WorkerLimits(workers=1, picture_seconds=2, picture_bytes=600 * 2**20)


class Here:
    """An engine that runs shards in this process."""

    def map(self, plan: Plan, shards: Iterable[int]) -> Iterator[Marker]:
        """One after the other."""
        return (run_shard(plan, number) for number in shards)


@pytest.fixture
def guard(request: pytest.FixtureRequest) -> Iterator[Guard]:
    """A guard whose process can be poisoned; none is left behind."""
    before = set(psutil.Process().children())
    made = Guard(ReadSettings(), LIMITS, getattr(request, "param", ANSWERER))
    yield made
    made.close()
    assert set(psutil.Process().children()) <= before


reads = pytest.mark.parametrize("guard", [READER], indirect=True, ids=["reads"])
"""For a test that needs the fields of a reading."""


def codes(guard: Guard, *pictures: bytes) -> list[str]:
    """What becomes of pictures that are read together."""
    return [found.code if isinstance(found, Killed) else found["code"] for found in guard.read(pictures)]


def test_a_poisoned_picture_has_its_code_and_its_company_is_read(guard: Guard) -> None:
    """Hanging is a timeout, aborting and growing a crash of the decoder."""
    found = codes(guard, drawn(0), b"ABORT", drawn(1), b"HANG", b"GROW", drawn(2))
    assert found == ["ok", "decoder_crash", "ok", "timeout", "decoder_crash", "ok"]


def test_a_poisoned_picture_has_the_seconds_that_it_took(guard: Guard) -> None:
    """A crash is over long before the limit, and the limit is that of this guard."""
    crashed, hung = (guard.read([picture])[0] for picture in (b"ABORT", b"HANG"))
    assert isinstance(crashed, Killed)
    assert isinstance(hung, Killed)
    assert 0 < crashed.seconds < LIMITS.picture_seconds <= hung.seconds < LIMITS.picture_seconds + 5


def test_few_processes_die_over_one_picture_among_many(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Halves are tried, not each picture alone: of 32, one poisons five groups, and itself twice."""
    asked: list[int] = []
    ask = guard._answers

    def counted(frame: Any, expected: int, following: Any = None) -> Any:
        asked.append(expected)
        return ask(frame, expected, following)

    monkeypatch.setattr(guard, "_answers", counted)
    found = codes(guard, *[drawn(0)] * 20, b"ABORT", *[drawn(1)] * 11)
    assert found == ["ok"] * 20 + ["decoder_crash"] + ["ok"] * 11
    assert sorted(asked, reverse=True) == [32, 16, 16, 8, 8, 4, 4, 2, 2, 1, 1, 1]


def test_a_process_that_somebody_else_killed_costs_no_picture(guard: Guard, tmp_path: Path) -> None:
    """The picture over which it died is tried again, alone and in company."""
    once, twice = (b"ONCE " + str(tmp_path / name).encode() for name in ("one", "two"))
    assert codes(guard, once) == ["ok"]
    assert codes(guard, drawn(0), twice) == ["ok", "ok"]


def test_the_next_pictures_are_read_before_they_are_asked_for(guard: Guard, tmp_path: Path) -> None:
    """A process that had to wait for each message would idle in between."""
    read = tmp_path / "read"
    following = [b"ONCE " + bytes(read)]
    guard.read([drawn(0)], following)
    begun = time.monotonic()
    while not read.exists():
        assert time.monotonic() - begun < 10, "it waits to be asked"
        time.sleep(0.01)
    assert [found["code"] for found in guard.read(following) if not isinstance(found, Killed)] == ["ok"]


def test_what_was_sent_ahead_and_is_not_asked_for_is_no_answer(guard: Guard) -> None:
    """Where a shard is given up in the middle, the next one has its own answers."""
    one, two, nothing = drawn(1), drawn(2), b"nothing"
    expected = guard.read([two])[0]
    guard.read([one], [nothing])
    found = guard.read([two])[0]
    assert not isinstance(expected, Killed)
    assert not isinstance(found, Killed)
    assert found["text"] == expected["text"] != ""


def test_what_was_sent_to_a_process_that_ended_is_sent_again(guard: Guard) -> None:
    """It went with the process that the picture before it killed."""
    following = [drawn(1), b"ABORT", drawn(2)]
    assert isinstance(guard.read([b"ABORT"], following)[0], Killed)
    found = guard.read(following)
    assert [item.code if isinstance(item, Killed) else item["code"] for item in found] == ["ok", "decoder_crash", "ok"]


def test_a_process_that_reads_has_nothing_of_tables() -> None:
    """It starts in half of the time without, and holds a third less memory."""
    program = "import sys, digitwise.jobs.reader_process; print({'pyarrow', 'digitwise.forms'} & set(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", program], cwd=FOLDER.parents[1], capture_output=True, text=True)
    assert answer.stdout == "set()\n"


def test_a_model_that_is_missing_is_an_error_and_no_row() -> None:
    """It would be the same for each of a million pictures."""
    guard = Guard(ReadSettings(model="nowhere.onnx"), LIMITS, shard.COMMAND)
    with pytest.raises(Exception, match=r"no model at nowhere\.onnx") as caught:
        guard.read([drawn(0)])
    assert getattr(caught.value, "code", None) == ModelError.code
    guard.close()


@reads
def test_a_job_with_poisoned_pictures_is_done(guard: Guard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is a row, and so is each of the others."""
    monkeypatch.setattr(shard, "guard_for", lambda settings: guard)
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    contents = {"0": drawn(0), "1": b"ABORT", "2": drawn(2), "3": b"HANG"}
    for name, content in contents.items():
        (pictures / f"{name}.png").write_bytes(content)
    status = run_job(str(pictures), str(tmp_path / "out"), Options(limit_bad=0.5), Here())
    assert status.codes == {"decoder_crash": 1, "ok": 2, "timeout": 1}
    found = rows(tmp_path / "out")
    assert [row["source"] for row in found] == [f"{name}.png" for name in sorted(contents)]
    assert "took more than 2 s" in found[3]["message"]
    seconds = pq.read_table(tmp_path / "out" / "rows")["seconds"].to_pylist()
    assert 0 < seconds[1] < seconds[3]
    assert seconds[3] != shard.LIMITS.picture_seconds


@reads
def test_files_that_are_none_are_rows_and_never_block(guard: Guard, tmp_path: Path) -> None:
    """A link, a pipe, a device behind a link, a file that may not be read, one that vanishes."""
    import os

    from digitwise.jobs.inputs import input_of
    from digitwise.jobs.shard import rows_of

    pictures = tmp_path / "pictures"
    pictures.mkdir()
    (pictures / "a-device.png").symlink_to("/dev/zero")
    os.mkfifo(pictures / "b-pipe.png")
    (pictures / "c-gone.png").write_bytes(drawn(0))
    (pictures / "d-other.png").write_bytes(drawn(0))
    (pictures / "e.png").write_bytes(drawn(0))
    source = input_of(str(pictures))
    entries = list(source.entries())
    (pictures / "c-gone.png").unlink()
    (pictures / "d-other.png").write_bytes(drawn(1))
    found = list(rows_of(entries, source.contents(entries), 0, guard))
    assert [row["code"] for row in found] == ["not_a_file", "not_a_file", "not_found", "changed", "ok"]
