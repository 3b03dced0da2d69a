"""What a row says of a picture, as plain values: the part of it that the guarded process makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from digitwise.reading.digit import alternatives_to_list
from digitwise.reading.result import Number, Reading

if TYPE_CHECKING:
    from digitwise.forms.form import Form
    from digitwise.forms.result import Table, TableCell


def fields_of(reading: Reading) -> dict[str, Any]:
    """Code, message, text, numbers, warnings, size and model of a reading, ready for JSON.

    Example:
        >>> fields_of(Reading(size=(28, 28), model_sha256="ab"))["code"]
        'no_digit'
    """
    numbers = [_number(line, number) for line, row in enumerate(reading.lines) for number in row.numbers]
    return {
        "code": reading.code,
        "message": reading.message,
        "text": reading.text,
        "numbers": numbers,
        "warnings": list(reading.warnings),
        "width": reading.size[0],
        "height": reading.size[1],
        "model_sha256": reading.model_sha256,
    }


def fields_of_table(table: Table, form: Form) -> dict[str, Any]:
    """The same of a ruled sheet: its grids as text, and its cells.

    Args:
        table: What was read.
        form: What the sheet is; its columns have names.
    """
    names = [rule.name for rule in form.columns]
    return {
        **fields_of(Reading(code="ok" if any(cell.text for cell in table.cells) else "no_digit")),
        "text": table.to_text(),
        "cells": [_cell(cell, names) for cell in table.cells],
        "warnings": list(table.warnings),
        "width": table.size[0],
        "height": table.size[1],
        "model_sha256": table.model_sha256,
    }


def _cell(cell: TableCell, names: list[str]) -> dict[str, Any]:
    across, down = zip(*cell.corners, strict=True)
    left, top = int(min(across)), int(min(down))
    return {
        **{name: getattr(cell, name) for name in ("grid", "row", "column", "outcome", "text", "doubtful")},
        **{name: getattr(cell, name) for name in ("read", "overruled_by", "proposal")},
        "name": names[cell.column] if cell.column < len(names) else "",
        "probability": round(cell.probability, 4),
        "left": left,
        "top": top,
        "width": int(max(across)) - left,
        "height": int(max(down)) - top,
        "alternatives": alternatives_to_list(cell.alternatives),
    }


def _number(line: int, number: Number) -> dict[str, Any]:
    return {
        "line": line,
        "text": number.text,
        "confidence": round(number.confidence, 4),
        "doubtful": number.doubtful,
        **number.box._asdict(),
        "alternatives": alternatives_to_list(number.alternatives),
    }
