"""What a person should look at: how many cells for the share of errors that is wished, and what is left then."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from digitwise.evaluation.measures import wilson_interval
from digitwise.forms.result import Table, TableCell
from digitwise.forms.review.decisions import Decision, Place
from digitwise.forms.review.sheets import places_of

BLIND = 50
"""Sure cells that are asked without their reading: none wrong of 50 means at most 7 % at 95 %."""

Cells = dict[Place, TableCell]


def cells_of(tables: Sequence[Table]) -> Cells:
    """The cells that hold data, with where they stand, sheet by sheet."""
    return {
        place: cell
        for table in tables
        for place, cell in zip(places_of(table), table.cells, strict=True)
        if cell.outcome != "label"
    }


def blind_sample(cells: Cells, asked: Sequence[Place], count: int = BLIND) -> list[Place]:
    """Cells that nobody looks at otherwise, drawn by their digests: the same ones whenever the folder is opened.

    Never more than half of them: to ask for all would be to type the table.
    """
    rest = cells.keys() - set(asked)
    ranked = sorted(rest, key=lambda place: hashlib.sha256(repr(place).encode()).digest())
    return ranked[: min(count, len(ranked) // 2)]


@dataclass(frozen=True)
class Report:
    """How far a review is, and what can be said about what nobody looked at.

    Attributes:
        cells: Cells that hold data.
        asked: Cells to look at for the errors that are wished, or because somebody asked for them.
        decided: Cells that a person decided.
        left: Cells that are asked and not decided yet.
        changed: Decided cells in which a person read something else than was read.
        expected_wrong: Cells expected to be wrong among those that nobody decided, by their probabilities.
        blind: Sure cells that were asked without their reading.
        blind_wrong: Those of them in which a person read something else.
        blind_interval: 95 % interval of their share (Wilson), 0–1.
        target_error: Share of wrong cells that is wished.
        breaches: A sentence for each decided cell that breaks a rule of its form.
    """

    cells: int
    asked: int
    decided: int
    left: int
    changed: int
    expected_wrong: float
    blind: int
    blind_wrong: int
    blind_interval: tuple[float, float]
    target_error: float
    breaches: tuple[str, ...] = ()

    @property
    def is_refuted(self) -> bool:
        """Whether the cells asked blind say that more of the sure ones are wrong than is wished, at 95 %."""
        return self.blind_wrong > 0 and self.blind_interval[0] > self.target_error

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values."""
        return asdict(self) | {"expected_wrong": round(self.expected_wrong, 4), "is_refuted": self.is_refuted}

    def to_text(self) -> str:
        """The report in three lines, one more if the sure cells are not as sure as they seemed, one for each breach."""
        undecided = self.cells - self.decided
        share = self.expected_wrong / undecided if undecided else 0.0
        lines = [
            f"{self.decided:,} of {self.cells:,} cells decided, {self.changed:,} of them otherwise than read; "
            f"{self.left:,} to look at for a share of errors of {self.target_error:g}",
            f"expected to be wrong among the {undecided:,} others: {self.expected_wrong:.1f} ({share:.2%})",
        ]
        low, high = (f"{share:.1%}" for share in self.blind_interval)
        differed = f"of {self.blind} sure cells asked blind {self.blind_wrong} differed: {low} to {high} (95 %, Wilson)"
        lines.append(differed if self.blind else "no sure cell was asked blind yet")
        if self.is_refuted:
            lines.append("more of the sure cells are wrong than was expected: look at all of them")
        lines += [f"decided against a rule: {breach}" for breach in self.breaches]
        return "\n".join(lines)


def report_of(cells: Cells, last: Mapping[Place, Decision], asked: Sequence[Place], target_error: float) -> Report:
    """How far a review is.

    Args:
        cells: What was read.
        last: The last word on each cell.
        asked: The cells to look at.
        target_error: Share of wrong cells that is wished.
    """
    decided = {place: decision for place, decision in last.items() if decision.decides}
    blind = [place for place, decision in decided.items() if decision.way == "checked"]
    wrong = sum(is_other(cells[place], decided[place]) for place in blind)
    return Report(
        cells=len(cells),
        asked=len(asked),
        decided=len(decided),
        left=sum(place not in decided for place in asked),
        changed=sum(is_other(cells[place], decision) for place, decision in decided.items()),
        expected_wrong=float(sum(1 - cell.probability for place, cell in cells.items() if place not in decided)),
        blind=len(blind),
        blind_wrong=wrong,
        blind_interval=wilson_interval(wrong, len(blind)) if blind else (0.0, 1.0),
        target_error=target_error,
    )


def is_other(cell: TableCell, decision: Decision) -> bool:
    """Whether a person read something else than was read."""
    return (cell.outcome, cell.text) != (decision.outcome, decision.text)
