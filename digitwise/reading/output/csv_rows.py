"""Readings as a table: a row for each number, and one for each picture that has none."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from digitwise.reading.result import Reading
from digitwise.text import cell

COLUMNS = ["source", "code", "line", "number", "text", "confidence", "doubtful", "left", "top", "width", "height"]


def to_csv(readings: Iterable[Reading]) -> str:
    """Readings as CSV with a header, as spreadsheets take it: no cell is taken for a formula.

    Example:
        >>> print(to_csv([Reading(source="blank.png")]))
        source,code,line,number,text,confidence,doubtful,left,top,width,height
        blank.png,no_digit,,,,,,,,,
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for reading in readings:
        writer.writerows(_rows(reading))
    return buffer.getvalue().rstrip("\n")


def _rows(reading: Reading) -> list[list[object]]:
    begin = [cell(reading.source or ""), reading.code]
    rows: list[list[object]] = []
    for line_number, line in enumerate(reading.lines):
        for number in line.numbers:
            place = [line_number, len(rows)]
            rows.append(
                [*begin, *place, cell(number.text), f"{number.confidence:.4f}", int(number.doubtful), *number.box]
            )
    return rows or [[*begin, *[""] * (len(COLUMNS) - 2)]]
