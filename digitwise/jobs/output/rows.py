"""The rows of a shard, read back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from digitwise.errors import JobError
from digitwise.jobs.output.markers import rows_name
from digitwise.jobs.output.schema import SCHEMA
from digitwise.jobs.places import Place
from digitwise.text import one_line


def read_rows(place: Place, shard: int) -> pa.Table:
    """The rows of a shard that is done.

    Raises:
        JobError: ``shard_damaged`` if they cannot be read.
    """
    name = rows_name(shard)
    with place.open(name) as file:
        return table_of(file, f"{place.url}/{name}")


def table_of(file: BinaryIO, where: str, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows of a file.

    Args:
        file: An open file of rows.
        where: What to call it.
        columns: Which of its columns; None for all.

    Raises:
        JobError: ``shard_damaged`` if they cannot be read.
    """
    try:
        # Not read_table, whose threads may let go of the file when Python has ended, and take the process with them.
        with pq.ParquetFile(pa.PythonFile(file)) as rows:
            found = rows.read(columns, use_threads=False)
        return found if columns else found.cast(SCHEMA)
    except (pa.ArrowException, OSError, ValueError) as error:
        message = f"{where} cannot be read back ({one_line(error)}); remove it and run again"
        raise JobError("shard_damaged", message) from error
