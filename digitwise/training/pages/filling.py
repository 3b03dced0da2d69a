"""What is written onto sheets: numbers in lines, in boxes and in the cells of tables."""

from __future__ import annotations

import cv2
import numpy as np

from digitwise.training.pages import printing
from digitwise.training.pages.hand import Hand, width_of
from digitwise.training.pages.printing import Place, Print
from digitwise.training.pages.sheet import Placed, Sheet, SheetCell
from digitwise.training.pages.truth import Kind

Rng = np.random.Generator

EDGE = 0.09
"""Share of the sheet's width and height at each side that stays empty: a camera that is too near cuts it off."""

FILLED_BOXES, FILLED_CELLS, MARKED_CELLS = 0.75, 0.65, 0.05
"""Share of rows of boxes with a number, and of cells of a table with a number, and with a tick, cross or word."""

BELOW_BOXES = ("DDMMYYYY", "DDMMYY", "HHMM")
"""Letters that are printed below boxes for dates and times."""


def blank(rng: Rng, proportion: float | None = None) -> Sheet:
    """A sheet of some size, its paper more or less white.

    Args:
        rng: Where chance comes from.
        proportion: Height over width; None for any from a postcard's to a page's.
    """
    width = int(rng.integers(640, 1150))
    height = round(width * (proportion or rng.uniform(0.6, 1.3)))
    shade = rng.uniform(222, 252)
    red, green, blue = (int(value) for value in np.clip(shade + rng.normal(0, 3, 3), 0, 255))
    return Sheet(width, height, (red, green, blue))


def free_rows(sheet: Sheet, hand: Hand, rng: Rng) -> list[float]:
    """Baselines of lines of writing on a sheet without lines."""
    step = hand.height * rng.uniform(1.7, 3.2)
    first, last = EDGE * sheet.height + 1.3 * hand.height, (1 - EDGE) * sheet.height
    return [float(row) for row in np.arange(first, last, step)][: int(rng.integers(1, 8))]


def lines_of_numbers(
    sheet: Sheet, hand: Hand, rows: list[float], rng: Rng, left: float | None = None, around: bool = False
) -> None:
    """Write one to four numbers on each line.

    Args:
        sheet: Where to write.
        hand: Who writes.
        rows: Baselines, pixels.
        rng: Where chance comes from.
        left: Where lines begin, pixels; None for the edge.
        around: Whether there are words, rings and underlines by hand, too.
    """
    start, end = left or EDGE * sheet.width, (1 - EDGE) * sheet.width
    for row in rows:
        across = start + rng.uniform(0.1, 1.5) * hand.height
        for place in range(int(rng.choice([1, 1, 2, 3, 4]))):
            if around and place == 0 and rng.random() < 0.2:
                across = word(sheet, hand, across, row, end, rng) + 1.2 * hand.height
            placed = hand.number(some_number(rng), rng)
            wide = width_of(placed)
            if across + wide > end:
                break
            if around and rng.random() < 0.1:
                _underline_or_ring(sheet, hand, (across, row), wide, rng)
            sheet.write(placed, across, row, hand.color)
            across += wide + rng.uniform(1.2, 3) * hand.height


def boxes_with_number(
    sheet: Sheet,
    ink: Print,
    hand: Hand,
    place: Place,
    count: int,
    rng: Rng,
    filled: bool = True,
    combs: bool = True,
) -> float:
    """A row of boxes, or a comb, with a number in it that may be shorter, or with nothing.

    Returns:
        Where it ends, pixels.
    """
    number = digits(rng, count if rng.random() < 0.6 else int(rng.integers(1, count + 1)))
    if not filled or rng.random() > FILLED_BOXES:
        number = ""
    text = number.rjust(count) if rng.random() < 0.7 else number.ljust(count)
    grid = next_grid(sheet)
    if rng.random() < 0.3 and combs:
        cells = printing.comb(sheet, ink, place, text, grid)
    else:
        apart = float(rng.choice([0, 0, rng.uniform(0.1, 0.4) * place.wide])) if combs else 0.0
        cells = printing.boxes(sheet, ink, place, text, grid, apart)
    below = [letters for letters in BELOW_BOXES if len(letters) == count]
    if below and rng.random() < 0.6:
        for cell, letter in zip(cells, below[0], strict=True):
            ink.text(sheet, letter, cell.left + 0.35 * place.wide, cell.bottom + 0.4 * place.high, 0.24 * place.high)
    _write_into(sheet, hand, [cell for cell in cells if cell.text], rng)
    return cells[-1].right


