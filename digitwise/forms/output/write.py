"""Tables to a file, whose name says of which kind it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from digitwise.errors import UsageError
from digitwise.files import whole_file
from digitwise.forms.output.parquet import write_parquet
from digitwise.forms.output.records import to_csv
from digitwise.forms.output.workbook import write_workbook
from digitwise.forms.result import Table, tables_to_dict


def write_tables(tables: list[Table], target: Path) -> None:
    """Write tables to a file that is whole or absent.

    Args:
        tables: What was read, a table for each sheet.
        target: ``.xlsx``, ``.csv``, ``.parquet`` or ``.json``.

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
        _WRITERS[target.suffix.lower()](tables, path)


def check_format(target: Path) -> None:
    """Raise `UsageError` for a kind of file that tables are not written to, before anything is read."""
    if target.suffix.lower() not in _WRITERS:
        expected = f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}"
        raise UsageError(f"{target} ends in '{target.suffix}', expected {expected}; nothing was read")


def _write_csv(tables: list[Table], path: Path) -> None:
    path.write_text(to_csv(tables), encoding="utf-8", newline="")


def _write_json(tables: list[Table], path: Path) -> None:
    path.write_text(json.dumps(tables_to_dict(tables), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


_WRITERS: dict[str, Callable[[list[Table], Path], None]] = {
    ".xlsx": write_workbook,
    ".csv": _write_csv,
    ".parquet": write_parquet,
    ".json": _write_json,
}
FORMATS = tuple(_WRITERS)
"""Kinds of files that tables are written to."""
