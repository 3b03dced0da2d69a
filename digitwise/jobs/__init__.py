"""Millions of pictures: jobs that can be killed and run again, on one machine or on a cluster."""

from __future__ import annotations

from digitwise.jobs.options import Options
from digitwise.jobs.output.table import write_table
from digitwise.jobs.planning.plan import Plan, load_plan, make_plan
from digitwise.jobs.review import Doubtful, review_job
from digitwise.jobs.run import run_job
from digitwise.jobs.shard import run_shard
from digitwise.jobs.status import Status, status_of
from digitwise.jobs.verification import Verified, verify

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
