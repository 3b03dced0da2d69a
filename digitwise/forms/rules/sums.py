"""Sums of a row: they make its cells surer or send them to a person, and never overwrite what was written.

People add wrongly, so a sum that does not balance says only that something is wrong. On real sheets cells of sums that
balance were misread 2 times in 139, cells of others 92 times in 280.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from digitwise.forms.result import TableCell
from digitwise.forms.rules.cell_rules import decimal_of

BALANCED = 0.1
"""How much rarer a misread cell is in a sum that balances, as a factor of its probability."""

CLEARED = 0.97
"""Probability from which on a cell of a sum that balances is not doubtful any more."""

MOST = 20_000
"""Combinations of readings that are tried, at most."""

Choice = tuple[float, tuple[str, ...]]


def summed(total: TableCell, parts: list[TableCell]) -> tuple[TableCell, list[TableCell]]:
    """A total and its parts, surer if they balance; if not, all doubtful, with a proposal where one reading mends it.

    Args:
        total: The cell that holds the sum.
        parts: The cells that were added; an empty one adds nothing.

    Example:
        >>> def cell(text, *others):
        ...     return TableCell(0, 1, 1, "number", text, 0.9, False, (), alternatives=others)
        >>> total, parts = summed(cell("12"), [cell("5"), cell("1", ("7", 0.08))])
        >>> total.doubtful, [part.proposal for part in parts]
        (True, ['', '7'])
        >>> round(summed(cell("12"), [cell("5"), cell("7")])[0].probability, 3)
        0.99
    """
    cells = [total, *parts]
    if any(cell.outcome not in ("number", "empty", "struck_out") for cell in cells) or total.outcome != "number":
        # What nobody can read is doubtful already, and says nothing of the others.
        return total, parts
    if _balances(tuple(cell.text for cell in cells)):
        cells = [_surer(cell) for cell in cells]
    else:
        proposed = _mended(cells)
        cells = [
            replace(cell, doubtful=True, proposal=text if text != cell.text else cell.proposal)
            for cell, text in zip(cells, proposed, strict=True)
        ]
    return cells[0], cells[1:]


def _balances(texts: tuple[str, ...]) -> bool:
    values = [decimal_of(text) if text else Decimal(0) for text in texts]
    known = [value for value in values if value is not None]
    return len(known) == len(values) and known[0] == sum(known[1:], Decimal(0))


def _surer(cell: TableCell) -> TableCell:
    if cell.outcome != "number":
        return cell
    probability = 1 - BALANCED * (1 - cell.probability)
    return replace(cell, probability=probability, doubtful=cell.doubtful and probability < CLEARED)


def _mended(cells: list[TableCell]) -> tuple[str, ...]:
    """The likeliest readings of all cells that balance; as they are if none do."""
    choices: list[Choice] = [(1.0, ())]
    for cell in cells:
        readings = cell.readings if cell.outcome == "number" else cell.readings[:1]
        choices = [(share * chance, (*texts, text)) for share, texts in choices for text, chance in readings]
        choices = sorted(choices, reverse=True)[:MOST]
    return next((texts for _, texts in choices if _balances(texts)), tuple(cell.text for cell in cells))
