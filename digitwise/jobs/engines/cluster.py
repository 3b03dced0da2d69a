"""Shards on a cluster of Ray: one task for each shard, begun again where its node dies.

Nothing goes through Ray but the plan and the number of a shard on the way there, and its marker on the way back.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from digitwise.errors import DigitwiseError, JobError, MissingExtra, UsageError
from digitwise.jobs.engines.answers import marker_in
from digitwise.jobs.output.markers import Marker
from digitwise.jobs.planning.plan import Plan, plan_from
from digitwise.jobs.shard import run_shard
from digitwise.text import one_line

RETRIES, OPEN_PER_CORE = 3, 4
"""How often a task is begun again whose node or process died, and how many tasks are handed over for each core."""

REACH_SECONDS = 10.0
"""How long the head of a cluster may take to answer."""

AUTHENTICATION, WITH_TOKEN = "RAY_AUTH_MODE", "token"


class RayEngine:
    """Runs shards on a cluster of Ray that has been started, every node with ``RAY_AUTH_MODE=token``.

    Args:
        address: ``host:port`` of its head.
        insecure: Also use a cluster without a token, on which whoever reaches it can run what they like.

    Raises:
        MissingExtra: If Ray is not installed.
        UsageError: If this process has no token and ``insecure`` is not set.
    """

    def __init__(self, address: str, insecure: bool = False) -> None:
        try:
            import ray
        except ImportError as error:
            raise MissingExtra("reading on a cluster", "ray") from error
        if os.environ.get(AUTHENTICATION) != WITH_TOKEN and not insecure:
            raise UsageError(
                f"{AUTHENTICATION} is not {WITH_TOKEN}, and a cluster without a token obeys whoever reaches it; set it "
                "here and on every node (docs/jobs.md), or give --insecure"
            )
        self._ray: Any = ray
        self._address, self._insecure = address, insecure

    def map(self, plan: Plan, shards: Iterable[int]) -> Iterator[Marker]:
        """Run shards, and give the marker of each as it is done, in any order.

        Raises:
            JobError: What a shard could not be finished for, or that the cluster cannot be reached; what is done stays.
        """
        ray = self._ray
        self._check_reachable()
        try:
            ray.init(self._address, include_dashboard=False, log_to_driver=False, logging_level="error")
        except (ConnectionError, RuntimeError, ray.exceptions.RayError) as error:
            raise JobError("cluster", f"the cluster at {self._address} cannot be used: {one_line(error)}") from error
        task = ray.remote(num_cpus=1, max_retries=RETRIES)(_run)
        described = json.dumps(asdict(plan))
        waiting: list[Any] = []
        try:
            for shard in shards:
                waiting.append(task.remote(described, shard, self._insecure))
                while len(waiting) >= OPEN_PER_CORE * max(1, int(ray.cluster_resources().get("CPU", 1))):
                    yield self._next(waiting)
            while waiting:
                yield self._next(waiting)
        finally:
            ray.shutdown()

    def _check_reachable(self) -> None:
        """Say within seconds that nobody is there: Ray itself tries for minutes."""
        host, _, port = self._address.rpartition(":")
        try:
            socket.create_connection((host, int(port)), REACH_SECONDS).close()
        except (OSError, ValueError, OverflowError) as error:
            raise JobError(
                "cluster", f"nobody answers at {self._address} ({error}); expected host:port of the head of a cluster"
            ) from error

    def _next(self, waiting: list[Any]) -> Marker:
        (done,), waiting[:] = self._ray.wait(waiting, num_returns=1)
        try:
            return marker_in(self._ray.get(done))
        except self._ray.exceptions.RayError as error:
            raise JobError(
                "shard_died", f"a shard was begun {RETRIES + 1} times and never finished: {one_line(error)}; run again"
            ) from error


def _run(described: str, shard: int, insecure: bool) -> dict[str, Any]:
    """The marker of a shard, or why there is none, on a node of the cluster."""
    if os.environ.get(AUTHENTICATION) != WITH_TOKEN and not insecure:
        message = f"a node of the cluster was started without {AUTHENTICATION}={WITH_TOKEN}; expected it on every node"
        return {"code": "cluster", "message": message}
    try:
        return asdict(run_shard(plan_from(json.loads(described)), shard))
    except DigitwiseError as error:
        return {"code": error.code, "message": str(error)}
