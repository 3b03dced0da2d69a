"""Sides of tables that are ruled across only, as on lined paper: where most of their lines begin and end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digitwise.forms.grids.lines import Line


@dataclass(frozen=True)
class SideSettings:
    """What decides that lines are those of a table."""

    lines: int = 4
    """Lines of a table, at least: fewer underline something."""
    long: float = 0.8
    """Length of a line as a share of the usual length, at least."""
    ends: float = 0.05
    """Share of the usual length by which it may begin and end elsewhere."""


def lines_with_sides(
    across: Sequence[Line], shape: tuple[int, ...], settings: SideSettings | None = None
) -> tuple[list[Line], list[Line]]:
    """Horizontal lines of a table, and sides for it, where no upright line was ruled.

    Args:
        across: All horizontal lines of a sheet.
        shape: Its height and width.
        settings: What decides; None for the usual.

    Returns:
        The lines that begin and end below each other, and two upright ones, described on the transposed sheet; nothing
        if there are too few.

    Example:
        >>> across = [Line(20, np.full(161, row, np.float32)) for row in (20, 50, 80, 110)]
        >>> lines, sides = lines_with_sides([*across, Line(60, np.full(30, 95, np.float32))], (150, 200))
        >>> len(lines), [(side.first, side.last, round(side.middle)) for side in sides]
        (4, [(20, 110, 20), (20, 110, 180)])
    """
    settings = settings or SideSettings()
    lengths = np.array([len(line.course) for line in across])
    if len(across) < settings.lines:
        return [], []
    # Strokes of writing are many, and short.
    usual = float(np.median(lengths[lengths >= lengths.max() / 2]))
    firsts, lasts = (
        np.array(ends, float) for ends in ([line.first for line in across], [line.last for line in across])
    )
    long = lengths >= settings.long * usual
    first, last = float(np.median(firsts[long])), float(np.median(lasts[long]))
    near = np.maximum(np.abs(firsts - first), np.abs(lasts - last)) <= settings.ends * usual
    lines = sorted((line for line, own in zip(across, long & near, strict=True) if own), key=lambda line: line.middle)
    if len(lines) < settings.lines:
        return [], []
    rows = np.array([line.middle for line in lines])
    top, bottom = (max(0, min(shape[0] - 1, round(float(row)))) for row in (rows[0], rows[-1]))
    sides = []
    for ends in ([line.first for line in lines], [line.last for line in lines]):
        course = np.interp(np.arange(top, bottom + 1), rows, np.array(ends, float))
        sides.append(Line(top, course.astype(np.float32)))
    return lines, sides
