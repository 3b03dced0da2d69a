"""A sheet that is given twice: the same file, or the same sheet photographed again."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.errors import PictureError
from digitwise.forms.result import Table

Look = NDArray[np.float32]


@dataclass(frozen=True)
class RepeatedSettings:
    """What decides whether two pictures show one sheet."""

    filled: int = 6
    """Cells with writing, at least: fewer may look alike by chance."""
    same: float = 0.9
    """Share of cells in which the same is read, at least;"""
    alike: float = 0.7
    """and correlation of what is seen in them. Two people who write the same numbers reach a third."""
    wide: int = 24
    """Pixels to which a cell is made smaller;"""
    high: int = 12
    """and its height: strokes are still two pixels broad."""


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
                    f"this is {how} {other.source or 'one before'}: expected each sheet once; it was left out",
                )
        self._seen.append((table, own))

    def _is_same(self, one: Table, own: Look, other: Table, look: Look) -> bool:
        if one.grids != other.grids or own.shape != look.shape:
            return False
        pairs = list(zip(one.cells, other.cells, strict=True))
        data = [place for place, (cell, _) in enumerate(pairs) if cell.outcome not in ("label", "empty")]
        equal = [pairs[place][0].text == pairs[place][1].text for place in data]
        if len(data) < self._settings.filled or np.mean(equal) < self._settings.same:
            return False
        return bool(np.corrcoef(own[data].ravel(), look[data].ravel())[0, 1] >= self._settings.alike)


def _look(table: Table, settings: RepeatedSettings) -> Look:
    """What is darker than paper in each cell, small, ``(n, high, wide)``."""
    looks = np.zeros((len(table.cells), settings.high, settings.wide), np.float32)
    for place, cell in enumerate(table.cells):
        if cell.crop is not None and cell.crop.size:
            dark = np.median(cell.crop) - cell.crop.astype(np.float32)
            small = cv2.resize(dark, (settings.wide, settings.high), interpolation=cv2.INTER_AREA)
            looks[place] = cv2.GaussianBlur(small, (3, 3), 0)
    return looks
