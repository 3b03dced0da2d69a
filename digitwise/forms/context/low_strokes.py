"""Strokes that are low beside the other writing of a sheet: ditto marks, say, and no ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digitwise.forms.contents.outcomes import Found
from digitwise.forms.ink.cell_ink import CellInk

LOW = 0.65
"""Of the height of the writing: strokes that are lower may be ditto marks and no ones."""

ENOUGH = 3
"""Cells with numbers that have other digits than ones from which on they tell how high the writing is."""


def with_low_strokes(found: Sequence[Found], inks: Sequence[CellInk], usual: float) -> list[Found]:
    """What each cell holds, ones that are low in doubt.

    Args:
        found: What each cell holds by itself.
        inks: What stands in each.
        usual: Height of all that stands on the sheet, printed words among it, pixels; it tells where numbers are few.

    Returns:
        The same, with more doubts.
    """
    numbers = [
        own.tallest
        for each, own in zip(found, inks, strict=True)
        if each.outcome == "number" and set(each.text) & set("023456789")
    ]
    height = float(np.median(numbers)) if len(numbers) >= ENOUGH else usual
    return [
        each._replace(doubtful=True)
        if each.outcome == "number" and set(each.text) == {"1"} and own.tallest < LOW * height
        else each
        for each, own in zip(found, inks, strict=True)
    ]
