"""The rows that a job writes: one for each picture, whatever became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from digitwise.errors import MissingExtra

try:
    import pyarrow as pa
except ImportError as missing:
    raise MissingExtra("reading many pictures", "jobs") from missing

ALTERNATIVE = pa.struct([("text", pa.string()), ("confidence", pa.float32())])

NUMBER = pa.struct(
    [
        ("line", pa.int32()),
        ("text", pa.string()),
        ("confidence", pa.float32()),
        ("doubtful", pa.bool_()),
        ("left", pa.int32()),
        ("top", pa.int32()),
        ("width", pa.int32()),
        ("height", pa.int32()),
        ("alternatives", pa.list_(ALTERNATIVE)),
    ]
)
"""One number of a picture: its line, what it reads, how sure that is, and its place in pixels."""

CELL = pa.struct(
    [
        ("grid", pa.int32()),
        ("row", pa.int32()),
        ("column", pa.int32()),
        ("name", pa.string()),
        ("outcome", pa.string()),
        ("text", pa.string()),
        ("probability", pa.float32()),
        ("doubtful", pa.bool_()),
        ("read", pa.string()),
        ("overruled_by", pa.string()),
        ("proposal", pa.string()),
        ("left", pa.int32()),
        ("top", pa.int32()),
        ("width", pa.int32()),
        ("height", pa.int32()),
        ("alternatives", pa.list_(ALTERNATIVE)),
    ]
)
"""One cell of a ruled sheet: where it stands, what it holds, how sure that is."""

SCHEMA = pa.schema(
    [
        ("id", pa.int64()),
        ("source", pa.string()),
        ("sha256", pa.string()),
        ("code", pa.dictionary(pa.int32(), pa.string())),
        ("message", pa.string()),
        ("text", pa.string()),
        ("numbers", pa.list_(NUMBER)),
        ("cells", pa.list_(CELL)),
        ("warnings", pa.list_(pa.string())),
        ("width", pa.int32()),
        ("height", pa.int32()),
        ("model_sha256", pa.dictionary(pa.int32(), pa.string())),
        ("seconds", pa.float32()),
    ]
)
"""One row for each picture, as ``docs/jobs.md`` describes it."""

READ_CODES = frozenset(["ok", "no_digit"])
"""Codes of pictures that could be read; every other one is a rejection."""

COMPRESSION = "zstd"


def schema_text() -> str:
    """The schema as words, for a digest."""
    return str(SCHEMA)


def table_of(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows as a table with the types of :data:`SCHEMA`."""
    return pa.Table.from_pylist(list(rows), schema=SCHEMA)
