"""What runs the shards of a job: processes of this machine, or a cluster.

An engine only calls :func:`~digitwise.jobs.shard.run_shard`, once or more often; that every row is there once is
settled by the files, not by the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from digitwise.errors import UsageError, unknown_name
from digitwise.jobs.output.markers import Marker
from digitwise.jobs.planning.plan import Plan


class Engine(Protocol):
    """What runs shards somewhere."""

    def map(self, plan: Plan, shards: Iterable[int]) -> Iterator[Marker]:
        """Run shards, each at least once, and give their markers as they are done."""


def engine_of(name: str, processes: int | None = None, address: str | None = None, insecure: bool = False) -> Engine:
    """The engine with this name.

    Args:
        name: ``local`` or ``ray``.
        processes: Of the local engine: how many processes read; None for one each core.
        address: Of a cluster: ``host:port`` of its head.
        insecure: Of a cluster: use it though it has no token.

    Raises:
        UsageError: For another name, and for options of the other engine.
        MissingExtra: If Ray is not installed.
    """
    if name == "local":
        if address is not None or insecure:
            raise UsageError("--address and --insecure are for a cluster; give --engine ray, or leave them out")
        from digitwise.jobs.engines.local import LocalEngine

        return LocalEngine(processes)
    if name == "ray":
        if address is None or processes is not None:
            raise UsageError("--engine ray needs --address HOST:PORT, and its nodes say how many processes they run")
        from digitwise.jobs.engines.cluster import RayEngine

        return RayEngine(address, insecure)
    raise unknown_name("engine", name, ("local", "ray"))
