"""Registers: columns of boxes, and tables whose cells have boxes of their own."""

from __future__ import annotations

import numpy as np

from digitwise.training.augmentation import Originals
from digitwise.training.pages import filling, printing
from digitwise.training.pages.filling import EDGE
from digitwise.training.pages.hand import Hand
from digitwise.training.pages.printing import Place, Print
from digitwise.training.pages.sheet import Segment, Sheet

Rng = np.random.Generator

FILLED = 0.7
"""Share of the boxes of a column that hold a number."""


def registers(originals: Originals, rng: Rng) -> Sheet:
    """A sheet with columns of boxes one below the other, or with a table of which each cell has two or three boxes."""
    sheet = filling.blank(rng)
    ink, hand = Print.any(rng), Hand.any(originals, 30, rng)
    (_columns_of_boxes if rng.random() < 0.5 else _boxes_in_cells)(sheet, ink, hand, rng)
    return sheet


def _columns_of_boxes(sheet: Sheet, ink: Print, hand: Hand, rng: Rng) -> None:
    """One to three columns far apart, each box with a label before it and a number of one or two digits in it."""
    high = float(rng.uniform(34, 60))
    wide, label = high * float(rng.uniform(1, 1.8)), float(rng.uniform(0.28, 0.4)) * high
    top = float(rng.uniform(1, 2)) * EDGE * sheet.height
    rows = min(int(rng.integers(4, 13)), int(((1 - EDGE) * sheet.height - top) / high))
    step = float(rng.uniform(5, 7)) * high
    for left in np.arange(EDGE * sheet.width, (1 - EDGE) * sheet.width - 3.5 * high - wide, step)[:3].tolist():
        boxes = left + 3.5 * high
        tops = (top + high * np.arange(rows + 1)).tolist()
        texts = [filling.digits(rng, int(rng.integers(1, 3))) if rng.random() < FILLED else "" for _ in range(rows)]
        contents = [[(text, "number" if text else "empty")] for text in texts]
        cells = printing.table(sheet, ink, [boxes, boxes + wide], tops, contents, filling.next_grid(sheet))
        for number, cell in enumerate(cells, 1):
            text = f"{number}" if rng.random() < 0.5 else printing.phrase(rng, 1)
            ink.text(sheet, text, left, cell.bottom - 0.35 * high, min(label, 0.34 * high))
            if cell.text:
                filling.number_in_cell(sheet, hand, cell, rng)


def _boxes_in_cells(sheet: Sheet, ink: Print, hand: Hand, rng: Rng) -> None:
    """A table of which each cell holds a row of boxes for one number; its own walls stand around them."""
    count = int(rng.integers(2, 4))
    high = float(rng.uniform(26, 44))
    wide = high * float(rng.uniform(0.7, 1))
    cell, row = wide * count + float(rng.uniform(0.5, 1)) * high, high * float(rng.uniform(1.3, 1.7))
    first, top = float(rng.uniform(3, 5)) * high, EDGE * sheet.height
    columns = min(4, int(((1 - 2 * EDGE) * sheet.width - first) / cell))
    rows = min(int(rng.integers(3, 9)), int(((1 - EDGE) * sheet.height - top) / row))
    walls = [EDGE * sheet.width, *(EDGE * sheet.width + first + cell * np.arange(columns + 1)).tolist()]
    levels = (top + row * np.arange(rows + 1)).tolist()
    lines: list[Segment] = [((x, levels[0]), (x, levels[-1])) for x in walls]
    lines += [((walls[0], y), (walls[-1], y)) for y in levels]
    sheet.rule(lines, ink.width, ink.color)
    for number, level in enumerate(levels[:-1]):
        ink.text(sheet, printing.phrase(rng, 1), walls[0] + 0.3 * high, level + 0.7 * row, 0.35 * high)
        for left in walls[1:-1]:
            if number == 0:
                ink.text(sheet, f"{len(sheet.labels)}", left + 0.4 * cell, level + 0.7 * row, 0.4 * high)
                continue
            place = Place(left + (cell - wide * count) / 2, level + (row - high) / 2, wide, high)
            filling.boxes_with_number(sheet, ink, hand, place, count, rng, combs=False)
