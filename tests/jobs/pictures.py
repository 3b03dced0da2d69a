"""Pictures for jobs: drawn, so that nobody's handwriting is needed, with some that cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from digitwise.jobs import load_plan
from digitwise.jobs.output.markers import rows_name
from digitwise.jobs.places import place_of
from tests.reading.drawings import encoded, paper

NUMBERS = ("0", "1", "47", "8", "305", "6")


def drawn(number: int) -> bytes:
    """The bytes of picture ``number``: a drawn number, every seventh a file that is none."""
    if number % 7 == 3:
        return b"this is not a picture"
    return encoded(paper(NUMBERS[number % len(NUMBERS)]))


def folder_of(count: int, folder: Path) -> Path:
    """A folder with so many pictures, some of them in a folder within."""
    (folder / "more").mkdir(parents=True)
    for number in range(count):
        (folder / ("more" if number % 3 else "") / f"{number:04}.png").write_bytes(drawn(number))
    return folder


def table(output: str | Path) -> pa.Table:
    """The rows of a job in the order of its pictures."""
    place, plan = place_of(str(output)), load_plan(str(output))
    parts = []
    for shard in range(plan.shards):
        with place.open(rows_name(shard)) as file:
            parts.append(pq.read_table(pa.PythonFile(file)))
    return pa.concat_tables(parts, promote_options="permissive").sort_by("id")


def rows(output: str | Path, without: Sequence[str] = ("seconds",)) -> list[dict[str, Any]]:
    """The rows of a job, without what differs from run to run."""
    return [dict(row) for row in table(output).drop_columns(list(without)).to_pylist()]
