"""A cell among its neighbors: what stands alone among cells of another kind is looked at by a person.

A network that sees one cell cannot know that a column is ticked, or that a sheet is full of marks. Nothing is read
otherwise here; cells only come to be in doubt.
"""

from __future__ import annotations

import collections
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from digitwise.forms.result import TableCell


@dataclass(frozen=True)
class CompanySettings:
    """What decides that a cell stands alone."""

    ticked: int = 3
    """Marks from which on a column with fewer numbers is one that is ticked: a stroke there is hardly a 1."""
    tallied: int = 2
    """Cells of three strokes and more from which on a column is one of tallies: two strokes there are hardly an 11."""
    numbered: float = 3.0
    """Numbers for each mark of a grid that is no dash, at least, where it may be a number that was not read, as 2½."""
    company: int = 6
    """Numbers of a grid, at least, among which the only one with as many digits stands alone."""
    lone: float = 0.99
    """Probability of such a number below which it is doubtful. Digits are often joined, or cut in two."""
    labeled: float = 0.5
    """Share of the other filled cells of its row, or column, that are labels, beside a label: else it is writing."""


def with_company(
    cells: Sequence[TableCell],
    tall: Collection[int],
    rows: Collection[int] = (),
    settings: CompanySettings | None = None,
) -> list[TableCell]:
    """The cells of a sheet, those in doubt that do not fit among their neighbors.

    Args:
        cells: All cells, labels among them.
        tall: Places of those whose ink is as tall as writing: a dash is none.
        rows: Places of those in which digits stand above each other: such a label is writing that no lines divide.
        settings: What decides; None for the usual.

    Example:
        >>> def cell(row, outcome, text=""):
        ...     return TableCell(0, row, 0, outcome, text, 0.99, False, ())
        >>> ticked = [cell(row, "mark") for row in range(3)]
        >>> [found.doubtful for found in with_company([*ticked, cell(3, "number", "1")], {3})]
        [False, False, False, True]
    """
    settings = settings or CompanySettings()
    columns = _counted(cells, tall, lambda cell: (cell.grid, cell.column))
    lines = _counted(cells, tall, lambda cell: (cell.grid, cell.row))
    grids = _counted(cells, tall, lambda cell: cell.grid)
    found = []
    for place, cell in enumerate(cells):
        column, row, grid = columns[cell.grid, cell.column], lines[cell.grid, cell.row], grids[cell.grid]
        ticked = column["mark"] >= settings.ticked and column["mark"] > column["sure number"]
        numbered = grid["number"] >= settings.numbered * grid["tall mark"] and not ticked
        is_mark = cell.outcome in ("mark", "struck_out")
        if cell.outcome == "label" and not cell.text and (place in rows or _is_alone(row, column, settings)):
            found.append(replace(cell, outcome="unreadable", doubtful=True))
        elif (
            (ticked and cell.outcome == "number")
            or (column["tally"] >= settings.tallied and _strokes(cell) > 0)
            or (numbered and is_mark and place in tall)
            or (cell.probability < settings.lone and _is_lone(cell, grid, settings) and not _ends(cell, cells))
        ):
            found.append(replace(cell, doubtful=True))
        else:
            found.append(cell)
    return found


Counts = collections.Counter[str]


def _counted(
    cells: Sequence[TableCell], tall: Collection[int], key: Callable[[TableCell], object]
) -> dict[object, Counts]:
    """How many cells of each line, or grid, are numbers, marks, labels, tallies, and filled at all."""
    found: dict[object, Counts] = collections.defaultdict(collections.Counter)
    for place, cell in enumerate(cells):
        counts = found[key(cell)]
        kind = "mark" if cell.outcome == "struck_out" else cell.outcome
        counts[kind] += 1
        counts[f"sure {kind}"] += not cell.doubtful
        counts[f"tall {kind}"] += place in tall and not cell.doubtful
        counts["filled"] += kind != "empty"
        counts[f"{_digits(cell)} digits"] += kind == "number"
        counts["tally"] += _strokes(cell) > 2
    return found


def _digits(cell: TableCell) -> int:
    return max(1, sum(letter.isdecimal() for letter in cell.text))


def _strokes(cell: TableCell) -> int:
    """Digits of a number that is made of ones alone; 0 if it is not."""
    return len(cell.text) if cell.outcome == "number" and set(cell.text) == {"1"} else 0


def _is_lone(cell: TableCell, grid: Counts, settings: CompanySettings) -> bool:
    """Whether no other number of its grid has as many digits."""
    return cell.outcome == "number" and grid["number"] >= settings.company and grid[f"{_digits(cell)} digits"] == 1


def _ends(cell: TableCell, cells: Sequence[TableCell]) -> bool:
    """Whether a cell stands in the last row or column of its grid, as sums do, which are longer."""
    mine = [other for other in cells if other.grid == cell.grid]
    return all(other.row <= cell.row for other in mine) or all(other.column <= cell.column for other in mine)


def _is_alone(row: Counts, column: Counts, settings: CompanySettings) -> bool:
    return all(line["label"] - 1 <= settings.labeled * (line["filled"] - 1) for line in (row, column))
