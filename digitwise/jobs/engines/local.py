"""Shards on this machine: each of some processes reads one after the other, and is replaced when it dies."""

from __future__ import annotations

import collections
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from digitwise.errors import JobError
from digitwise.imports import search_path
from digitwise.jobs.engines.answers import marker_in
from digitwise.jobs.output.markers import Marker
from digitwise.jobs.planning.plan import Plan

COMMAND = (sys.executable, "-P", "-m", "digitwise.jobs.engines.shard_process")
TRIES, AHEAD = 3, 2
"""How often a shard is begun whose process dies, and how many shards wait beside those under way."""


class LocalEngine:
    """Runs shards in processes of this machine.

    Args:
        processes: How many; None for one each core.
    """

    def __init__(self, processes: int | None = None) -> None:
        self._processes = processes or os.cpu_count() or 1

    def map(self, plan: Plan, shards: Iterable[int]) -> Iterator[Marker]:
        """Run shards, and give the marker of each as it is done.

        Raises:
            JobError: What a shard could not be finished for; what is done stays.
        """
        processes, waiting = _Processes(plan), collections.deque[Future[Marker]]()
        pool = ThreadPoolExecutor(self._processes)
        try:
            for shard in shards:
                waiting.append(pool.submit(processes.run, shard))
                while len(waiting) >= self._processes + AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            processes.stop()
            pool.shutdown(wait=True, cancel_futures=True)
            processes.close()


class _Processes:
    """A process for each thread that asks for one."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._own = threading.local()
        self._all: list[_ShardProcess] = []
        self._stopped = False

    def run(self, shard: int) -> Marker:
        """Have a shard run, in another process if the first dies over it."""
        for _ in range(TRIES):
            if (answer := self._process().ask(shard)) is not None:
                return marker_in(answer)
            self._own.process = None
            if self._stopped:
                break
        raise JobError(
            "shard_died",
            f"the process that ran shard {shard} of {self._plan.output} died {TRIES} times; its own words stand "
            "above; what was done stays, and a further run goes on with it",
        )

    def stop(self) -> None:
        """Stop what is under way."""
        self._stopped = True
        for process in list(self._all):
            process.kill()

    def close(self) -> None:
        """Free what the processes held, once no thread asks any more."""
        for process in self._all:
            process.close()

    def _process(self) -> _ShardProcess:
        process: _ShardProcess | None = getattr(self._own, "process", None)
        if process is None:
            process = self._own.process = _ShardProcess(self._plan)
            self._all.append(process)
        return process


class _ShardProcess:
    """A process of :mod:`~digitwise.jobs.engines.shard_process`, seen from the driver."""

    def __init__(self, plan: Plan) -> None:
        environment = {**os.environ, "PYTHONPATH": search_path()}
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, text=True, env=environment)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        self._send(json.dumps(asdict(plan)))

    def ask(self, shard: int) -> dict[str, Any] | None:
        """The answer, None if the process died."""
        self._send(str(shard))
        try:
            found: dict[str, Any] = json.loads(self._from.readline())
        except ValueError:
            return None
        return found

    def kill(self) -> None:
        """End the process, whatever it is doing; the one that reads for it ends with it."""
        self._process.kill()

    def close(self) -> None:
        """End the process and free its pipes."""
        self.kill()
        for pipe in (self._to, self._from):
            with suppress(OSError):
                pipe.close()
        self._process.wait()

    def _send(self, line: str) -> None:
        # Where it is dead, whoever waits for its answer will see.
        with suppress(OSError):
            self._to.write(line + "\n")
            self._to.flush()
