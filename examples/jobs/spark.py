"""The shards of a job on Spark, for those who have a cluster of it: each partition runs some.

spark-submit examples/jobs/spark.py INPUT OUTPUT

Both have to be reachable from every node: a bucket, or a file system that they share. Whatever Spark begins again or
begins twice, every row is there once: that is settled by the files.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any

from digitwise.jobs import Plan, load_plan, run_job, run_shard
from digitwise.jobs.output.markers import Marker


def run_partition(output: str, shards: Iterable[int]) -> Iterator[Marker]:
    """Run the shards of a partition, on a node."""
    plan = load_plan(output)
    return (run_shard(plan, shard) for shard in shards)


class SparkEngine:
    """Runs shards as the partitions of a Spark context."""

    def __init__(self, context: Any) -> None:
        self._context = context

    def map(self, plan: Plan, shards: Iterable[int]) -> Iterator[Marker]:
        """Run shards, each in a partition of its own."""
        numbers, output = list(shards), plan.output
        spread = self._context.parallelize(numbers, max(1, len(numbers)))
        yield from spread.mapPartitions(lambda partition: run_partition(output, partition)).toLocalIterator()


def main() -> None:
    """Plan the job, run it and say how it ended."""
    from pyspark import SparkContext

    source, output = sys.argv[1:]
    print(run_job(source, output, engine=SparkEngine(SparkContext.getOrCreate())))


if __name__ == "__main__":
    main()
