"""From rows in memory to rows that are there: written aside, read back, published once, marked.

Whatever happens between two of these steps, a shard is either not there, or there and whole: a second attempt, or one
that comes late, finds the first and leaves it as it is.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from digitwise.errors import JobError, OutputError
from digitwise.jobs.output.markers import Marker, read_marker, rows_name, write_marker
from digitwise.jobs.output.rows import table_of
from digitwise.jobs.output.schema import COMPRESSION
from digitwise.jobs.places import Place


def commit(place: Place, shard: int, table: pa.Table, expected: int) -> Marker:
    """Publish the rows of a shard, unless they are there already.

    Args:
        place: The output.
        shard: Number of the shard.
        table: Its rows.
        expected: How many there have to be.

    Returns:
        The marker of what is there now, whoever wrote it.

    Raises:
        JobError: With code ``shard_damaged`` if what was written, or what was there, is not what it should be.
        OutputError: If it cannot be written; then nothing is there, and the attempt can be repeated.
    """
    markers = []

    def write(draft: Path) -> None:
        pq.write_table(table, draft, compression=COMPRESSION)
        with draft.open("rb") as file:
            markers.append(described(file, shard, expected, str(draft)))

    if place.publish(rows_name(shard), write):
        return _marked(place, markers[-1])
    # What is published is another's: the marker says what is there, not what was meant.
    return adopt(place, shard, expected)


def adopt(place: Place, shard: int, expected: int) -> Marker:
    """Mark the rows that are there.

    Raises:
        FileNotFoundError: If there are none.
        JobError: If they are damaged.
    """
    name = rows_name(shard)
    with place.open(name) as file:
        marker = described(file, shard, expected, f"{place.url}/{name}")
    return _marked(place, marker)


def _marked(place: Place, marker: Marker) -> Marker:
    """The marker that is there now: this one, or the one of who was quicker."""
    write_marker(place, marker)
    found = read_marker(place, marker.shard)
    if found is None:
        raise OutputError(f"the marker of shard {marker.shard} in {place.url} vanished; run again to go on")
    return found


def described(file: BinaryIO, shard: int, expected: int, where: str) -> Marker:
    """Read a file of rows back, and say what is in it.

    Raises:
        JobError: If it is no such file, or has another number of rows.
    """
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(2**20):
        digest.update(chunk)
        size += len(chunk)
    file.seek(0)
    table = table_of(file, where, ["source", "code", "seconds"])
    rows = table.num_rows
    if rows != expected:
        raise JobError("shard_damaged", f"{where} has {rows:,} rows, expected {expected:,}; remove it and run again")
    return Marker(shard, rows, size, digest.hexdigest(), _codes(table), *_times(table), time.time())


def _codes(table: pa.Table) -> dict[str, int]:
    return dict(sorted(Counter(table["code"].to_pylist()).items()))


def _times(table: pa.Table) -> tuple[float, tuple[str, float]]:
    seconds = table["seconds"]
    slowest = int(pc.index(seconds, pc.max(seconds)).as_py())
    longest: Any = seconds[slowest].as_py()
    return round(float(pc.sum(seconds).as_py()), 3), (str(table["source"][slowest]), round(float(longest), 4))
