"""How fast a job is: pictures a second, of the clock and of the processor."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from digitwise.jobs import Options, load_plan, run_job
from digitwise.jobs.engines.local import LocalEngine
from digitwise.jobs.output.markers import Marker, read_marker
from digitwise.jobs.places import place_of


class Rate(NamedTuple):
    """Pictures a second, of the clock and of the processor."""

    clock: float
    processor: float

    def times(self, other: Rate) -> Rate:
        """How many times this the other is."""
        return Rate(other.clock / self.clock, other.processor / self.processor)


class Taken(NamedTuple):
    """Seconds of the clock and of this process on the processor."""

    clock: float
    processor: float


class Peak:
    """The most memory that the processes below this one had together while it was entered."""

    def __init__(self) -> None:
        self.bytes = 0
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Peak:
        self._watch.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._over.wait(0.05):
            held = 0
            for process in psutil.Process().children(recursive=True):
                try:
                    held += process.memory_info().rss
                except psutil.Error:
                    continue
            self.bytes = max(self.bytes, held)


def rate_of_job(source: Path, output: Path, processes: int, count: int) -> Rate:
    """Pictures a second once the processes are there: starting them is no part of a long job."""
    times: list[tuple[float, float, int]] = []

    def note(plan: Any, marker: Marker | None) -> None:
        if marker is not None:
            times.append((marker.finished, processor_seconds(), marker.rows))

    # Not smaller than need be: to publish a shard takes some 30 ms, which is nothing beside the usual 2,000 pictures.
    shard = max(1, count // (5 * processes))
    run_job(str(source), str(output), Options(shard, limit_bad=1), LocalEngine(processes), note)
    times.sort()
    # The first shard of each process is begun while it starts.
    first, last = times[processes - 1], times[-1]
    rows = sum(rows for *_, rows in times[processes:])
    return Rate(rows / (last[0] - first[0]), rows / (last[1] - first[1]))


_LOOP = """
import json, sys, time
sys.path.insert(0, sys.argv[1])
import cv2
from digitwise.reading.reader import Reader
cv2.setNumThreads(1)
reader, files = Reader(threads=1), json.load(sys.stdin)
for file in files[:5]:
    reader.read_or_refuse(file)
clock, processor = time.perf_counter(), time.process_time()
for file in files:
    reader.read_or_refuse(file)
print(json.dumps([time.perf_counter() - clock, time.process_time() - processor]))
"""


def rate_of_loop(checkout: Path, files: Sequence[Path]) -> Rate:
    """Pictures a second of a plain loop on one core, with the Digitwise of a checkout and in a process of its own."""
    command = [sys.executable, "-P", "-c", _LOOP, str(checkout)]
    given = json.dumps([str(path) for path in files])
    done = subprocess.run(command, input=given, stdout=subprocess.PIPE, text=True, check=True)
    clock, processor = json.loads(done.stdout)
    return Rate(len(files) / clock, len(files) / processor)


def rate_of_nodes(output: Path, nodes: int) -> float:
    """Pictures a second of the clock of a job that is done, without the first shard of each node."""
    plan, place = load_plan(str(output)), place_of(str(output))
    markers = [marker for shard in range(plan.shards) if (marker := read_marker(place, shard)) is not None]
    markers.sort(key=lambda marker: marker.finished)
    rows = sum(marker.rows for marker in markers[nodes:])
    return rows / (markers[-1].finished - markers[nodes - 1].finished)


def processor_seconds() -> float:
    """Processor time of this process and of those that it started."""
    own = psutil.Process()
    found = [process.cpu_times() for process in (own, *own.children(recursive=True))]
    # A process that had to be killed has left its time to whoever started it.
    of_ended = sum(times.children_user + times.children_system for times in found)
    return float(sum(times.user + times.system for times in found) + of_ended)


def timed(work: Callable[[], object]) -> Taken:
    """Seconds that some work takes, of the clock and of this process on the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return Taken(time.perf_counter() - clock, time.process_time() - processor)


def spread(values: Sequence[Rate]) -> str:
    """Median of some rates with the lowest, the highest and their number, and the median by processor time."""
    clock, processor = (sorted(column) for column in zip(*values, strict=True))
    return (
        f"{statistics.median(clock):.2f} ({clock[0]:.2f}–{clock[-1]:.2f}, n={len(clock)}; "
        f"of the processor {statistics.median(processor):.2f})"
    )
