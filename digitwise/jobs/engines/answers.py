"""What comes back from a shard that was run elsewhere."""

from __future__ import annotations

from typing import Any

from digitwise.errors import JobError
from digitwise.jobs.output.markers import Marker


def marker_in(answer: dict[str, Any]) -> Marker:
    """The marker that an answer holds.

    Raises:
        JobError: If it says why there is none.
    """
    if "message" in answer:
        raise JobError(str(answer["code"]), str(answer["message"]))
    return Marker(**{**answer, "slowest": tuple(answer["slowest"])})
