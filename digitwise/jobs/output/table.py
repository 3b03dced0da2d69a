"""All rows of a job in one file, for tools that want that: a row for each picture, or one for each number."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from digitwise.errors import UsageError
from digitwise.files import whole_file
from digitwise.jobs.output.markers import done_shards, rows_name
from digitwise.jobs.output.schema import COMPRESSION, SCHEMA
from digitwise.jobs.places import place_of

FLAT = pa.schema(
    [
        ("id", pa.int64()),
        ("source", pa.string()),
        ("code", pa.string()),
        ("line", pa.int32()),
        ("number", pa.int32()),
        ("text", pa.string()),
        ("confidence", pa.float32()),
        ("doubtful", pa.bool_()),
        ("left", pa.int32()),
        ("top", pa.int32()),
        ("width", pa.int32()),
        ("height", pa.int32()),
    ]
)
"""One row for each number, and one with nulls for each picture that has none."""

_PLAIN = pa.schema(
    [
        pa.field(field.name, pa.string() if pa.types.is_dictionary(field.type) else field.type)
        for field in SCHEMA
        if not pa.types.is_list(field.type)
    ]
)


def write_table(output: str, target: Path | None, flat: bool = False) -> int:
    """Write the rows of the shards that are done into one file.

    Args:
        output: Folder or bucket of the job.
        target: A ``.parquet`` or ``.csv`` file; None for CSV on standard output.
        flat: A row for each number instead of one for each picture. CSV has no lists, so that without ``flat`` it
            has the columns that are none.

    Returns:
        How many rows there are.

    Raises:
        UsageError: For a file of another kind.
        OutputError: If it cannot be written.
    """
    if target is not None and target.suffix.lower() not in (".csv", ".parquet"):
        raise UsageError(f"{target} is no kind of table that is known; expected a .csv or .parquet file")
    if target is None:
        return _write(sys.stdout.buffer, _tables(output, flat, True), True, FLAT if flat else _PLAIN)
    csv = target.suffix.lower() == ".csv"
    schema = FLAT if flat else _PLAIN if csv else SCHEMA
    with whole_file(target) as draft, draft.open("wb") as file:
        return _write(file, _tables(output, flat, csv), csv, schema)


def _tables(output: str, flat: bool, csv: bool) -> Iterator[pa.Table]:
    place = place_of(output)
    for shard in sorted(done_shards(place)):
        with place.open(rows_name(shard)) as file:
            table = pq.read_table(pa.PythonFile(file), schema=SCHEMA)
        if flat:
            yield pa.Table.from_pylist([row for found in table.to_pylist() for row in _numbers(found)], schema=FLAT)
        else:
            yield table.select(_PLAIN.names).cast(_PLAIN) if csv else table


def _numbers(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    begin = {name: row[name] for name in ("id", "source", "code")}
    if not row["numbers"]:
        yield begin
    for number, found in enumerate(row["numbers"]):
        yield {**found, **begin, "number": number}


def _write(file: BinaryIO, tables: Iterator[pa.Table], csv: bool, schema: pa.Schema) -> int:
    rows = 0
    with _writer(file, csv, schema) as writer:
        for table in tables:
            writer.write_table(table)
            rows += table.num_rows
    return rows


@contextmanager
def _writer(file: BinaryIO, csv: bool, schema: pa.Schema) -> Iterator[Any]:
    if csv:
        with pc.CSVWriter(file, schema) as writer:
            yield writer
    else:
        with pq.ParquetWriter(file, schema, compression=COMPRESSION) as writer:
            yield writer
