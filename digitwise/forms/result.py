"""What was read from a sheet: one schema for the library, the command line and every file that it writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.forms.form import Form
from digitwise.forms.rules.dates import iso_of
from digitwise.images import Images
from digitwise.reading.result import Alternative

SCHEMA = 1

Outcome = Literal["number", "empty", "mark", "struck_out", "unreadable", "label"]
"""What a cell holds: five outcomes of writing, and what was printed into the form."""

WORDS = {"mark": "mark", "struck_out": "struck out", "unreadable": "unreadable"}
"""What is shown for a cell that holds writing but no number."""

UNREAD = "?"
"""A digit among others that could not be read, in the alternatives of a cell that is unreadable."""

Corners = tuple[tuple[float, float], ...]


class GridSize(NamedTuple):
    """Rows and columns of one grid of a sheet."""

    rows: int
    columns: int


@dataclass(frozen=True)
class TableCell:
    """One cell of a sheet: what it holds, where it stands, how sure that is.

    Attributes:
        grid: Number of its grid on the sheet, from 0.
        row: Its first row, from 0.
        column: Its first column, from 0.
        outcome: ``"number"``, ``"empty"``, ``"mark"`` (a tick, a cross, a dash, letters), ``"struck_out"``,
            ``"unreadable"`` or ``"label"`` (printed).
        text: The number as it was written, leading zeros and decimal points kept; ``""`` for every other outcome.
        probability: Calibrated probability from 0 to 1 that outcome and text are right.
        doubtful: True if a person should look at it.
        corners: Top left, top right, bottom right and bottom left, pixels of the picture as it was given.
        row_span: Rows that it stands in; more than 1 if it is merged.
        column_span: Columns.
        alternatives: Other readings, likeliest first.
        read: What the picture says, where a rule of the form has overruled it; else ``""``.
        overruled_by: Name of that rule.
        proposal: What a rule of the form holds for right without being sure enough to overrule.
        reviewed: How a person decided it: ``"typed"``, ``"sorted"`` or ``"checked"``; ``""`` if nobody did.
        read_outcome: What the picture shows, where a person decided; else ``""``.
        kind: What stands in it according to the form of the sheet, as in `ColumnRule`; ``""`` without a form.
        digits: What the network saw of each digit of what it read, ``(n, 28, 28)`` ``uint8``, 255 = ink.
        crop: The cell, ``(h, w)``, ``uint8``, gray, level.
    """

    grid: int
    row: int
    column: int
    outcome: Outcome
    text: str
    probability: float
    doubtful: bool
    corners: Corners
    row_span: int = 1
    column_span: int = 1
    alternatives: tuple[Alternative, ...] = ()
    crop: NDArray[np.uint8] | None = field(default=None, repr=False, compare=False)
    read: str = ""
    overruled_by: str = ""
    proposal: str = ""
    reviewed: str = ""
    read_outcome: str = ""
    kind: str = ""
    digits: Images | None = field(default=None, repr=False, compare=False)

    @property
    def readings(self) -> tuple[Alternative, ...]:
        """What it may read as, itself first."""
        return (Alternative(self.text, self.probability), *self.alternatives)

    def to_dict(self) -> dict[str, Any]:
        """The cell as plain Python values, without its pictures."""
        return {
            "grid": self.grid,
            "row": self.row,
            "column": self.column,
            "row_span": self.row_span,
            "column_span": self.column_span,
            "outcome": self.outcome,
            "text": self.text,
            "probability": round(self.probability, 4),
            "doubtful": self.doubtful,
            "alternatives": [{"text": text, "probability": round(share, 4)} for text, share in self.alternatives],
            "read": self.read,
            "overruled_by": self.overruled_by,
            "proposal": self.proposal,
            "reviewed": self.reviewed,
            "read_outcome": self.read_outcome,
            "kind": self.kind,
            "corners": [[round(x, 1), round(y, 1)] for x, y in self.corners],
        }


@dataclass(frozen=True)
class Table:
    """What was read from one sheet.

    Attributes:
        source: Name of the file it came from, if it came from one.
        sha256: Digest of that file, or of the pixels where there was none.
        size: Width and height of the picture in pixels, upright.
        grids: Rows and columns of each grid, from top to bottom.
        cells: All cells, grid by grid, from top to bottom, then from left to right.
        angle: Degrees by which the picture was turned before it was read.
        warnings: What a person should know.
        model: Name of the model.
        model_sha256: Digest of its file.
        form: What must be true of it; None if it was read without a form.
    """

    source: str | None
    sha256: str
    size: tuple[int, int]
    grids: tuple[GridSize, ...]
    cells: tuple[TableCell, ...]
    angle: float = 0.0
    warnings: tuple[str, ...] = ()
    model: str = ""
    model_sha256: str = ""
    form: Form | None = field(default=None, repr=False)

    def __getitem__(self, place: tuple[int, int]) -> TableCell:
        """The cell at a row and column of the first grid.

        Raises:
            KeyError: If there is none.
        """
        row, column = place
        for cell in self.cells:
            inside = (
                cell.row <= row < cell.row + cell.row_span and cell.column <= column < cell.column + cell.column_span
            )
            if cell.grid == 0 and inside:
                return cell
        raise KeyError(f"no cell in row {row}, column {column} of the first grid")

    @property
    def doubtful(self) -> tuple[TableCell, ...]:
        """The cells that a person should look at, least sure first."""
        return tuple(sorted((cell for cell in self.cells if cell.doubtful), key=lambda cell: cell.probability))

    def iso(self, cell: TableCell) -> str:
        """The date or time that a cell holds, in ISO 8601, if the form says that its column holds them; else ``""``."""
        if self.form is None or cell.outcome != "number" or cell.kind not in ("date", "time"):
            return ""
        return iso_of(cell.text, self.form.columns[cell.column])

    def rows(self, grid: int = 0) -> list[list[str]]:
        """The texts of a grid as rows; empty where nothing, or no number, was written.

        Args:
            grid: Its number, from 0.
        """
        size = self.grids[grid]
        found = [[""] * size.columns for _ in range(size.rows)]
        for cell in self.cells:
            if cell.grid == grid:
                found[cell.row][cell.column] = cell.text
        return found

    def to_text(self) -> str:
        """Its grids as lines of text: a tab between cells, a word for what is no number, ``?`` where in doubt."""
        grids = []
        for number, size in enumerate(self.grids):
            rows = [[""] * size.columns for _ in range(size.rows)]
            for cell in self.cells:
                if cell.grid == number:
                    shown = cell.text or WORDS.get(cell.outcome, "")
                    rows[cell.row][cell.column] = shown + "?" * cell.doubtful
            grids.append("\n".join("\t".join(row).rstrip() for row in rows))
        return "\n\n".join(grids)

    def to_dict(self) -> dict[str, Any]:
        """Everything but the crops as plain Python values, ready for JSON."""
        return {
            "source": self.source,
            "sha256": self.sha256,
            "width": self.size[0],
            "height": self.size[1],
            "angle": round(self.angle, 2),
            "grids": [size._asdict() for size in self.grids],
            "cells": [cell.to_dict() | {"iso": self.iso(cell)} for cell in self.cells],
            "warnings": list(self.warnings),
            "model": {"name": self.model, "sha256": self.model_sha256},
            "form": None if self.form is None else self.form.name,
        }


class RefusedSheet(NamedTuple):
    """A sheet that could not be read.

    Attributes:
        source: Name of its file.
        code: Why, in a word, as `PictureError` has it.
        message: Why, in a sentence.
    """

    source: str
    code: str
    message: str


def tables_to_dict(tables: list[Table], refused: Sequence[RefusedSheet] = ()) -> dict[str, Any]:
    """The document that ``--json`` prints and a ``.json`` output holds.

    Example:
        >>> tables_to_dict([])
        {'schema': 1, 'tables': [], 'refused': []}
    """
    return {
        "schema": SCHEMA,
        "tables": [table.to_dict() for table in tables],
        "refused": [sheet._asdict() for sheet in refused],
    }
