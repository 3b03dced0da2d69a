"""What is printed on a sheet before anybody writes: text, lines, squares, boxes, combs, tables, patterned grounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import cv2
import numpy as np

from digitwise.training.augmentation import typefaces, words
from digitwise.training.pages.sheet import Color, Ink, Segment, Sheet, SheetCell
from digitwise.training.pages.truth import Kind

MORE_WORDS = (
    *("Please", "write", "clearly", "signature", "of", "the", "candidate", "subject", "paper", "marks", "obtained"),
    *("office", "use", "only", "Received", "from", "account", "holder", "branch", "valid", "until", "meter", "reading"),
    *("block", "ward", "district", "female", "male", "children", "adults", "visits", "outcome", "register", "remarks"),
)


HANGING, DESCENT = "Qgjpqy", 0.28
"""Letters that reach below the baseline, and how far, as a share of the height of capitals."""


class Place(NamedTuple):
    """Where a row of boxes or a table stands: left and top, and width and height of each box or cell, pixels."""

    left: float
    top: float
    wide: float
    high: float


@dataclass(frozen=True)
class Print:
    """How one sheet is printed.

    Attributes:
        color: Of lines.
        text_color: Of text.
        width: Of lines, pixels.
        face: Seed of the typeface.
    """

    color: Color
    text_color: Color
    width: int
    face: int

    @classmethod
    def any(cls, rng: np.random.Generator, pale: bool = False) -> Print:
        """Some way to print: dark lines, or pale ones as of writing paper."""
        gray = int(rng.uniform(165, 212) if pale else rng.uniform(20, 140))
        tint = rng.integers(-25, 26, 3) if rng.random() < 0.5 else np.zeros(3, int)
        red, green, blue = (int(value) for value in np.clip(gray + tint, 0, 225))
        dark = int(rng.uniform(15, 80))
        return cls((red, green, blue), (dark, dark, dark), int(rng.choice([1, 1, 2, 3])), int(rng.integers(1 << 30)))

    def text(self, sheet: Sheet, text: str, left: float, baseline: float, high: float) -> float:
        """Print text whose capitals are about ``high`` pixels high; returns where it ends."""
        ink = self.ink(text, high)
        hangs = DESCENT * high if set(text) & set(HANGING) else 0.0
        sheet.label(text, ink, round(left), round(baseline + hangs) - ink.shape[0], self.text_color)
        return float(left + ink.shape[1])

    def ink(self, text: str, high: float) -> Ink:
        """Text in the sheet's typeface, its capitals about ``high`` pixels high."""
        printed = typefaces.printed(text, np.random.default_rng(self.face))
        factor = high / (0.72 * typefaces.SIZE)
        return np.asarray(cv2.resize(printed, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)

    def sentence(self, sheet: Sheet, left: float, right: float, baseline: float, high: float, digits: float) -> None:
        """Print words, and now and then a number, from ``left`` to ``right`` with room for all of them."""
        rng = np.random.default_rng([self.face, round(left), round(baseline)])
        while True:
            number = rng.random() < digits
            text = str(int(10 ** rng.uniform(0.5, 4))) if number else phrase(rng, 1)
            if left + self.ink(text, high).shape[1] > right:
                return
            left = self.text(sheet, text, left, baseline, high) + 0.6 * high


def phrase(rng: np.random.Generator, count: int) -> str:
    """Words as they stand on forms."""
    pool = [*words.WORDS, *MORE_WORDS]
    return " ".join(pool[rng.integers(len(pool))] for _ in range(count))


def lined(sheet: Sheet, ink: Print, first: float, step: float, dotted: bool, margin: float) -> list[float]:
    """Lines to write on across the sheet, a margin line at ``margin`` if that is above 0; returns their rows."""
    rows = list(np.arange(first, sheet.height - 0.3 * step, step))
    segments: list[Segment] = [((0, row), (sheet.width, row)) for row in rows]
    sheet.rule(_dots(segments, 3.0 * ink.width + 2) if dotted else segments, ink.width, ink.color)
    if margin > 0:
        sheet.rule([((margin, 0), (margin, sheet.height))], ink.width + 1, (205, 120, 130))
    return [float(row) for row in rows]


def squared(sheet: Sheet, ink: Print, step: float, shift: float) -> None:
    """Squares over the whole sheet."""
    across = [((x, 0.0), (x, float(sheet.height))) for x in np.arange(shift, sheet.width, step).tolist()]
    down = [((0.0, y), (float(sheet.width), y)) for y in np.arange(shift, sheet.height, step).tolist()]
    sheet.rule([*across, *down], ink.width, ink.color)


def table(
    sheet: Sheet, ink: Print, lefts: list[float], tops: list[float], texts: list[list[tuple[str, str]]], grid: int
) -> list[SheetCell]:
    """A table with all its walls, and its cells noted.

    Args:
        sheet: Where to print.
        ink: How to print.
        lefts: Places of the upright walls, one more than there are columns.
        tops: Places of the level walls, one more than there are rows.
        texts: For each row and column the text written into the cell, and its content; see `PageCell`.
        grid: Number of the table on the page.

    Returns:
        Its cells, row by row.
    """
    upright: list[Segment] = [((x, tops[0]), (x, tops[-1])) for x in lefts]
    level: list[Segment] = [((lefts[0], y), (lefts[-1], y)) for y in tops]
    sheet.rule([*upright, *level], ink.width, ink.color)
    half = ink.width / 2
    cells = [
        SheetCell(
            grid,
            row,
            column,
            lefts[column] + half,
            tops[row] + half,
            lefts[column + 1] - half,
            tops[row + 1] - half,
            *texts[row][column],
        )
        for row in range(len(tops) - 1)
        for column in range(len(lefts) - 1)
    ]
    sheet.cells += cells
    return cells


def boxes(sheet: Sheet, ink: Print, place: Place, text: str, grid: int, apart: float = 0) -> list[SheetCell]:
    """A row of boxes, one for each character of ``text``, a space for one that stays empty.

    Args:
        sheet: Where to print.
        ink: How to print.
        place: Of the first box.
        text: What is written into them.
        grid: Number of the row of boxes on the page.
        apart: Between two boxes, pixels; 0 if they share a wall.

    Returns:
        Its boxes as cells.
    """
    segments: list[Segment] = []
    for number in range(len(text)):
        x = place.left + number * (place.wide + apart)
        right, bottom = x + place.wide, place.top + place.high
        corners = [(x, place.top), (right, place.top), (right, bottom), (x, bottom)]
        segments += [(corners[k], corners[(k + 1) % 4]) for k in range(4)]
    sheet.rule(segments, ink.width, ink.color)
    return _noted(sheet, place, text, grid, place.wide + apart, ink.width / 2)


def comb(sheet: Sheet, ink: Print, place: Place, text: str, grid: int) -> list[SheetCell]:
    """A line with teeth, a place between any two of them; for the arguments see `boxes`."""
    right, bottom = place.left + place.wide * len(text), place.top + place.high
    tooth = bottom - 0.45 * place.high
    teeth: list[Segment] = [((x, tooth), (x, bottom)) for x in place.left + place.wide * np.arange(len(text) + 1)]
    sheet.rule([((place.left, bottom), (right, bottom)), *teeth], ink.width, ink.color)
    return _noted(sheet, place, text, grid, place.wide, ink.width / 2)


def _noted(sheet: Sheet, place: Place, text: str, grid: int, step: float, half: float) -> list[SheetCell]:
    """The boxes of a row as cells, noted on the sheet."""
    cells = []
    for column, character in enumerate(text):
        left = place.left + column * step
        inside = left + half, place.top + half, left + place.wide - half, place.top + place.high - half
        content = "empty" if character == " " else "number"
        cells.append(SheetCell(grid, 0, column, *inside, character.strip(), content))
    sheet.cells += cells
    return cells


def dotted_line(sheet: Sheet, ink: Print, left: float, right: float, row: float) -> None:
    """A dotted line to write on."""
    sheet.rule(_dots([((left, row), (right, row))], 3.0 * ink.width + 2), ink.width + 1, ink.color)


Ground = Literal["dots", "waves", "lines"]

GROUNDS: tuple[Ground, ...] = ("dots", "waves", "lines")


def ground(sheet: Sheet, kind: Ground, rng: np.random.Generator, area: tuple[int, int, int, int]) -> None:
    """A pattern over ``area`` (left, top, right, bottom) that is hard to copy: halftone dots, waves or fine lines."""
    left, top, right, bottom = area
    columns, rows = np.meshgrid(np.arange(right - left, dtype=np.float32), np.arange(bottom - top, dtype=np.float32))
    period = float(rng.uniform(5, 11))
    angle = float(rng.uniform(0, np.pi))
    along = columns * np.cos(angle) + rows * np.sin(angle)
    across = rows * np.cos(angle) - columns * np.sin(angle)
    turn = 2 * np.pi / period
    if kind == "dots":
        surface = np.sin(along * turn) + np.sin(across * turn) - rng.uniform(0.6, 1.2)
    elif kind == "waves":
        bend = rng.uniform(4, 14) * np.sin(along * (2 * np.pi / rng.uniform(60, 180)))
        other = rng.uniform(4, 14) * np.sin(along * (2 * np.pi / rng.uniform(60, 180)) + 2)
        surface = np.maximum(np.sin((across + bend) * turn), np.sin((across + other) * turn)) - 0.75
    else:
        surface = np.sin(across * turn) - rng.uniform(0.5, 0.85)
    gray = rng.uniform(150, 222)
    tint = np.clip(gray + rng.uniform(-30, 30, 3), 0, 235).astype(int).tolist()
    ink = np.clip(surface * 400, 0, 255).astype(np.uint8)
    sheet.paint(ink, left, top, (tint[0], tint[1], tint[2]), Kind.PATTERN)


def _dots(segments: list[Segment], step: float) -> list[Segment]:
    """Level segments as rows of dots."""
    return [
        ((x, start[1]), (x + 0.25 * step, start[1]))
        for start, end in segments
        for x in np.arange(start[0], end[0], step).tolist()
    ]