def table(
    sheet: Sheet, ink: Print, hand: Hand, place: Place, shape: tuple[int, int], longest: int, rng: Rng, filled: bool
) -> None:
    """A table with a printed head and first column, and a number of at most ``longest`` digits in most cells."""
    rows, columns = shape
    first = float(rng.uniform(0.6, 1.8)) * place.wide
    first = min(first, (1 - 2 * EDGE) * sheet.width - columns * place.wide)
    lefts = [place.left, *(place.left + first + place.wide * np.arange(columns + 1)).tolist()]
    tops = (place.top + place.high * np.arange(rows + 1)).tolist()
    share = FILLED_CELLS if filled else 0.0
    contents = [[_content(row, column, longest, share, rng) for column in range(columns + 1)] for row in range(rows)]
    cells = printing.table(sheet, ink, lefts, tops, contents, next_grid(sheet))
    size = float(rng.uniform(0.25, 0.4)) * place.high
    count = 0
    for cell in cells:
        if cell.content == "label":
            count += 1
            _print_label(sheet, ink, cell, str(count) if rng.random() < 0.6 else printing.phrase(rng, 1), size)
        elif cell.content == "mark":
            _mark(sheet, hand, cell, rng)
        elif cell.text:
            number_in_cell(sheet, hand, cell, rng)


def word(sheet: Sheet, hand: Hand, left: float, baseline: float, end: float, rng: Rng) -> float:
    """Write a word by hand if there is room for it before ``end``; returns where it ends, pixels."""
    ink = hand.word(rng, int(rng.integers(2, 6)))
    if left + ink.shape[1] > end:
        return left
    sheet.paint(ink, round(left), round(baseline) - ink.shape[0], hand.color, Kind.WRITING)
    return float(left + ink.shape[1])


def currency(sheet: Sheet, hand: Hand, left: float, baseline: float, rng: Rng) -> float:
    """Write a dollar sign; returns where it ends, pixels."""
    ink, down = hand.sign("$", rng)
    sheet.sign(Placed("$", ink, 0.0, down), left, baseline, hand.color)
    return float(left + ink.shape[1])


def punch_holes(sheet: Sheet, rng: Rng) -> None:
    """Two to four round holes along the left edge."""
    side = round(rng.uniform(0.014, 0.024) * sheet.width)
    hole = np.zeros((2 * side + 1, 2 * side + 1), np.uint8)
    cv2.circle(hole, (side, side), side, 255, -1, cv2.LINE_AA)
    gray = int(rng.uniform(30, 150))
    for row in np.linspace(0.15, 0.85, int(rng.integers(2, 5))) * sheet.height:
        sheet.paint(hole, round(0.02 * sheet.width), round(row), (gray, gray, gray), Kind.OUTSIDE)


def next_grid(sheet: Sheet) -> int:
    """Number of the next grid on a sheet."""
    return 1 + max((cell.grid for cell in sheet.cells), default=-1)


def some_number(rng: Rng) -> str:
    """An integer, at times negative, with a decimal point, a dash or a half."""
    kind = rng.random()
    if kind < 0.7:
        return digits(rng, int(rng.integers(1, 8)))
    if kind < 0.82:
        return f"{digits(rng, int(rng.integers(1, 4)))}{'.' if rng.random() < 0.7 else ','}{digits(rng, 2)}"
    if kind < 0.89:
        return "-" + digits(rng, int(rng.integers(1, 5)))
    if kind < 0.95:
        return f"{digits(rng, 3)}-{digits(rng, int(rng.integers(3, 5)))}"
    return f"{digits(rng, 1)}½"


def date(rng: Rng) -> str:
    """Day, month and year with slashes, the year with two or four digits."""
    year = int(rng.integers(1950, 2030))
    day, month = int(rng.integers(1, 32)), int(rng.integers(1, 13))
    short = rng.random() < 0.5
    return f"{day:02}/{month:02}/{year % 100:02}" if short else f"{day:02}/{month:02}/{year}"


def amount(rng: Rng) -> str:
    """An amount of money, mostly with cents."""
    whole = str(int(10 ** rng.uniform(1, 4.5)))
    return f"{whole}.{int(rng.integers(0, 100)):02}" if rng.random() < 0.8 else whole


def digits(rng: Rng, count: int) -> str:
    """Any ``count`` digits."""
    return "".join(str(digit) for digit in rng.integers(0, 10, count))


