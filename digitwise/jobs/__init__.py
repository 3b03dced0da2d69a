"""Millions of pictures: jobs that can be killed and run again, on one machine or on a cluster.

The names below are loaded on first use: the process that reads needs no tables, and starts in half of the time.
"""

from __future__ import annotations

import importlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from digitwise.jobs.options import Options
    from digitwise.jobs.output.table import write_table
    from digitwise.jobs.planning.plan import Plan, load_plan, make_plan
    from digitwise.jobs.review import Doubtful, review_job
    from digitwise.jobs.run import run_job
    from digitwise.jobs.shard import run_shard
    from digitwise.jobs.status import Status, status_of
    from digitwise.jobs.verification import Verified, verify

_HOMES = {
    "Doubtful": "review",
    "Options": "options",
    "Plan": "planning.plan",
    "Status": "status",
    "Verified": "verification",
    "load_plan": "planning.plan",
    "make_plan": "planning.plan",
    "review_job": "review",
    "run_job": "run",
    "run_shard": "shard",
    "status_of": "status",
    "verify": "verification",
    "write_table": "output.table",
}

__all__ = [
    "Doubtful",
    "Options",
    "Plan",
    "Status",
    "Verified",
    "load_plan",
    "make_plan",
    "review_job",
    "run_job",
    "run_shard",
    "status_of",
    "verify",
    "write_table",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'digitwise.jobs' has no attribute {name!r}; it has {', '.join(__all__)}")
    value = getattr(importlib.import_module(f"digitwise.jobs.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
