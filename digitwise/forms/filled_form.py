"""A table read as a filled-in form: registered, and every rule applied."""

from __future__ import annotations

from dataclasses import replace

from digitwise.forms.form import Form
from digitwise.forms.registration import matching_grid
from digitwise.forms.result import Table, TableCell
from digitwise.forms.rules.assignment import assigned
from digitwise.forms.rules.cell_rules import ruled
from digitwise.forms.rules.sums import summed


def as_filled(table: Table, form: Form) -> Table:
    """The table with the rules of its form applied.

    Args:
        table: What was read from a sheet.
        form: What the sheet is.

    Returns:
        The table; headings and columns that are ignored are labels.

    Raises:
        PictureError: ``wrong_form`` if the sheet is not of the form.
    """
    grid = matching_grid(table, form)
    cells = {(cell.row, cell.column): cell for cell in table.cells if cell.grid == grid}
    for (row, column), cell in cells.items():
        rule = form.columns[column]
        if row < form.first_row or rule.kind == "ignored":
            outcome = cell.outcome if cell.outcome == "empty" else "label"
            cells[row, column] = replace(cell, outcome=outcome, doubtful=False)
        elif not rule.values:
            cells[row, column] = ruled(_as_data(cell), rule)
        else:
            cells[row, column] = _as_data(cell)
    for column, rule in enumerate(form.columns):
        if rule.values:
            _assign(cells, column, form)
    for total in form.sums:
        _sum_rows(cells, total.total, total.parts, form)
    read = [cells[cell.row, cell.column] if cell.grid == grid else cell for cell in table.cells]
    return replace(table, cells=tuple(read))


def _as_data(cell: TableCell) -> TableCell:
    """A cell that the form says is data, whatever it looked like."""
    if cell.outcome != "label":
        return cell
    return replace(cell, outcome="number" if cell.text else "unreadable", doubtful=cell.doubtful or not cell.text)


def _assign(cells: dict[tuple[int, int], TableCell], column: int, form: Form) -> None:
    places = [
        place
        for place, cell in sorted(cells.items())
        if place[1] == column and place[0] >= form.first_row and cell.outcome == "number"
    ]
    found = assigned([cells[place] for place in places], form.columns[column].values)
    cells.update(zip(places, found, strict=True))


def _sum_rows(cells: dict[tuple[int, int], TableCell], total: str, parts: tuple[str, ...], form: Form) -> None:
    columns = [form.column(name) for name in (total, *parts)]
    for row in range(form.first_row, len(form.across) - 1):
        places = [(row, column) for column in columns]
        if all(place in cells for place in places):
            head, rest = summed(cells[places[0]], [cells[place] for place in places[1:]])
            cells.update(zip(places, [head, *rest], strict=True))
