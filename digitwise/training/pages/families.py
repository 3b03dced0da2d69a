"""The families of pages: each draws a sheet that people have and writes on it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from digitwise.training.augmentation import Originals
from digitwise.training.pages import filling, printing
from digitwise.training.pages.filling import EDGE
from digitwise.training.pages.hand import Hand, width_of
from digitwise.training.pages.printing import Place, Print
from digitwise.training.pages.sheet import Sheet

Rng = np.random.Generator


def notes(originals: Originals, rng: Rng) -> Sheet:
    """Numbers on blank paper, some with words beside them, ringed or underlined."""
    sheet = filling.blank(rng)
    hand = Hand.any(originals, rng.uniform(20, 60), rng)
    filling.lines_of_numbers(sheet, hand, filling.free_rows(sheet, hand, rng), rng, around=True)
    return sheet


def ruled(originals: Originals, rng: Rng) -> Sheet:
    """Numbers on lines or dotted lines, some hanging on their line; margins and punch holes."""
    sheet = filling.blank(rng)
    ink = Print.any(rng, pale=rng.random() < 0.8)
    step = float(rng.uniform(38, 80))
    margin = rng.uniform(0.1, 0.16) * sheet.width if rng.random() < 0.4 else 0.0
    rows = printing.lined(sheet, ink, 1.2 * step, step, rng.random() < 0.2, margin)
    if rng.random() < 0.3:
        filling.punch_holes(sheet, rng)
    hand = Hand.any(originals, step * rng.uniform(0.5, 0.85), rng)
    every = int(rng.choice([1, 1, 2]))
    # The foot of a digit stands on its line, above it, or hangs a little below it.
    lift = rng.uniform(-0.08, 0.15) * step
    rows = [row - lift for row in rows[::every] if EDGE * sheet.height + hand.height < row < (1 - EDGE) * sheet.height]
    filling.lines_of_numbers(sheet, hand, rows[: int(rng.integers(2, 8))], rng, left=max(margin, EDGE * sheet.width))
    return sheet


def squared(originals: Originals, rng: Rng) -> Sheet:
    """Numbers on squared paper: a digit in each square, or without regard for them."""
    sheet = filling.blank(rng)
    step = float(rng.uniform(22, 48))
    printing.squared(sheet, Print.any(rng, pale=True), step, float(rng.uniform(0, step)))
    hand = Hand.any(originals, max(18.0, step * rng.uniform(0.75, 1.7)), rng)
    filling.lines_of_numbers(sheet, hand, filling.free_rows(sheet, hand, rng), rng)
    return sheet


def forms(originals: Originals, rng: Rng, filled: bool = True) -> Sheet:
    """Rows of boxes and combs with a label each; some empty, some filled in part."""
    sheet = filling.blank(rng)
    ink = Print.any(rng)
    text_height = float(rng.uniform(11, 20))
    hand = Hand.any(originals, 30, rng)
    row, end = 0.12 * sheet.height, (1 - EDGE) * sheet.width
    ink.text(sheet, printing.phrase(rng, 3), EDGE * sheet.width, row, 1.4 * text_height)
    row += 2.5 * text_height
    while True:
        high = float(rng.uniform(30, 64))
        if row + 1.6 * high > (1 - EDGE) * sheet.height:
            return sheet
        left = ink.text(sheet, printing.phrase(rng, 1), EDGE * sheet.width, row + 0.7 * high, text_height) + 20
        for _ in range(int(rng.choice([1, 1, 2, 3]))):
            wide = high * float(rng.uniform(0.7, 1.1))
            most = int((end - left) / (1.4 * wide))
            if most < 2:
                break
            count = int(rng.integers(2, min(10, most) + 1))
            right = filling.boxes_with_number(sheet, ink, hand, Place(left, row, wide, high), count, rng, filled)
            left = right + rng.uniform(0.8, 2) * high
        row += high * float(rng.uniform(1.5, 2.2))


def tables(originals: Originals, rng: Rng, filled: bool = True) -> Sheet:
    """One or two tables with printed heads, cells of one or more digits, empty ones, ticks and dashes among them."""
    sheet = filling.blank(rng)
    ink = Print.any(rng)
    hand = Hand.any(originals, 30, rng)
    row = EDGE * sheet.height
    for _ in range(int(rng.choice([1, 1, 2]))):
        high = float(rng.uniform(34, 66))
        longest = int(rng.choice([1, 2, 3, 4]))
        wide = high * max(0.9, 0.5 * (longest + 0.8)) * float(rng.uniform(1, 1.5))
        # A column for the labels is at least six tenths as wide as the others.
        columns = min(11, int((1 - 2 * EDGE) * sheet.width / wide - 0.6))
        rows = min(int(rng.integers(3, 12)), int(((1 - EDGE) * sheet.height - row) / high))
        if rows < 2 or columns < 2:
            return sheet
        place = Place(EDGE * sheet.width, row, wide, high)
        filling.table(sheet, ink, hand, place, (rows, columns), longest, rng, filled)
        row += high * (rows + 1)
    return sheet


def checks(originals: Originals, rng: Rng, filled: bool = True) -> Sheet:
    """Amounts and dates on patterned ground or dotted lines, after printed labels, with currency signs and slashes."""
    sheet = filling.blank(rng, proportion=float(rng.uniform(0.4, 0.7)))
    if rng.random() < 0.75:
        inset = round(rng.uniform(0, 0.05) * sheet.width)
        area = inset, inset, sheet.width - inset, sheet.height - inset
        printing.ground(sheet, printing.GROUNDS[rng.integers(len(printing.GROUNDS))], rng, area)
    ink = Print.any(rng)
    hand = Hand.any(originals, rng.uniform(24, 46), rng)
    first, step = EDGE * sheet.height + 1.7 * hand.height, 2.3 * hand.height
    for row in np.arange(first, (1 - EDGE) * sheet.height, step).tolist():
        left = ink.text(sheet, printing.phrase(rng, 1), EDGE * sheet.width, row, 0.5 * hand.height) + 0.5 * hand.height
        kind = str(rng.choice(["date", "amount", "number", "boxes"], p=[0.4, 0.3, 0.15, 0.15]))
        if kind == "boxes":
            place = Place(left, row - 1.1 * hand.height, 1.1 * hand.height, 1.3 * hand.height)
            if left + 12 * place.wide < (1 - EDGE) * sheet.width:
                filling.boxes_with_number(sheet, ink, hand, place, 8, rng, filled)
        else:
            _one_entry(sheet, ink, hand, kind, (left, row), rng, filled)
    return sheet


def _one_entry(
    sheet: Sheet, ink: Print, hand: Hand, kind: str, place: tuple[float, float], rng: Rng, filled: bool
) -> None:
    """A date, an amount or a number on a line of a check, if there is room for it."""
    text = {"date": filling.date, "amount": filling.amount, "number": filling.some_number}[kind](rng)
    left, row = place
    placed = hand.number(text, rng)
    right = left + width_of(placed) + 2.5 * hand.height
    if right > (1 - EDGE) * sheet.width:
        return
    if rng.random() < 0.6:
        printing.dotted_line(sheet, ink, left, right, row + rng.uniform(0, 0.1) * hand.height)
    if filled:
        if kind == "amount" and rng.random() < 0.6:
            left = filling.currency(sheet, hand, left, row, rng)
        sheet.write(placed, left + 0.3 * hand.height, row, hand.color)


def print_only(originals: Originals, rng: Rng) -> Sheet:
    """No number is written by hand: paragraphs with printed ones, words by hand, or an empty form, table or check."""
    if rng.random() < 0.5:
        empty = (forms, tables, checks)[rng.integers(3)]
        return empty(originals, rng, filled=False)
    sheet = filling.blank(rng)
    ink = Print.any(rng)
    high = float(rng.uniform(10, 22))
    by_hand = rng.random() < 0.3
    hand = Hand.any(originals, rng.uniform(24, 40), rng)
    digits = float(rng.choice([0.0, 0.1, 0.4]))
    row, left, right = EDGE * sheet.height + 2 * high, EDGE * sheet.width, (1 - EDGE) * sheet.width
    while row < (1 - EDGE) * sheet.height:
        if by_hand:
            start = left
            while start < right - 4 * hand.height:
                start = filling.word(sheet, hand, start, row, right, rng) + hand.height
            row += 2 * hand.height
        else:
            ink.sentence(sheet, left, right, row, high, digits)
            row += 2 * high
    return sheet


FAMILIES: dict[str, Callable[[Originals, Rng], Sheet]] = {
    "notes": notes,
    "ruled": ruled,
    "squared": squared,
    "forms": forms,
    "tables": tables,
    "checks": checks,
}
"""Pages with numbers on them."""

PRINT_ONLY = "print"
"""Pages without a number by hand: a page of print is no page of numbers."""
