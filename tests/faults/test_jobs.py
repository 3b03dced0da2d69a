"""Jobs at bad moments: rows are there once, or a sentence says why they are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from digitwise.errors import JobError
from digitwise.jobs import Options, Plan, make_plan, run_job, run_shard, verify
from digitwise.jobs.output.markers import Marker
from tests.jobs.pictures import drawn, folder_of, rows

OPTIONS = Options(shard_pictures=3, limit_bad=0.5)


class Here:
    """An engine that runs shards in this process, some of them twice."""

    def map(self, plan: Plan, shards: Iterable[int]) -> Iterator[Marker]:
        """One after the other, and each again: a late attempt of a node that was taken for dead."""
        for number in shards:
            yield run_shard(plan, number)
            run_shard(plan, number)


class Overtaken(Here):
    """The same, while another driver does the whole job before the first shard is read."""

    def __init__(self, pictures: str, output: str) -> None:
        self._job = pictures, output

    def map(self, plan: Plan, shards: Iterable[int]) -> Iterator[Marker]:
        """As above, late."""
        left = list(shards)
        assert run_job(*self._job, OPTIONS, Here()).success
        yield from super().map(plan, left)


def test_row_24_killed_jobs(tmp_path: Path) -> None:
    """Workers, nodes and drivers of a job that are killed lose no row and double none.

    tests/jobs/test_kills.py, tests/jobs/test_cluster.py, tests/jobs/test_commit.py
    """
    pictures = str(folder_of(8, tmp_path / "pictures"))
    run_job(pictures, str(tmp_path / "quiet"), OPTIONS, Here())
    output = str(tmp_path / "out")
    plan = make_plan(pictures, output, OPTIONS)
    run_shard(plan, 1)
    (tmp_path / "out" / "markers" / "shard-000001.json").unlink()
    (tmp_path / "out" / ".unfinished" / "killed").mkdir(parents=True, exist_ok=True)
    assert run_job(pictures, output, OPTIONS, Overtaken(pictures, output)).success
    assert rows(output) == rows(tmp_path / "quiet")
    assert verify(output).problems == []


def test_row_25_changed_jobs(tmp_path: Path) -> None:
    """Changed inputs and models under an old job are refused; a corrupt shard is named; too many bad rows fail it.

    tests/jobs/test_run.py, tests/jobs/test_commit.py, tests/jobs/test_inputs.py
    """
    pictures, output = folder_of(8, tmp_path / "pictures"), str(tmp_path / "out")
    with pytest.raises(JobError, match="1 of 8 pictures were rejected, expected at most 5"):
        run_job(str(pictures), output, Options(3), Here())
    assert not (tmp_path / "out" / "_SUCCESS").exists()
    with pytest.raises(JobError, match=r"options\.single \(planned False, now True\)"):
        run_job(str(pictures), output, Options(3, single=True), Here())
    (pictures / "0000.png").write_bytes(drawn(1))
    with pytest.raises(JobError, match="8 pictures were planned, and 8 are there now"):
        run_job(str(pictures), output, OPTIONS, Here())
    shard = tmp_path / "out" / "rows" / "shard-000002.parquet"
    shard.write_bytes(shard.read_bytes()[:-9])
    assert "shard-000002.parquet" in " ".join(verify(output).problems)
