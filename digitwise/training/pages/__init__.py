"""Whole pages of handwritten numbers whose truth is known for every pixel, number and cell, to measure `reading` on.

Sheets are printed and written on, then scanned or photographed: notes, ruled and squared paper, forms with boxes and
combs, tables, checks and dates, and pages of print without a number by hand. The digits are handed in as arrays, all
else is drawn here. A page is a function of the digits, the seed, its number and its family alone.
"""

from __future__ import annotations

import numpy as np

from digitwise.training.augmentation import Originals
from digitwise.training.pages.exposure import photographed, scanned
from digitwise.training.pages.families import FAMILIES, PRINT_ONLY, print_only
from digitwise.training.pages.registers import registers
from digitwise.training.pages.truth import Glyph, Kind, Label, Page, PageCell, Truth, WrittenNumber

__all__ = [
    "FAMILIES",
    "MORE_FAMILIES",
    "PRINT_ONLY",
    "Glyph",
    "Kind",
    "Label",
    "Page",
    "PageCell",
    "Truth",
    "WrittenNumber",
    "make_page",
]


MORE_FAMILIES = {PRINT_ONLY: print_only, "registers": registers}
"""Pages to be asked for by name: without a number by hand, and with boxes below each other or inside of cells."""


def make_page(originals: Originals, seed: int, number: int, family: str | None = None) -> Page:
    """Make one page.

    Args:
        originals: The digits to write with; some thousand are enough for any number of pages.
        seed: Seed of the whole set of pages.
        number: Number of the page in the set, from 0.
        family: One of `FAMILIES` or `MORE_FAMILIES`; None for each of `FAMILIES` in turn.

    Returns:
        The picture, ``uint8``, gray or RGB, 640 to 1,400 pixels wide, and all that is known of it.

    Raises:
        ValueError: If there is no such family.
    """
    family = list(FAMILIES)[number % len(FAMILIES)] if family is None else family
    every = FAMILIES | MORE_FAMILIES
    if family not in every:
        raise ValueError(f"no such family: {family!r}; there are {', '.join(every)}")
    rng = np.random.default_rng([seed, number, list(every).index(family)])
    sheet = every[family](originals, rng)
    expose = photographed if rng.random() < 0.55 else scanned
    return expose(sheet, family, rng)
