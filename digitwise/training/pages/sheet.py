"""A flat sheet while it is printed and written on, before any camera sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.training.pages.truth import Kind, Point, is_digit

Ink = NDArray[np.uint8]
"""Coverage by ink, ``(h, w)``, 0–255."""

Color = tuple[int, int, int]
"""Red, green, blue."""

Segment = tuple[Point, Point]

COVERED = 80
"""Coverage from which a pixel belongs to the ink, of 255: the soft edge of a stroke is paper."""


class Placed(NamedTuple):
    """A digit or sign of a number: its text, its ink, and where its top left corner lies from the number's start on
    the baseline, pixels."""

    text: str
    ink: Ink
    across: float
    down: float


class SheetCell(NamedTuple):
    """A cell in pixels of the flat sheet; see `PageCell`."""

    grid: int
    row: int
    column: int
    left: float
    top: float
    right: float
    bottom: float
    text: str
    content: str


class Sheet:
    """A sheet of paper that keeps count of what is put on it.

    Args:
        width: Pixels.
        height: Pixels.
        paper: Color of the paper.
    """

    def __init__(self, width: int, height: int, paper: Color) -> None:
        self.colors = np.full((height, width, 3), paper, np.float32)
        self.kinds = np.zeros((height, width), np.uint8)
        self.glyphs = np.zeros((height, width), np.uint16)
        self.glyph_texts: list[str] = []
        self.numbers: list[tuple[str, list[int]]] = []
        self.labels: list[tuple[str, tuple[int, int, int, int]]] = []
        self.cells: list[SheetCell] = []

    @property
    def width(self) -> int:
        """Pixels."""
        return self.kinds.shape[1]

    @property
    def height(self) -> int:
        """Pixels."""
        return self.kinds.shape[0]

    def paint(self, ink: Ink, left: int, top: int, color: Color, kind: Kind, glyph: int = 0) -> None:
        """Lay ink on the sheet; what reaches over its edge is lost.

        Args:
            ink: Coverage ``(h, w)``, 0–255.
            left: Column of its left edge.
            top: Row of its upper edge.
            color: Of the ink.
            kind: What the ink is.
            glyph: 1 + the place of the digit or sign in `glyph_texts`; 0 for other ink.
        """
        rows = slice(max(0, top), min(self.height, top + ink.shape[0]))
        columns = slice(max(0, left), min(self.width, left + ink.shape[1]))
        if rows.start >= rows.stop or columns.start >= columns.stop:
            return
        part = ink[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
        share = part[..., None].astype(np.float32) / 255
        view = self.colors[rows, columns]
        view += share * (np.minimum(np.array(color, np.float32), view) - view)
        covered = part >= COVERED
        self.kinds[rows, columns][covered] = kind
        self.glyphs[rows, columns][covered] = glyph

    def rule(self, segments: Iterable[Segment], width: int, color: Color, kind: Kind = Kind.RULE) -> None:
        """Draw straight lines of one width, all at once."""
        ends = np.array(list(segments), np.float64).reshape(-1, 2, 2)
        low = np.floor(ends.min(axis=(0, 1))).astype(int) - width - 1
        wide, high = np.ceil(ends.max(axis=(0, 1))).astype(int) + width + 2 - low
        ink = np.zeros((int(high), int(wide)), np.uint8)
        # Sixteenths of a pixel: printed lines do not begin on whole ones.
        for start, end in np.rint(16 * (ends - low)).astype(int).tolist():
            cv2.line(ink, start, end, 255, width, cv2.LINE_AA, 4)
        self.paint(ink, int(low[0]), int(low[1]), color, kind)

    def write(self, placed: Sequence[Placed], left: float, baseline: float, color: Color) -> None:
        """Write a number by hand and note it."""
        ids = [self._glyph(one, left, baseline, color) for one in placed]
        self.numbers.append(("".join(one.text for one in placed), ids))

    def sign(self, placed: Placed, left: float, baseline: float, color: Color) -> None:
        """Write a sign that belongs to no number, such as a currency sign, and note it."""
        self._glyph(placed, left, baseline, color)

    def label(self, text: str, ink: Ink, left: int, top: int, color: Color) -> None:
        """Print text and note it."""
        self.paint(ink, left, top, color, Kind.LABEL)
        self.labels.append((text, (left, top, left + ink.shape[1], top + ink.shape[0])))

    def _glyph(self, one: Placed, left: float, baseline: float, color: Color) -> int:
        self.glyph_texts.append(one.text)
        kind = Kind.DIGIT if is_digit(one.text) else Kind.SIGN
        place = len(self.glyph_texts)
        self.paint(one.ink, round(left + one.across), round(baseline + one.down), color, kind, place)
        return place - 1
