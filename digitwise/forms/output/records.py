"""Tables as records, a row for each cell: what CSV and Parquet files and the sheet ``cells`` of a workbook hold."""

from __future__ import annotations

import csv
import io
from typing import NamedTuple

from digitwise.forms.result import Table, TableCell

LEAST = 0.0005
"""Probability of another reading that is listed, at least: three decimals show no less."""


class Record(NamedTuple):
    """One cell, flat: the columns of every table of cells."""

    source: str
    sha256: str
    grid: int
    row: int
    column: int
    row_span: int
    column_span: int
    outcome: str
    text: str
    value: float | None
    probability: float
    doubtful: bool
    alternatives: str
    read: str
    overruled_by: str
    proposal: str
    left: float
    top: float
    right: float
    bottom: float
    model: str
    model_sha256: str
    reviewed: str
    read_outcome: str


def records_of(tables: list[Table]) -> list[Record]:
    """A record for each cell of each table, in reading order."""
    return [_record(table, cell) for table in tables for cell in table.cells]


def _record(table: Table, cell: TableCell) -> Record:
    across, down = [x for x, _ in cell.corners], [y for _, y in cell.corners]
    return Record(
        source=table.source or "",
        sha256=table.sha256,
        grid=cell.grid,
        row=cell.row,
        column=cell.column,
        row_span=cell.row_span,
        column_span=cell.column_span,
        outcome=cell.outcome,
        text=cell.text,
        value=value_of(cell.text) if cell.outcome == "number" else None,
        probability=round(cell.probability, 4),
        doubtful=cell.doubtful,
        alternatives=" ".join(f"{text}:{share:.3f}" for text, share in cell.alternatives if share >= LEAST),
        read=cell.read,
        overruled_by=cell.overruled_by,
        proposal=cell.proposal,
        left=round(min(across), 1),
        top=round(min(down), 1),
        right=round(max(across), 1),
        bottom=round(max(down), 1),
        model=table.model,
        model_sha256=table.model_sha256,
        reviewed=cell.reviewed,
        read_outcome=cell.read_outcome,
    )


def value_of(text: str) -> float | None:
    """The number that a text stands for, None if it stands for none.

    Example:
        >>> value_of("007"), value_of("2,5"), value_of("2½"), value_of("1-2")
        (7.0, 2.5, 2.5, None)
    """
    plain = text.replace(",", ".")
    plain = f"{plain[:-1] or '0'}.5" if plain.endswith("½") else plain
    try:
        return float(plain)
    except ValueError:
        return None


def to_csv(tables: list[Table]) -> str:
    r"""A line for each cell, with a heading, as RFC 4180 has it; no field begins like a formula.

    Example:
        >>> to_csv([]).split(",")[:3]
        ['source', 'sha256', 'grid']
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(Record._fields)
    for record in records_of(tables):
        plain = record._replace(source=harmless(record.source), model=harmless(record.model))
        writer.writerow([str(field).lower() if isinstance(field, bool) else field for field in plain])
    return buffer.getvalue()


def harmless(text: str) -> str:
    """A name as it is, with an apostrophe before it if a spreadsheet would take it for a formula.

    Source:
        OWASP, "CSV injection".

    Example:
        >>> harmless("marks.png"), harmless("=HYPERLINK(1).png")
        ('marks.png', "'=HYPERLINK(1).png")
    """
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
