"""A job on a cluster of two nodes of this machine, one of which goes without a word while another comes.

python on_two_nodes.py PICTURES OUTPUT SHARD_PICTURES [--steady]: prints the status in JSON; with --steady both nodes
stay. A program of its own, since Ray leaves much behind in the process that started it.
"""

from __future__ import annotations

import json
import sys

from ray.cluster_utils import Cluster

from digitwise.jobs import Options, Plan, run_job
from digitwise.jobs.engines.cluster import RayEngine
from digitwise.jobs.output.markers import Marker

LOST, ADDED = 0.3, 0.6
"""Shares of the shards after which a node is lost, and one added."""

STORE_BYTES = 100 * 2**20


def main() -> None:
    """Run the job, and lose and add a node meanwhile."""
    pictures, output, shard_pictures, *steady = sys.argv[1:]
    head = {"num_cpus": 1, "object_store_memory": STORE_BYTES, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=head, shutdown_at_exit=True)
    second = cluster.add_node(num_cpus=1, object_store_memory=STORE_BYTES)
    done = 0

    def meanwhile(plan: Plan, marker: Marker | None) -> None:
        nonlocal done
        done += marker is not None and not steady
        if done == round(LOST * plan.shards):
            cluster.remove_node(second, allow_graceful=False)
        if done == round(ADDED * plan.shards):
            cluster.add_node(num_cpus=1, object_store_memory=STORE_BYTES)

    try:
        options = Options(shard_pictures=int(shard_pictures), limit_bad=0.5)
        status = run_job(pictures, output, options, RayEngine(cluster.address), meanwhile)
        print(json.dumps(status.to_dict()))
    finally:
        cluster.shutdown()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
