"""Cells to a typed Parquet file."""

from __future__ import annotations

from pathlib import Path

from digitwise.errors import MissingExtra
from digitwise.forms.output.records import Record, records_of
from digitwise.forms.result import Table

_INTEGERS = ("grid", "row", "column", "row_span", "column_span")
_FLOATS = ("value", "probability", "left", "top", "right", "bottom")


def write_parquet(tables: list[Table], path: Path) -> None:
    """Write a row for each cell.

    Args:
        tables: What was read.
        path: The file.

    Raises:
        MissingExtra: If pyarrow is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtra("writing Parquet", "forms") from error
    types = {name: pyarrow.int32() for name in _INTEGERS} | {name: pyarrow.float64() for name in _FLOATS}
    types["doubtful"] = pyarrow.bool_()
    schema = pyarrow.schema([(name, types.get(name, pyarrow.string())) for name in Record._fields])
    rows = [record._asdict() for record in records_of(tables)]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema), path)
