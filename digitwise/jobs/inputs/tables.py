"""Parquet files with a picture in each row: its bytes, as data sets are published, or its path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from digitwise.errors import PictureError, UsageError
from digitwise.jobs.inputs.containers import Containers
from digitwise.jobs.inputs.entry import Entry
from digitwise.jobs.places import File

PATHS = ("path", "file", "file_name", "source", "image")
"""Columns of text that may hold paths, the likeliest first."""

ROWS = 64
"""Rows that are held at a time."""


class _Column(NamedTuple):
    name: str
    bytes_of: str | None
    """Name of the field that has the bytes; None if the column itself has them."""


class ParquetFiles(Containers):
    """Parquet files with a column of bytes, or of structs with ``bytes``: the rows are numbered, from 0."""

    kind = "parquet"

    def _entries_of(self, file: File, content: BinaryIO) -> Iterator[Entry]:
        table = self._table(file.name, content)
        if self._column(table) is None:
            yield from self._paths_of(file, table)
            return
        for row in range(table.metadata.num_rows):
            yield Entry(f"{file.name}#{row}", file.name, row, -1, file.stamp)

    def contents(self, entries: Sequence[Entry]) -> Iterator[bytes | PictureError]:
        """The bytes of some pictures; those that were named by a path are read from their own files."""
        if entries and entries[0].place < 0:
            return self._place.pictures([File(entry.file, entry.size, entry.stamp) for entry in entries])
        return super().contents(entries)

    def _contents_of(self, entries: Sequence[Entry], content: BinaryIO) -> Iterator[bytes | PictureError]:
        table = self._table(entries[0].file, content)
        column = self._column(table)
        assert column is not None
        wanted = {entry.place: entry.source for entry in entries}
        first, last = entries[0].place, entries[-1].place
        for row, value in _rows(table, column.name, first, last):
            if row in wanted:
                found = value.get(column.bytes_of) if column.bytes_of and value is not None else value
                yield PictureError("not_an_image", f"{wanted[row]} has no bytes") if found is None else bytes(found)

    def _table(self, name: str, content: BinaryIO) -> pq.ParquetFile:
        try:
            return pq.ParquetFile(pa.PythonFile(content))
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(name, error, "a whole Parquet file") from error

    def _column(self, table: pq.ParquetFile) -> _Column | None:
        schema = table.schema_arrow
        found = [_Column(field.name, None) for field in schema if _is_bytes(field.type)]
        for field in schema:
            if pa.types.is_struct(field.type):
                found += [_Column(field.name, part.name) for part in field.type if _is_bytes(part.type)]
        if len(found) > 1:
            names = ", ".join(column.name for column in found)
            raise UsageError(f"{self._root} has several columns of bytes ({names}), expected one; nothing was read")
        return found[0] if found else None

    def _paths_of(self, file: File, table: pq.ParquetFile) -> Iterator[Entry]:
        texts = {field.name for field in table.schema_arrow if pa.types.is_string(field.type)}
        name = next((name for name in PATHS if name in texts), None)
        if name is None:
            columns = ", ".join(table.schema_arrow.names)
            raise UsageError(
                f"{self._root}/{file.name} has the columns {columns}, expected one of bytes, or one of paths that is "
                f"called {', '.join(PATHS[:-1])} or {PATHS[-1]}; nothing was read"
            )
        for batch in table.iter_batches(ROWS, columns=[name], use_threads=False):
            for path in batch.column(0).to_pylist():
                found = self._place.look(path) or File(path, -1, "gone")
                yield Entry(found.name, found.name, -1, found.size, found.stamp)


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _rows(table: pq.ParquetFile, column: str, first: int, last: int) -> Iterator[tuple[int, Any]]:
    """Numbers and values of the rows of those row groups that hold the wanted ones."""
    begin = 0
    for group in range(table.num_row_groups):
        end = begin + table.metadata.row_group(group).num_rows
        if begin <= last and end > first:
            row = begin
            for batch in table.iter_batches(ROWS, row_groups=[group], columns=[column], use_threads=False):
                for value in batch.column(0):
                    if first <= row <= last:
                        yield row, value.as_py()
                    row += 1
        begin = end
