"""A sheet that is given twice: the same file, or the same sheet photographed again."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.errors import PictureError
from digitwise.forms.result import Table

SHOWN = 5
"""Cells that are named in a sentence, at most."""

Look = NDArray[np.float32]


@dataclass(frozen=True)
class RepeatedSettings:
    """What decides whether two pictures show one sheet."""

    filled: int = 6
    """Cells with writing, at least: fewer may look alike by chance."""
    same: float = 0.9
    """Share of cells in which the same is read, at least."""
    alike: float = 0.7
    """Correlation of what is seen in them, at least. Two people who write the same numbers reach a third."""
    unlike: float = 0.4
    """Correlation of a single cell, below which it was filled in otherwise if it is also read otherwise."""
    wide: int = 24
    """Pixels of the width to which a cell is reduced."""
    high: int = 12
    """Pixels of the height to which a cell is reduced. Strokes are still two pixels broad."""


class SeenSheets:
    """Remembers sheets, and says which was there before."""

    def __init__(self, settings: RepeatedSettings | None = None) -> None:
        self._settings = settings or RepeatedSettings()
        self._seen: list[tuple[Table, Look]] = []

    def add(self, table: Table) -> None:
        """Remember a sheet.

        Args:
            table: What was read from it.

        Raises:
            PictureError: ``same_sheet`` if it was there before.
        """
        own = _look(table, self._settings)
        for other, look in self._seen:
            again = other.sha256 == table.sha256
            if again or self._is_same(table, own, other, look):
                how = "the same file as" if again else "the sheet of"
                raise PictureError(
                    "same_sheet",
                    f"this is {how} {other.source or 'one before'}: expected each sheet once; it was left out"
                    + _otherwise(table, other),
                )
        self._seen.append((table, own))

    def _is_same(self, one: Table, own: Look, other: Table, look: Look) -> bool:
        if one.grids != other.grids or own.shape != look.shape:
            return False
        pairs = list(zip(one.cells, other.cells, strict=True))
        data = [
            place for place, pair in enumerate(pairs) if any(cell.outcome not in ("label", "empty") for cell in pair)
        ]
        equal = [pairs[place][0].text == pairs[place][1].text for place in data]
        # Filled in later, corrected, or another day's: one cell that is surely different makes it another sheet.
        for place in data:
            cell, before = pairs[place]
            is_sure = not (cell.doubtful or before.doubtful)
            if cell.text != before.text and (is_sure or _likeness(own[place], look[place]) < self._settings.unlike):
                return False
        if len(data) < self._settings.filled or np.mean(equal) < self._settings.same:
            return False
        return _likeness(own[data], look[data]) >= self._settings.alike


def _otherwise(table: Table, other: Table) -> str:
    """Where a sheet is read otherwise than before, as a correction is; nothing if it is nowhere."""
    places = [
        f"row {cell.row + 1}, column {cell.column + 1}"
        for cell, before in zip(table.cells, other.cells, strict=False)
        if cell.text != before.text
    ]
    named = "; ".join(places[:SHOWN]) + ("; and others" if len(places) > SHOWN else "")
    return f", and is read otherwise in {named}: look at both" if places else ""


def _likeness(one: Look, other: Look) -> float:
    """Correlation of what is seen in some cells; 0 where one of them shows nothing."""
    if not one.std() or not other.std():
        return 0.0
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def _look(table: Table, settings: RepeatedSettings) -> Look:
    """What is darker than paper in each cell, small, ``(n, high, wide)``."""
    looks = np.zeros((len(table.cells), settings.high, settings.wide), np.float32)
    for place, cell in enumerate(table.cells):
        if cell.crop is not None and cell.crop.size:
            dark = np.median(cell.crop) - cell.crop.astype(np.float32)
            small = cv2.resize(dark, (settings.wide, settings.high), interpolation=cv2.INTER_AREA)
            looks[place] = cv2.GaussianBlur(small, (3, 3), 0)
    return looks
