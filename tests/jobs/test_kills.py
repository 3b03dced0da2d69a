"""Drivers that are killed, that run at the same time, that run out of disk: the rows are those of a quiet run."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from digitwise.jobs import Options, run_job, verify
from digitwise.jobs.engines.local import LocalEngine
from tests.jobs.pictures import folder_of, rows

pytestmark = pytest.mark.jobs
ROOT = Path(__file__).parents[2]
PICTURES, SHARD, KILLS = 60, 6, 10
GOLDEN = Options(shard_pictures=SHARD, limit_bad=0.5)


def driver(pictures: Path, output: Path, processes: int = 2) -> subprocess.Popen[bytes]:
    """``digitwise jobs run`` in a process of its own."""
    words = ["jobs", "run", str(pictures), str(output), "--processes", str(processes)]
    words += ["--shard-pictures", str(SHARD), "--limit-bad", "0.5"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-m", "digitwise", "-q", *words], env=environment, stdout=subprocess.PIPE)


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, float]:
    """Pictures, what one process makes of them, and how long two take for all of it."""
    folder = tmp_path_factory.mktemp("golden")
    pictures = folder_of(PICTURES, folder / "pictures")
    run_job(str(pictures), str(folder / "out"), GOLDEN, LocalEngine(1))
    begun = time.monotonic()
    with driver(pictures, folder / "two") as process:
        process.communicate()
    return pictures, folder / "out", time.monotonic() - begun


def test_two_processes_give_the_rows_of_one(golden: tuple[Path, Path, float]) -> None:
    """Whichever of them read a shard."""
    _, output, _ = golden
    assert rows(output.with_name("two")) == rows(output)


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_driver_killed_at_any_moment_and_run_again_gives_the_same_rows(
    seed: int, golden: tuple[Path, Path, float], tmp_path: Path
) -> None:
    """Its processes end with it, and the second run does what was left."""
    pictures, expected, seconds = golden
    output = tmp_path / "out"
    process = driver(pictures, output)
    time.sleep(random.Random(seed).uniform(0.05, 0.95) * seconds)
    below = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.send_signal(signal.SIGKILL)
    process.communicate()
    _, left = psutil.wait_procs(below, timeout=10)
    assert not left
    assert run_job(str(pictures), str(output), GOLDEN, LocalEngine(2)).success
    assert rows(output) == rows(expected)
    assert verify(str(output)).problems == []
    assert not list(output.glob(".*"))


def test_two_drivers_at_once_do_no_harm(golden: tuple[Path, Path, float], tmp_path: Path) -> None:
    """Both end well, and every row is there once."""
    pictures, expected, _ = golden
    drivers = [driver(pictures, tmp_path / "out", 1) for _ in range(2)]
    for process in drivers:
        process.communicate()
    assert [process.returncode for process in drivers] == [0, 0]
    assert rows(tmp_path / "out") == rows(expected)
    assert verify(str(tmp_path / "out")).problems == []


def test_processes_that_are_killed_are_replaced(golden: tuple[Path, Path, float], tmp_path: Path) -> None:
    """Whichever process of a job ends, the job goes on."""
    pictures, expected, seconds = golden
    process = driver(pictures, tmp_path / "out")
    generator = random.Random(1)
    for _ in range(3):
        time.sleep(seconds / 4)
        if process.poll() is None and (below := psutil.Process(process.pid).children(recursive=True)):
            generator.choice(below).kill()
    process.communicate()
    assert process.returncode == 0
    assert rows(tmp_path / "out") == rows(expected)


def test_a_full_disk_stops_the_job_and_room_lets_it_go_on(golden: tuple[Path, Path, float], tmp_path: Path) -> None:
    """On a file system of 2 MB, most of it taken."""
    pictures, expected, _ = golden
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(small)], capture_output=True)
    if mounted.returncode:
        pytest.skip("needs the right to mount a file system")
    try:
        (small / "ballast").write_bytes(bytes(2**21 - 2**16))
        process = driver(pictures, small / "out", 1)
        process.communicate()
        assert process.returncode == 1
        (small / "ballast").unlink()
        assert run_job(str(pictures), str(small / "out"), GOLDEN, LocalEngine(2)).success
        assert rows(small / "out") == rows(expected)
    finally:
        subprocess.run(["umount", str(small)], check=True)
