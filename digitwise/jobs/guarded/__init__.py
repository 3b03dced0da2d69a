"""Reading pictures in a process that may be killed."""

from digitwise.jobs.guarded.batch import Fields, How
from digitwise.jobs.guarded.guard import Guard

__all__ = ["Fields", "Guard", "How"]
