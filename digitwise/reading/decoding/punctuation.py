"""Dots, commas and minus signs: told by their size and by where they stand beside the digits."""

from __future__ import annotations

from digitwise.reading.geometry import Band, Box


def mark_of(box: Box, band: Band) -> str | None:
    """``"."``, ``","``, ``"-"``, or None if a piece of ink can be none of them.

    Args:
        box: Rectangle of the ink.
        band: Where the digits beside it stand.

    Example:
        >>> band = Band(top=0, base=40)
        >>> mark_of(Box(0, 36, 5, 5), band), mark_of(Box(0, 36, 4, 12), band), mark_of(Box(0, 18, 20, 4), band)
        ('.', ',', '-')
        >>> mark_of(Box(0, 0, 20, 40), band) is None
        True
    """
    height = band.height
    wide, high = box.width / height, box.height / height
    middle = (box.top + box.height / 2 - band.top) / height
    if 0.2 <= wide <= 1.1 and high <= 0.4 and wide >= 1.7 * high and 0.2 <= middle <= 0.8:
        return "-"
    if wide > 0.4 or high > 0.5 or middle < 0.65 or middle > 1.4:
        return None
    below = (box.bottom - band.base) / height
    return "," if high > 1.35 * wide and (below > 0.08 or high > 0.25) else "."
