"""A cluster of Ray on this machine: a node that dies and one that comes change no row, and no token means no."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from digitwise.errors import JobError, UsageError
from digitwise.jobs import Options, run_job, verify
from digitwise.jobs.engines import engine_of
from digitwise.jobs.engines.local import LocalEngine
from tests.jobs.pictures import folder_of, rows

ROOT = Path(__file__).parents[2]


@pytest.mark.jobs
def test_two_nodes_one_lost_and_one_added_give_the_rows_of_one_process(tmp_path: Path) -> None:
    """Every row is there once, and nothing is left of the attempts on the node that was lost."""
    pytest.importorskip("ray")
    pictures = folder_of(60, tmp_path / "pictures")
    run_job(str(pictures), str(tmp_path / "golden"), Options(shard_pictures=3, limit_bad=0.5), LocalEngine(1))
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": "0123456789abcdef0123456789abcdef",
        "RAY_USAGE_STATS_ENABLED": "0",
    }
    program = [sys.executable, str(Path(__file__).with_name("on_two_nodes.py"))]
    answer = subprocess.run(
        [*program, str(pictures), str(tmp_path / "out"), "3"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout.splitlines()[-1])["success"]
    assert rows(tmp_path / "out") == rows(tmp_path / "golden")
    assert verify(str(tmp_path / "out")) == (20, 60, [])


def test_a_cluster_without_a_token_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it is spoken to."""
    pytest.importorskip("ray")
    monkeypatch.delenv("RAY_AUTH_MODE", raising=False)
    with pytest.raises(UsageError, match=r"RAY_AUTH_MODE is not token.*or give --insecure"):
        engine_of("ray", address="127.0.0.1:6379")


def test_a_cluster_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    """At once."""
    pytest.importorskip("ray")
    engine = engine_of("ray", address="127.0.0.1:1", insecure=True)
    with pytest.raises(JobError, match=r"nobody answers at 127\.0\.0\.1:1 "):
        run_job(str(folder_of(2, tmp_path / "pictures")), str(tmp_path / "out"), engine=engine)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("spark",), "unknown engine 'spark'"),
        (("ray",), "--engine ray needs --address"),
        (("ray", 2, "127.0.0.1:1"), "its nodes say how many processes"),
        (("local", 1, "127.0.0.1:1"), "--address and --insecure are for a cluster"),
    ],
)
def test_engines_that_cannot_be_meant_are_refused(words: tuple[str, int, str], message: str) -> None:
    """With what was expected."""
    with pytest.raises(UsageError, match=message):
        engine_of(*words)
