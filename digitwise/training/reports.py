"""The report of a run, read again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from digitwise.errors import TrainingError
from digitwise.files import read_bounded
from digitwise.models.run_pointer import follow
from digitwise.text import one_line

LARGEST_REPORT = 64 * 2**20
"""Bytes of the largest report that is read; ours have some thousand, and a few for each epoch."""


def read_report(run: str | Path) -> dict[str, Any]:
    """Read the report of a run.

    Args:
        run: A run folder.

    Raises:
        TrainingError: If it has none.
    """
    path = follow(Path(run)) / "report.json"
    try:
        document = json.loads(read_bounded(path, LARGEST_REPORT))
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or one_line(error)
        raise TrainingError(f"{path} cannot be read: {reason}; expected a run folder") from error
    if not isinstance(document, dict):
        raise TrainingError(f"{path} is no report of a run")
    return document
