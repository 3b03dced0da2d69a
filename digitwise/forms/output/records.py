"""Tables as records, a row for each cell: what CSV and Parquet files and the sheet ``cells`` of a workbook hold."""

from __future__ import annotations

import csv
import io
from typing import NamedTuple

from digitwise.forms.result import Table, TableCell
from digitwise.forms.rules.cell_rules import decimal_of
from digitwise.text import cell as as_cell

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
    iso: str


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
        value=_value_of(cell),
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
        iso=table.iso(cell),
    )


def _value_of(cell: TableCell) -> float | None:
    found = decimal_of(cell.text) if cell.outcome == "number" and cell.kind not in ("date", "time") else None
    return None if found is None else float(found)


def _written(field: object) -> object:
    if isinstance(field, bool):
        return str(field).lower()
    return as_cell(field) if isinstance(field, str) else field


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
        writer.writerow([_written(field) for field in record])
    return buffer.getvalue()
