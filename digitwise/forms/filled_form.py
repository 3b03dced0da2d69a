"""A table read as a filled-in form: registered, and every rule applied."""

from __future__ import annotations

from dataclasses import replace

from digitwise.errors import PictureError
from digitwise.forms.form import Form
from digitwise.forms.registration import matching_grid
from digitwise.forms.result import Table, TableCell
from digitwise.forms.rules.assignment import assigned, may_be_listed
from digitwise.forms.rules.cell_rules import ruled
from digitwise.forms.rules.sums import summed

UNSEEN_EDGE = 0.002
"""Of the longer side of the picture: a cell that ends this far outside of it is still seen."""


def as_filled(table: Table, form: Form, is_placed: bool = False) -> Table:
    """The table with the rules of its form applied.

    Args:
        table: What was read from a sheet.
        form: What the sheet is.
        is_placed: Whether its only grid is known to be the form's; else it is looked for.

    Returns:
        The table; headings, which have the names of their columns, and columns that are ignored are labels.

    Raises:
        PictureError: ``wrong_form`` if the sheet is not of the form, ``blank_form`` if nothing is written on it.
    """
    grid = 0 if is_placed else matching_grid(table, form)
    cells = {(cell.row, cell.column): cell for cell in table.cells if cell.grid == grid}
    feet = {foot.row for foot in form.column_sums}
    for (row, column), seen in cells.items():
        rule = form.columns[column]
        cell = replace(seen, kind=rule.kind)
        if row < form.first_row or rule.kind == "ignored":
            name = rule.name if row == form.first_row - 1 and cell.column_span == 1 else ""
            outcome = cell.outcome if cell.outcome == "empty" and not name else "label"
            cells[row, column] = replace(cell, outcome=outcome, text=name or cell.text, doubtful=False, alternatives=())
        elif not rule.values and row not in feet:
            cells[row, column] = ruled(_as_data(cell), rule)
        else:
            cells[row, column] = _as_data(cell)
    if all(cell.outcome in ("empty", "label") for cell in cells.values()):
        raise PictureError(
            "blank_form", f"the form '{form.name}' is blank: nothing is written into any of its cells; nothing was read"
        )
    for column, rule in enumerate(form.columns):
        if rule.values:
            _assign(cells, column, form)
    for places in form.sum_places:
        if all(place in cells for place in places):
            rules = [None if row in feet else form.columns[column] for row, column in places]
            head, rest = summed(cells[places[0]], [cells[place] for place in places[1:]], rules)
            cells.update(zip(places, [head, *rest], strict=True))
    read = [cells[cell.row, cell.column] if cell.grid == grid else cell for cell in table.cells]
    return replace(table, cells=tuple(read), form=replace(form, blank=None))


def without_unseen(table: Table) -> Table:
    """The table of a sheet of which the picture shows a part: what lies outside of it is unreadable, and not empty.

    Args:
        table: What was read; cells of a form may lie anywhere.
    """
    wide, high = table.size
    slack = UNSEEN_EDGE * max(table.size)
    unseen = {
        place
        for place, cell in enumerate(table.cells)
        if any(x < -slack or y < -slack or x > wide + slack or y > high + slack for x, y in cell.corners)
    }
    if not unseen:
        return table
    cells = tuple(
        replace(cell, outcome="unreadable", text="", probability=0.5, doubtful=True, alternatives=())
        if place in unseen
        else cell
        for place, cell in enumerate(table.cells)
    )
    return replace(table, cells=cells, warnings=(*table.warnings, f"{len(unseen)} cells lie outside of the picture"))


def _as_data(cell: TableCell) -> TableCell:
    """A cell that the form says is data, whatever it looked like."""
    if cell.outcome != "label":
        return cell
    if not cell.alternatives:
        return replace(cell, outcome="unreadable", doubtful=True)
    return replace(cell, outcome="number", text=cell.alternatives[0].text, alternatives=cell.alternatives[1:])


def _assign(cells: dict[tuple[int, int], TableCell], column: int, form: Form) -> None:
    places = [
        place
        for place, cell in sorted(cells.items())
        if place[1] == column
        and place[0] >= form.first_row
        and place[0] not in {foot.row for foot in form.column_sums}
        and may_be_listed(cell)
    ]
    found = assigned([cells[place] for place in places], form.columns[column].values)
    cells.update(zip(places, found, strict=True))
