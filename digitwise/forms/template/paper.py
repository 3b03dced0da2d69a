"""A new form: where everything stands on its paper, in millimeters."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import numpy as np

from digitwise.errors import UsageError
from digitwise.forms.form import ColumnRule, Form, SumRule
from digitwise.forms.template.page import Page

PAPERS = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Width and height."""


@dataclass(frozen=True)
class PaperSettings:
    """Sizes on paper, millimeters."""

    mark: float = 10.0
    """Side of a corner mark: 2 mm a module, which a camera of two megapixels still sees as three pixels."""
    inset: float = 8.0
    """From the edge of the paper to the marks: printers leave 5 mm white."""
    code: float = 18.0
    """Side of the QR code."""
    side: float = 18.0
    """From the edges of the paper to the grid."""
    top: float = 36.0
    """From the upper edge to the grid: marks, title and code."""
    bottom: float = 22.0
    """From the grid to the lower edge: marks."""
    row: float = 10.0
    """Height of a row, at most. Handwriting needs no more."""
    lowest: float = 6.0
    """Height of a row, at least."""
    box: float = 6.0
    """Width of a box for one digit."""
    tightest: float = 0.75
    """Share of its usual width that a column is narrowed to, at least."""
    widest: float = 1.4
    """Times its usual width that a column is widened to, at most."""
    free: int = 4
    """Digits that a number without a range is given room for."""


def new_form(
    name: str, rows: int, columns: tuple[ColumnRule, ...], sums: tuple[SumRule, ...] = (), paper: str = "a4"
) -> Form:
    """A form with a heading and rows to fill in, as `print_form` prints it.

    Args:
        name: Its title.
        rows: Rows to fill in, beside the heading.
        columns: What stands in each column.
        sums: Sums of rows.
        paper: ``"a4"`` or ``"letter"``.

    Raises:
        UsageError: If it does not fit on the paper.

    Example:
        >>> form = new_form("Marks", 30, (ColumnRule("id", "digits", length=8, boxes=8), ColumnRule("mark")))
        >>> len(form.across), len(form.down), form.first_row, form.page.code[:15]
        (32, 3, 1, 'digitwise-form:')
    """
    own = PaperSettings()
    if paper not in PAPERS:
        raise UsageError(f"unknown paper '{paper}', expected {' or '.join(PAPERS)}; nothing was written")
    width, height = PAPERS[paper]
    most = int((height - own.top - own.bottom) / own.lowest) - 1
    if not 1 <= rows <= most:
        raise UsageError(f"{rows} rows, expected 1 to {most} on {paper}; nothing was written")
    widths = _widths(columns, width - 2 * own.side, own)
    high = min(own.row, (height - own.top - own.bottom) / (rows + 1))
    grid = (own.side, own.top, round(float(widths.sum()), 2), round(high * (rows + 1), 2))
    across = tuple(round(float(line), 5) for line in np.linspace(0, 1, rows + 2))
    down = tuple(round(float(line), 5) for line in [0, *np.cumsum(widths) / widths.sum()])
    code = f"digitwise-form:{_digest(name, across, down, columns)}"
    box = (width - own.inset - own.mark - 4 - own.code, own.inset, own.code)
    page = Page(width, height, grid, own.mark, own.inset, code, box)
    return Form(name, across, down, 1, columns, sums, page=page)


def _widths(columns: tuple[ColumnRule, ...], room: float, own: PaperSettings) -> np.ndarray:
    """Millimeters of each column."""
    wanted = np.array([_digits_of(rule, own) * own.box + (0 if rule.boxes else 1.5 * own.box) for rule in columns])
    factor = min(own.widest, room / wanted.sum())
    if factor < own.tightest:
        raise UsageError(
            f"{len(columns)} columns need {own.tightest * wanted.sum():.0f} mm, but the paper has {room:.0f} mm; "
            "leave columns out, or give them fewer digits; nothing was written"
        )
    return np.asarray(wanted * factor)


def _digits_of(rule: ColumnRule, own: PaperSettings) -> int:
    if rule.boxes:
        return rule.boxes
    if rule.format:
        return len(rule.format)
    if rule.maximum is None:
        return own.free
    return len(str(int(rule.maximum))) + (rule.decimals or 0)


def _digest(name: str, across: tuple[float, ...], down: tuple[float, ...], columns: tuple[ColumnRule, ...]) -> str:
    """Of what is printed: rules may be edited afterwards."""
    printed = [name, across, down, [(rule.heading, rule.boxes) for rule in columns]]
    return hashlib.sha256(json.dumps(printed).encode()).hexdigest()[:12]
