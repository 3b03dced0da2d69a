"""Readings to a file, whose name says of which kind it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from digitwise.errors import UsageError
from digitwise.files import whole_file
from digitwise.reading.output.csv_rows import to_csv
from digitwise.reading.result import Reading, readings_to_dict
from digitwise.text import plain


def write_readings(readings: Sequence[Reading], target: Path) -> None:
    """Write readings to a file that is whole or absent.

    Args:
        readings: What was read, in the order of the pictures.
        target: ``.csv``, ``.json`` or ``.txt``.

    Raises:
        UsageError: For any other kind of file.
        OutputError: If it cannot be written; ``target`` is then as it was.

    Example:
        >>> write_readings([], Path("numbers.xls"))
        Traceback (most recent call last):
        digitwise.errors.UsageError: numbers.xls ends in '.xls', expected .csv, .json or .txt; nothing was read
    """
    check_format(target)
    content = _WRITERS[target.suffix.lower()](readings)
    with whole_file(target) as path:
        path.write_text(content + "\n" if content else "", encoding="utf-8", newline="")


def check_format(target: Path) -> None:
    """Raise `UsageError` for a kind of file that readings are not written to, before anything is read."""
    if target.suffix.lower() not in _WRITERS:
        raise UsageError(f"{target} ends in '{target.suffix}', expected .csv, .json or .txt; nothing was read")


def to_json(readings: Sequence[Reading]) -> str:
    """Readings as one JSON document.

    Example:
        >>> print(to_json([]))
        {
          "schema": 1,
          "readings": []
        }
    """
    return json.dumps(readings_to_dict(list(readings)), indent=2)


def to_text(readings: Sequence[Reading]) -> str:
    """A line of text for each line of writing; of several pictures each line starts with the name and a tab.

    Example:
        >>> to_text([Reading(source="a.png"), Reading(source="b.png"), Reading(code="not_found", source="c.png")])
        'a.png\\t\\nb.png\\t'
    """
    return "\n".join(line for reading in readings for line in lines_of(reading, len(readings) > 1))


def lines_of(reading: Reading, named: bool) -> list[str]:
    """The lines of one reading; none of a picture that could not be read.

    Args:
        reading: What was read.
        named: Whether each line starts with the name of the picture and a tab.
    """
    if not reading.ok:
        return []
    name = f"{plain(str(reading.source))}\t" if named else ""
    return [f"{name}{line}" for line in reading.text.split("\n")]


_WRITERS: dict[str, Callable[[Sequence[Reading]], str]] = {".csv": to_csv, ".json": to_json, ".txt": to_text}
