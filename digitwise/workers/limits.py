"""What a guarded process may use to read one picture."""

from __future__ import annotations

import os
from dataclasses import dataclass, field


@dataclass(frozen=True)
class WorkerLimits:
    """Limits of the guarded processes. The defaults suit two cores and 2 GiB of memory.

    Attributes:
        workers: Processes that decode and read.
        picture_seconds: Seconds that reading one picture may take; then its process is killed.
        picture_bytes: Resident memory of a process that reads; then it is killed.
    """

    workers: int = field(default_factory=lambda: min(4, os.cpu_count() or 1))
    picture_seconds: float = 5.0
    picture_bytes: int = 2**30
