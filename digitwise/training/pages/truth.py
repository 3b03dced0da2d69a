"""What is known of a made page: the kind of every pixel, and each number, cell, label and sign with its place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.geometry import Box

Point = tuple[float, float]


class Kind(IntEnum):
    """What a pixel of a page belongs to. Each pixel has exactly one kind."""

    PAPER = 0
    DIGIT = 1
    SIGN = 2
    """A point, slash, colon, minus sign, half or currency sign, by hand."""
    WRITING = 3
    """Handwriting that is no number: words, ticks, crossings-out, rings and underlines."""
    RULE = 4
    """A printed line, dotted line or wall of a box."""
    LABEL = 5
    """Printed text, printed digits included."""
    PATTERN = 6
    """A printed ground: dots, waves, fine lines."""
    SHADOW = 7
    """Paper that lies in the shadow of a hand or a phone."""
    OUTSIDE = 8
    """What lies beyond the edge of the sheet, and holes through it."""


class Glyph(NamedTuple):
    """One digit or sign by hand: its text and the rectangle of its ink, pixels."""

    text: str
    box: Box


class WrittenNumber(NamedTuple):
    """One number by hand: its text with all signs, such as ``"16/12/22"``, its rectangle, and its digits and signs."""

    text: str
    box: Box
    glyphs: tuple[Glyph, ...]


class PageCell(NamedTuple):
    """One cell of a table, or one box of a form.

    Attributes:
        grid: Number of the grid on the page, from 0.
        row: Row in the grid, from 0.
        column: Column in the grid, from 0.
        box: The upright rectangle around the cell's inside, pixels.
        corners: Top left, top right, bottom right and bottom left of its inside, pixels.
        text: What is written into it; ``""`` if it is empty or printed.
        content: ``"number"``, ``"empty"``, ``"label"`` (printed) or ``"mark"`` (a tick, a cross, a dash, letters).
    """

    grid: int
    row: int
    column: int
    box: Box
    corners: tuple[Point, Point, Point, Point]
    text: str
    content: str


class Label(NamedTuple):
    """Printed text and its rectangle, pixels."""

    text: str
    box: Box


@dataclass(frozen=True)
class Truth:
    """All that is known of a page.

    Attributes:
        kinds: ``(h, w)`` ``uint8``: the `Kind` of each pixel.
        glyphs: ``(h, w)`` ``uint16``: 1 + the place in `all_glyphs` of the digit or sign that a pixel belongs to, else
            0. Where two overlap, the later one has the pixel.
        all_glyphs: Every digit and sign by hand, in the order of writing.
        numbers: Every number by hand.
        cells: Every cell and box, grid by grid.
        labels: Every printed text.
    """

    kinds: NDArray[np.uint8]
    glyphs: NDArray[np.uint16]
    all_glyphs: tuple[Glyph, ...]
    numbers: tuple[WrittenNumber, ...]
    cells: tuple[PageCell, ...]
    labels: tuple[Label, ...]

    @property
    def signs(self) -> tuple[Glyph, ...]:
        """Every sign by hand, whether it stands in a number or beside one."""
        return tuple(glyph for glyph in self.all_glyphs if not is_digit(glyph.text))

    def mask(self, kind: Kind) -> NDArray[np.bool_]:
        """Which pixels ``(h, w)`` are of this kind."""
        return np.asarray(self.kinds == kind, np.bool_)


@dataclass(frozen=True)
class Page:
    """A made page.

    Attributes:
        picture: ``(h, w)`` or ``(h, w, 3)`` ``uint8``, RGB: what a scanner or a camera made of it.
        family: Which of the families it belongs to.
        truth: What is on it.
    """

    picture: NDArray[np.uint8]
    family: str
    truth: Truth


def is_digit(text: str) -> bool:
    """Whether a text is one of the ten digits.

    Example:
        >>> is_digit("7"), is_digit("½"), is_digit("/")
        (True, False, False)
    """
    return len(text) == 1 and text in "0123456789"
