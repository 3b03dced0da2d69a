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
from digitwise.jobs.output.markers import done_shards
from digitwise.jobs.output.rows import read_rows
from digitwise.jobs.output.schema import CELL, COMPRESSION, SCHEMA
from digitwise.jobs.places import place_of
from digitwise.jobs.planning.plan import load_plan
from digitwise.text import cell

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

FLAT_CELLS = pa.schema([("id", pa.int64()), ("source", pa.string()), ("code", pa.string()), *list(CELL)[:-1]])
"""One row for each cell of a sheet, and one with nulls for each picture that is none."""

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
        flat: A row for each number, or each cell of a form, instead of one for each picture. CSV has no lists, so
            that without ``flat`` it has the columns that are none.

    Returns:
        How many rows there are.

    Raises:
        UsageError: For a file of another kind.
        JobError: If there is no job, or the rows of a shard are damaged.
        OutputError: If it cannot be written.
    """
    if target is not None and target.suffix.lower() not in (".csv", ".parquet"):
        raise UsageError(f"{target} is no kind of table that is known; expected a .csv or .parquet file")
    csv, plan = target is None or target.suffix.lower() == ".csv", load_plan(output)
    flat_schema = FLAT if plan.options.form is None else FLAT_CELLS
    schema = flat_schema if flat else _PLAIN if csv else SCHEMA
    if target is None:
        return _write(sys.stdout.buffer, _tables(output, schema), True, schema)
    with whole_file(target) as draft, draft.open("wb") as file:
        return _write(file, _tables(output, schema), csv, schema)


def _tables(output: str, schema: pa.Schema) -> Iterator[pa.Table]:
    place = place_of(output)
    for shard in done_shards(place):
        table = read_rows(place, shard)
        if schema in (FLAT, FLAT_CELLS):
            items = "numbers" if schema is FLAT else "cells"
            yield pa.Table.from_pylist([row for found in table.to_pylist() for row in _items(found, items)], schema)
        else:
            yield table.select(schema.names).cast(schema)


def _items(row: dict[str, Any], items: str) -> Iterator[dict[str, Any]]:
    begin = {name: row[name] for name in ("id", "source", "code")}
    if not row[items]:
        yield begin
    for number, found in enumerate(row[items] or ()):
        yield {**found, **begin, "number": number}


def _write(file: BinaryIO, tables: Iterator[pa.Table], csv: bool, schema: pa.Schema) -> int:
    rows = 0
    with _writer(file, csv, schema) as writer:
        for table in tables:
            writer.write_table(_for_spreadsheets(table) if csv else table)
            rows += table.num_rows
    return rows


def _for_spreadsheets(table: pa.Table) -> pa.Table:
    """The table with an apostrophe before each text that a spreadsheet would take for a formula."""
    for place, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            texts = [None if text is None else cell(text) for text in table.column(place).to_pylist()]
            table = table.set_column(place, field, pa.array(texts, field.type))
    return table


@contextmanager
def _writer(file: BinaryIO, csv: bool, schema: pa.Schema) -> Iterator[Any]:
    if csv:
        with pc.CSVWriter(file, schema) as writer:
            yield writer
    else:
        with pq.ParquetWriter(file, schema, compression=COMPRESSION) as writer:
            yield writer
