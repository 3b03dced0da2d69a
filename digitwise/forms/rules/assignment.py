"""A list of which each entry is used once: all cells of a column are read together.

Each cell gets the entry that makes all of them together the likeliest; a cell may be on no list, and an entry may be
absent. (Kuhn, "The Hungarian method for the assignment problem", 1955.)
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from digitwise.errors import MissingExtra
from digitwise.forms.result import UNREAD, TableCell
from digitwise.forms.rules.cell_rules import OVERRULES

NOT_LISTED = 0.02
"""Probability that what was written is not on the list: a guest, a slip of the pen."""

MISREAD = 0.01
"""Probability that one digit was misread as another that the networks did not rank."""


def assigned(cells: list[TableCell], values: tuple[str, ...]) -> list[TableCell]:
    """The cells of a column, each with its entry of a list, or doubtful.

    Args:
        cells: Cells that hold numbers.
        values: The list; no entry is given twice.

    Raises:
        MissingExtra: If SciPy is not installed.

    Example:
        >>> from digitwise.reading.result import Alternative
        >>> sure = TableCell(0, 1, 0, "number", "17", 0.99, False, ())
        >>> torn = TableCell(0, 2, 0, "number", "17", 0.55, True, (), alternatives=(Alternative("11", 0.44),))
        >>> [(cell.text, cell.read) for cell in assigned([torn, sure], ("11", "17", "40"))]
        [('11', '17'), ('17', '')]
    """
    if not cells or not values:
        return cells
    try:
        from scipy.optimize import linear_sum_assignment
    except ImportError as error:
        raise MissingExtra("a list that is used once", "forms") from error
    chances = np.array([[_chance(cell, value) for value in values] for cell in cells])
    # A column for each cell that is on no list.
    slack = np.full((len(cells), len(cells)), NOT_LISTED * MISREAD)
    costs = -np.log(np.maximum(np.concatenate([chances, slack], axis=1), 1e-12))
    rows, columns = linear_sum_assignment(costs)
    found = list(cells)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if column >= len(values):
            found[row] = replace(cells[row], doubtful=True, probability=min(cells[row].probability, NOT_LISTED))
        else:
            taken = [other for other in columns.tolist() if other != column and other < len(values)]
            found[row] = _given(cells[row], values[column], _posterior(chances[row], column, taken))
    return found


def may_be_listed(cell: TableCell) -> bool:
    """Whether enough of a cell was read for an entry of a list."""
    return cell.outcome == "number" or any(UNREAD in text for text, _ in cell.alternatives)


def _posterior(chances: NDArray[np.float64], chosen: int, taken: list[int]) -> float:
    """How likely an entry is among those that no other cell has."""
    free = np.ones(len(chances), np.bool_)
    free[taken] = False
    return float(chances[chosen] / (chances[free].sum() + NOT_LISTED * MISREAD))


def _chance(cell: TableCell, value: str) -> float:
    """How likely a cell is to read as an entry: as it was ranked, or, if it was not, with digits misread."""
    best = 0.0
    # Of a cell that could not be read, how unsure that is says nothing of the digits that were.
    readings = cell.readings if cell.outcome == "number" else [(text, 1.0) for text, _ in cell.alternatives]
    ranked = dict(readings)
    if value in ranked:
        return ranked[value]
    for text, share in readings:
        if len(text) == len(value):
            best = max(best, share * _differing(text, value))
    return best


def _differing(text: str, value: str) -> float:
    """How likely an entry reads as a text: a digit that was not read is any of ten."""
    pairs = list(zip(text, value, strict=True))
    unread = sum(one == UNREAD for one, _ in pairs)
    return float(0.1**unread * MISREAD ** sum(one not in (other, UNREAD) for one, other in pairs))


def _is_read_as(text: str, value: str) -> bool:
    """Whether a text is an entry, digits left open that could not be read."""
    return len(text) == len(value) and all(one in (other, UNREAD) for one, other in zip(text, value, strict=True))


def _given(cell: TableCell, value: str, posterior: float) -> TableCell:
    if value == cell.text:
        return replace(cell, probability=posterior, doubtful=posterior < OVERRULES)
    picked = next((text for text, _ in cell.alternatives if _is_read_as(text, value)), None)
    if posterior >= OVERRULES and picked is not None:
        others = tuple(other for other in cell.readings if other.text not in (value, ""))
        return replace(
            cell,
            outcome="number",
            text=value,
            probability=posterior,
            # A digit that was not read, or not written, is a guess.
            doubtful=cell.doubtful or UNREAD in picked,
            alternatives=others,
            read=cell.text or picked,
            overruled_by="values",
        )
    return replace(cell, doubtful=True, proposal=value, probability=min(cell.probability, 1 - posterior))
