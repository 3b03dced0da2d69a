"""Tables with what a person decided: what the picture says is kept beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

from digitwise.forms.result import Outcome, Table, TableCell
from digitwise.forms.review.decisions import Decision, Place
from digitwise.forms.review.reworking import PERSON, reworked
from digitwise.forms.review.sheets import places_of


def merged(table: Table, decisions: Mapping[Place, Decision]) -> Table:
    """The table with the last word of a person on each cell.

    Args:
        table: What was read.
        decisions: What was decided; about cells of other sheets too.

    Returns:
        The table. A decided cell has ``reviewed``, the probability 1 and no doubt; ``read`` and ``read_outcome`` are
        what the picture says. Sums and lists of its form are worked out again.
    """
    cells = [
        _decided(cell, decisions[place]) if place in decisions else cell
        for cell, place in zip(table.cells, places_of(table), strict=True)
    ]
    return reworked(replace(table, cells=tuple(cells)))


def _decided(cell: TableCell, decision: Decision) -> TableCell:
    if not decision.decides:
        return replace(cell, doubtful=True)
    outcome = next(known for known in get_args(Outcome) if known == decision.outcome)
    same = (cell.outcome, cell.text) == (decision.outcome, decision.text)
    return replace(
        cell,
        outcome=outcome,
        text=decision.text,
        probability=1.0,
        doubtful=False,
        read=cell.read or cell.text,
        read_outcome=cell.outcome,
        overruled_by=cell.overruled_by if same else PERSON,
        proposal="",
        reviewed=decision.way,
    )