def _content(row: int, column: int, longest: int, share: float, rng: Rng) -> tuple[str, str]:
    """Text and content of a cell; see `PageCell`."""
    if row == 0 or column == 0:
        return "", "label"
    kind = rng.random()
    if kind < share:
        text = digits(rng, int(rng.integers(1, longest + 1)))
        if longest > 1 and rng.random() < 0.08:
            text = text[0] + ("½" if rng.random() < 0.5 else "." + digits(rng, 1))
        return text, "number"
    return ("", "mark") if share and kind < share + MARKED_CELLS else ("", "empty")


def _write_into(sheet: Sheet, hand: Hand, cells: list[SheetCell], rng: Rng) -> None:
    """Write one number, each digit into a box of its own."""
    if not cells:
        return
    fitting = hand.sized((cells[0].bottom - cells[0].top) * rng.uniform(0.5, 0.85) / hand.height)
    placed, left, base = [], cells[0].left, cells[0].bottom
    for cell in cells:
        wide = cell.right - cell.left
        ink = fitting.digit(int(cell.text), rng)
        across = cell.left - left + (wide - ink.shape[1]) / 2 + rng.normal(0, 0.07) * wide
        room = cell.bottom - cell.top - ink.shape[0]
        down = -ink.shape[0] - room * np.clip(rng.normal(0.5, 0.2), -0.05, 1.05)
        placed.append(Placed(cell.text, ink, across, float(down)))
    sheet.write(placed, left, base, hand.color)


def number_in_cell(sheet: Sheet, hand: Hand, cell: SheetCell, rng: Rng) -> None:
    """Write a number into a cell, smaller if it would not fit."""
    wide, high = cell.right - cell.left, cell.bottom - cell.top
    fitting = hand.sized(high * rng.uniform(0.45, 0.75) / hand.height)
    placed = fitting.number(cell.text, rng)
    if width_of(placed) > 0.92 * wide:
        fitting = fitting.sized(0.85 * wide / width_of(placed))
        placed = fitting.number(cell.text, rng)
    left = cell.left + (wide - width_of(placed)) * np.clip(rng.normal(0.5, 0.2), 0.02, 0.98)
    low = (high - fitting.height) * np.clip(rng.normal(0.5, 0.25), 0, 1.05)
    sheet.write(placed, float(left), float(cell.bottom - low), hand.color)


def _mark(sheet: Sheet, hand: Hand, cell: SheetCell, rng: Rng) -> None:
    """A tick, cross, dash or two letters, where a number is expected."""
    fitting = hand.sized((cell.bottom - cell.top) * rng.uniform(0.4, 0.7) / hand.height)
    ink = fitting.tick(rng) if rng.random() < 0.7 else fitting.word(rng, 2)
    left = (cell.left + cell.right - ink.shape[1]) / 2
    sheet.paint(ink, round(left), round((cell.top + cell.bottom - ink.shape[0]) / 2), hand.color, Kind.WRITING)


def _print_label(sheet: Sheet, ink: Print, cell: SheetCell, text: str, high: float) -> None:
    """Print text in the middle of a cell, smaller if it would not fit."""
    room = 0.9 * (cell.right - cell.left)
    size = min(high, high * room / ink.ink(text, high).shape[1])
    printed = ink.ink(text, size)
    top = (cell.top + cell.bottom - printed.shape[0]) / 2
    sheet.label(text, printed, round((cell.left + cell.right - printed.shape[1]) / 2), round(top), ink.text_color)


def _underline_or_ring(sheet: Sheet, hand: Hand, place: tuple[float, float], wide: float, rng: Rng) -> None:
    """What people draw around a result."""
    ink = np.zeros(sheet.kinds.shape, np.uint8)
    left, base = place
    if rng.random() < 0.5:
        row = round(base + rng.uniform(0.25, 0.4) * hand.height)
        ends = (round(left - 0.1 * wide), row), (round(left + 1.1 * wide), row + round(rng.normal(0, 0.06) * wide))
        cv2.line(ink, *ends, 255, hand.stroke, cv2.LINE_AA)
    else:
        middle = round(left + wide / 2), round(base - hand.height / 2)
        axes = round(0.62 * wide + 0.3 * hand.height), round(hand.height * rng.uniform(0.85, 1.05))
        cv2.ellipse(ink, middle, axes, float(rng.normal(0, 3)), 0, 360, 255, hand.stroke, cv2.LINE_AA)
    sheet.paint(ink, 0, 0, hand.color, Kind.WRITING)
