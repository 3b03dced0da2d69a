"""A form: where its lines are, and what must be true of what is written between them."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from digitwise.forms.template.page import Page

SCHEMA = 1

Kind = Literal["number", "digits", "date", "time", "any", "ignored"]
"""A number with a value; digits such as an identifier; a date; a time of day; anything; nothing that is read."""


@dataclass(frozen=True)
class ColumnRule:
    """What must be true of the cells of a column.

    Attributes:
        name: What the column is called.
        kind: What stands in it.
        minimum: Least value of a number.
        maximum: Greatest value.
        step: Values are ``minimum`` (or 0) plus a multiple of it.
        decimals: Digits after the decimal point, at most.
        length: Digits of an identifier.
        values: The only texts there may be, each used once; empty for any.
        check: Check digit, a module of python-stdnum such as ``"luhn"`` or ``"iso7064.mod_11_10"``.
        format: Order of the parts of a date or time, ``"DD.MM.YYYY"``; without signs where each digit has a box.
        earliest: First date or time, in ISO 8601; empty for any.
        latest: Last date or time, in ISO 8601; empty for any.
        boxes: Boxes of equal width that each cell is printed as, one for each digit; None for one open cell.
    """

    name: str = ""
    kind: Kind = "number"
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    decimals: int | None = None
    length: int | None = None
    values: tuple[str, ...] = ()
    check: str = ""
    format: str = ""
    earliest: str = ""
    latest: str = ""
    boxes: int | None = None

    @property
    def heading(self) -> str:
        """What is printed over the column: its name, and how a date or time is to be written."""
        return f"{self.name} {self.format}".strip()


@dataclass(frozen=True)
class SumRule:
    """A sum of each row: a column, by name, that holds the sum of others."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class ColumnSums:
    """A row that holds the sums of columns; the sum of a column of sums is the sheet's."""

    row: int
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """A form.

    Attributes:
        name: What it is called.
        across: Where its horizontal lines lie, from 0 at the top of its grid to 1.
        down: Where its upright lines lie, from 0 on the left to 1.
        first_row: First row that is filled in by hand, from 0.
        columns: A rule for each column.
        sums: Sums of rows.
        column_sums: Rows, counted from 0 with the heading, that hold sums of what stands above them.
        page: Where its grid lies on its page; None if only the lines of the grid are known.
        merged: Cells that stand in several rows or columns: row, column, and how many of both.
        blank: The blank page ``(h, w)``, ``uint8``, if there is a picture of it; not in the form's file.
    """

    name: str
    across: tuple[float, ...]
    down: tuple[float, ...]
    first_row: int
    columns: tuple[ColumnRule, ...]
    sums: tuple[SumRule, ...] = ()
    column_sums: tuple[ColumnSums, ...] = ()
    page: Page | None = None
    merged: tuple[tuple[int, int, int, int], ...] = ()
    blank: NDArray[np.uint8] | None = field(default=None, repr=False, compare=False)

    def column(self, name: str) -> int:
        """Number of the column of a name, from 0."""
        return next(place for place, rule in enumerate(self.columns) if rule.name == name)

    def rule_at(self, row: int, column: int) -> ColumnRule | None:
        """The rule of a cell that is filled in; None for headings and for sums of columns."""
        is_filled = row >= self.first_row and all(foot.row != row for foot in self.column_sums)
        return self.columns[column] if is_filled and column < len(self.columns) else None

    @property
    def sum_places(self) -> list[list[tuple[int, int]]]:
        """Row and column of the cells of each sum, the total first: those of rows, then those of columns."""
        rows = range(self.first_row, len(self.across) - 1)
        totals = [[self.column(name) for name in (rule.total, *rule.parts)] for rule in self.sums]
        feet = [(foot.row, self.column(name)) for foot in self.column_sums for name in foot.columns]
        return [[(row, column) for column in columns] for columns in totals for row in rows] + [
            [(row, column) for row in (foot, *range(self.first_row, foot))] for foot, column in feet
        ]

    def to_json(self) -> str:
        """The form as its file has it; what a rule leaves open is left out."""
        document = {"schema": SCHEMA} | asdict(replace(self, blank=None))
        del document["blank"]
        plain = asdict(ColumnRule())
        document["columns"] = [
            {key: value for key, value in rule.items() if key in ("name", "kind") or value != plain[key]}
            for rule in document["columns"]
        ]
        if self.page is None:
            del document["page"]
        else:
            unused = asdict(Page(0, 0, (0, 0, 0, 0)))
            document["page"] = {key: value for key, value in document["page"].items() if value != unused[key]}
        for name in ("merged", "column_sums"):
            if not document[name]:
                del document[name]
        text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
        # Lists of numbers in one line: a person reads them so.
        return re.sub(r"\[[\s\d.,e-]+\]", lambda numbers: re.sub(r"\s+", " ", numbers[0]), text)
