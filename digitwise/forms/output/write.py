"""Tables to a file, whose name says of which kind it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from digitwise.errors import UsageError
from digitwise.files import whole_file
from digitwise.forms.output.parquet import write_parquet
from digitwise.forms.output.records import to_csv
from digitwise.forms.output.workbook import write_workbook
from digitwise.forms.result import RefusedSheet, Table, tables_to_dict


def write_tables(tables: list[Table], target: Path, refused: Sequence[RefusedSheet] = ()) -> None:
    """Write tables to a file that is whole or absent.

    Args:
        tables: What was read, a table for each sheet.
        target: ``.xlsx``, ``.csv``, ``.parquet`` or ``.json``.
        refused: Sheets that could not be read, which a workbook and JSON name; the others have cells alone.

    Raises:
        UsageError: For any other kind of file.
        MissingExtra: If the extra ``forms`` is not installed and the kind of file needs it.
        OutputError: If it cannot be written; ``target`` is then as it was.

    Example:
        >>> write_tables([], Path("marks.txt"))
        Traceback (most recent call last):
        digitwise.errors.UsageError: marks.txt ends in '.txt', expected .xlsx, .csv, .parquet or .json; nothing was read
    """
    check_format(target)
    with whole_file(target) as path:
        _WRITERS[target.suffix.lower()](tables, path, refused)


def check_format(target: Path) -> None:
    """Raise `UsageError` for a kind of file that tables are not written to, before anything is read."""
    if target.suffix.lower() not in _WRITERS:
        expected = f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}"
        raise UsageError(f"{target} ends in '{target.suffix}', expected {expected}; nothing was read")


def _write_csv(tables: list[Table], path: Path, refused: Sequence[RefusedSheet]) -> None:
    path.write_text(to_csv(tables), encoding="utf-8", newline="")


def _write_json(tables: list[Table], path: Path, refused: Sequence[RefusedSheet]) -> None:
    document = json.dumps(tables_to_dict(tables, refused), indent=2, ensure_ascii=False)
    path.write_text(document + "\n", encoding="utf-8")


def _write_parquet(tables: list[Table], path: Path, refused: Sequence[RefusedSheet]) -> None:
    write_parquet(tables, path)


_WRITERS: dict[str, Callable[[list[Table], Path, Sequence[RefusedSheet]], None]] = {
    ".xlsx": write_workbook,
    ".csv": _write_csv,
    ".parquet": _write_parquet,
    ".json": _write_json,
}
FORMATS = tuple(_WRITERS)
"""Kinds of files that tables are written to."""
