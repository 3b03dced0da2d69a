"""What runs the shards of a job: processes of this machine, or a cluster.

An engine only calls :func:`~digitwise.jobs.shard.run_shard`, once or more often; that every row is there once is
settled by the files, not by the engine.
"""
