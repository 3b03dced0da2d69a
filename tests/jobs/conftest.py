"""What of the tests of jobs can be imported here."""

from __future__ import annotations

from importlib.util import find_spec

# A program that needs Ray, which `make test` does without; tests/jobs/test_cluster.py runs it where Ray is.
collect_ignore = [] if find_spec("ray") else ["on_two_nodes.py"]
