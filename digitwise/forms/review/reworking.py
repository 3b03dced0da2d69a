"""Sums and lists of a form, worked out again with what a person decided. What was decided is never changed."""

from __future__ import annotations

from dataclasses import replace

from digitwise.forms.form import Form
from digitwise.forms.result import Table, TableCell
from digitwise.forms.review.breaches import breaches
from digitwise.forms.rules.assignment import assigned, may_be_listed
from digitwise.forms.rules.sums import adds_up, balances, summed

PERSON = "person"
"""What ``overruled_by`` says where a person read something else than the picture says."""

Cells = dict[tuple[int, int], TableCell]


def reworked(table: Table) -> Table:
    """The table with its rules applied again, where a person read something else than the picture says.

    A sum that balances now makes its other cells surer; one that does not sends those that nobody decided to a person.
    An entry of a list that a person gave to one cell is taken from every other.

    Args:
        table: A table with decisions.

    Returns:
        The table; its warnings name decided cells that break a rule, and sums that do not add up though each of their
        cells was decided.
    """
    form = table.form
    cells = {(cell.row, cell.column): cell for cell in table.cells if cell.kind}
    decided = {place: cell.text for place, cell in cells.items() if cell.reviewed and cell.outcome == "number"}
    if form is not None:
        broken = tuple(f"{breach}, as it was decided" for breach in breaches(form, decided).values())
        table = replace(table, warnings=(*table.warnings, *broken))
    changed = {place for place, cell in cells.items() if cell.overruled_by == PERSON}
    if form is None or not changed:
        return table
    for column, rule in enumerate(form.columns):
        if rule.values and any(place[1] == column for place in changed):
            _list_again(cells, column, rule.values)
    off = _sum_again(cells, changed, form)
    warnings = tuple(
        f"row {row + 1}, column {column + 1} is not the sum of its cells, as all of them were decided"
        for row, column in off
    )
    # Of several grids, only the form's cells have a kind.
    found = tuple(cells[cell.row, cell.column] if cell.kind else cell for cell in table.cells)
    return replace(table, cells=found, warnings=(*table.warnings, *warnings))


def _list_again(cells: Cells, column: int, values: tuple[str, ...]) -> None:
    mine = {place: cell for place, cell in cells.items() if place[1] == column and cell.outcome != "label"}
    taken = {cell.text for cell in mine.values() if cell.reviewed}
    kept = {cell.text for cell in mine.values() if not cell.reviewed and cell.text not in taken}
    again = []
    for place, cell in mine.items():
        if cell.reviewed or (cell.text in values and cell.text not in taken):
            continue
        if cell.overruled_by:
            # The list had overruled the picture already: a person says what it is.
            cells[place] = replace(cell, doubtful=True)
        elif may_be_listed(cell):
            again.append(place)
    free = tuple(value for value in values if value not in taken | kept)
    if free:
        cells.update(zip(again, assigned([cells[place] for place in again], free), strict=True))
    else:
        cells.update({place: replace(cells[place], doubtful=True) for place in again})


def _sum_again(cells: Cells, changed: set[tuple[int, int]], form: Form) -> list[tuple[int, int]]:
    """The totals of sums that do not balance though all of their cells were decided."""
    off = []
    for places in form.sum_places:
        mine = [cells[place] for place in places if place in cells]
        if len(mine) < len(places) or not adds_up(mine):
            continue
        if balances([cell.text for cell in mine]):
            # Cells of a sum that balanced before are as sure already as that makes them.
            if not changed.intersection(places) or balances([_before(cell) for cell in mine]):
                continue
        elif all(cell.reviewed or cell.outcome == "empty" for cell in mine):
            off.append(places[0])
        feet = {foot.row for foot in form.column_sums}
        rules = [None if row in feet else form.columns[column] for row, column in places]
        head, rest = summed(mine[0], mine[1:], rules, is_decided=any(cell.reviewed for cell in mine))
        for place, cell, new in zip(places, mine, (head, *rest), strict=True):
            cells[place] = cell if cell.reviewed else new
    return off


def _before(cell: TableCell) -> str:
    """What a cell said before a person decided it."""
    return cell.read if cell.reviewed else cell.text
