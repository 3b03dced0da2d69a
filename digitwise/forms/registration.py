"""Whether a sheet is of a form: its lines must be those of the form, and the form's lines must be on the sheet.

Matching features prove no form: a form with eight rows fits a sheet with nine at half of its features. Lines do.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.errors import PictureError
from digitwise.forms.form import ColumnRule, Form
from digitwise.forms.result import Table, TableCell

Places = NDArray[np.float64]


@dataclass(frozen=True)
class RegistrationSettings:
    """What decides whether a sheet is of a form."""

    explained: float = 0.9
    """Share of the form's lines that lie on lines of the sheet, and of the sheet's that lie on lines of the form."""
    near: float = 0.2
    """Of the distance to the next line of the form: two lines that are nearer than this are the same."""
    uneven: float = 0.1
    """Share by which a row or column may be wider or narrower than those near it say. Bent paper changes them alike."""
    unsure: float = 0.006
    """Share of the grid by which the place of two lines is unsure."""
    outer: float = 1.6
    """Times as much the first and last may: paper curls at its edges."""
    beside: int = 2
    """Rows or columns on each side that are near one."""


def form_of_table(table: Table, name: str, grid: int = 0) -> Form:
    """A form as a sheet shows it, its columns without rules: to be edited.

    Rows that head columns come before its first row, and columns that head rows are ignored.

    Args:
        table: What was read from a blank or filled sheet.
        name: What to call the form.
        grid: Number of the grid on the sheet.
    """
    across, down = lines_of(table, grid)
    cells = [cell for cell in table.cells if cell.grid == grid]
    printed = {place for place in range(len(down) - 1) if _heads_rows(cells, place)}
    heading = 0
    while any(cell.row == heading and cell.outcome == "label" and cell.column not in printed for cell in cells):
        heading += 1
    columns = tuple(
        ColumnRule(str(place + 1), "ignored" if place in printed else "any") for place in range(len(down) - 1)
    )
    rounded = [tuple(round(float(place), 4) for place in lines) for lines in (across, down)]
    merged = tuple(
        (cell.row, cell.column, cell.row_span, cell.column_span)
        for cell in cells
        if (cell.row_span, cell.column_span) != (1, 1)
    )
    return Form(name, rounded[0], rounded[1], heading, columns, merged=merged)


def _heads_rows(cells: list[TableCell], column: int) -> bool:
    """Whether a column holds several labels, and nothing else."""
    filled = [cell for cell in cells if cell.column == column and cell.outcome != "empty"]
    return len(filled) > 1 and all(cell.outcome == "label" for cell in filled)


def matching_grid(table: Table, form: Form, settings: RegistrationSettings | None = None) -> int:
    """The number of the grid of a sheet that is the form's.

    Args:
        table: What was read from the sheet.
        form: The form.
        settings: What decides; None for the usual.

    Raises:
        PictureError: ``wrong_form`` if no grid is.
    """
    settings = settings or RegistrationSettings()
    best, strange = 0.0, 0
    for grid in range(len(table.grids)):
        across, down = lines_of(table, grid)
        shares = [
            share
            for expected, seen in ((form.across, across), (form.down, down))
            for share in _explained(np.array(expected), seen, settings)
        ]
        best = max(best, min(shares))
        same = (len(across), len(down)) == (len(form.across), len(form.down))
        if same and min(shares) >= settings.explained:
            strange = uneven(np.array(form.across), across, settings)
            strange += uneven(np.array(form.down), down, settings)
            if not strange:
                return grid
    why = f"at most {best:.0%} of their lines agree, expected {settings.explained:.0%} and as many rows and columns"
    if strange:
        why = f"{strange} of its rows and columns are wider or narrower than the form's"
    raise PictureError(
        "wrong_form",
        f"the sheet is not of the form '{form.name}': {why}; give the form of this sheet; nothing was read",
    )


def uneven(expected: Places, seen: Places, settings: RegistrationSettings | None = None) -> int:
    """How many rows, or columns, of a sheet are wider or narrower than those of a form, beside the others near them.

    Args:
        expected: Where the form's lines lie, in any unit.
        seen: Where the same lines of the sheet lie, in any unit; NaN for what is not seen.
        settings: What decides; None for the usual.

    Example:
        >>> form = np.array([0.0, 50, 114, 178, 242, 306])
        >>> uneven(form, form * 1.5 + 7), uneven(form, np.array([0.0, 50, 114, 204, 268, 332]))
        (0, 1)
    """
    settings = settings or RegistrationSettings()
    gaps, found = np.diff(expected), np.diff(seen)
    known = np.isfinite(found)
    gaps, ratios = gaps[known], found[known] / gaps[known]
    strange = 0
    for place, ratio in enumerate(ratios):
        first = max(0, place - settings.beside)
        near = np.delete(ratios[first : place + settings.beside + 1], place - first)
        if len(near):
            # Of an even number both in the middle are usual: the one of them may be what is strange.
            middle = np.sort(near)[[(len(near) - 1) // 2, len(near) // 2]]
            usual = float(middle[np.abs(middle - ratio).argmin()])
            allowed = max(settings.uneven * gaps[place], settings.unsure * float(np.ptp(expected)))
            allowed *= settings.outer if place in (0, len(ratios) - 1) else 1.0
            strange += bool(abs(ratio - usual) * gaps[place] > allowed * usual)
    return strange


def _explained(expected: Places, seen: Places, settings: RegistrationSettings) -> tuple[float, float]:
    """Share of the expected lines that are seen, and of the seen ones that are expected."""
    away = np.abs(expected[:, None] - seen[None])
    gaps = np.diff(expected)
    room = settings.near * np.minimum(np.append(gaps, gaps[-1]), np.insert(gaps, 0, gaps[0]))
    near = away <= room[:, None]
    return float(near.any(axis=1).mean()), float(near.any(axis=0).mean())


def lines_of(table: Table, grid: int) -> tuple[Places, Places]:
    """Where the lines of a grid lie between its outer ones, from 0 to 1, whatever the sheet was seen from."""
    cells = [cell for cell in table.cells if cell.grid == grid]
    size = table.grids[grid]
    corners = np.array([cell.corners for cell in cells], np.float32)
    turn = cv2.getPerspectiveTransform(outline_of(table, grid), np.array(_UNIT, np.float32))
    level = cv2.perspectiveTransform(corners.reshape(1, -1, 2), turn).reshape(-1, 4, 2).astype(np.float64)
    across: list[list[float]] = [[] for _ in range(size.rows + 1)]
    down: list[list[float]] = [[] for _ in range(size.columns + 1)]
    for cell, quad in zip(cells, level, strict=True):
        across[cell.row].append(float(quad[:2, 1].mean()))
        across[cell.row + cell.row_span].append(float(quad[2:, 1].mean()))
        down[cell.column].append(float(quad[[0, 3], 0].mean()))
        down[cell.column + cell.column_span].append(float(quad[[1, 2], 0].mean()))
    return tuple(np.clip([np.median(line) for line in lines if line], 0, 1) for lines in (across, down))  # type: ignore[return-value]


_UNIT = ((0, 0), (1, 0), (1, 1), (0, 1))


def outline_of(table: Table, grid: int) -> NDArray[np.float32]:
    """The outer corners ``(4, 2)`` of a grid, in pixels of its picture: of the cells nearest to each."""
    cells = [cell for cell in table.cells if cell.grid == grid]
    size = table.grids[grid]
    corners = np.array([cell.corners for cell in cells], np.float32)
    rows = np.array([[cell.row, cell.row, cell.row + cell.row_span, cell.row + cell.row_span] for cell in cells])
    columns = np.array([[c.column, c.column + c.column_span, c.column + c.column_span, c.column] for c in cells])
    ends = ((0, 0), (0, size[1]), (size[0], size[1]), (size[0], 0))
    found = []
    for corner, (row, column) in enumerate(ends):
        away = np.abs(rows[:, corner] - row) + np.abs(columns[:, corner] - column)
        found.append(corners[int(away.argmin()), corner])
    return np.array(found, np.float32)
