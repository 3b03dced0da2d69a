"""What was printed into a form: headings and numbered rows are labels, not data.

Headings stand in the first rows and columns of a grid. They are told by what they say (words, or 1, 2, 3 in order), by
their color, because people write in blue and red on forms that are printed in black, and by their size: a form is set
in one size, which is smaller than what is written into it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from digitwise.forms.context.looks import Look
from digitwise.forms.result import TableCell


@dataclass(frozen=True)
class LabelSettings:
    """What decides what was printed."""

    counted: int = 3
    """Cells in a row that count 1, 2, 3 …, at least, to be a heading; as many tell size, color, short words."""
    in_order: float = 0.8
    """Share of the numbers of such a heading that are the ones that belong there, at least."""
    others: float = 1 / 3
    """Cells that hold something else as a share of these numbers, at most; one may always do."""
    first: int = 3
    """Cells of a line, counted from the first, in which a heading may begin to count."""
    letters: int = 3
    """Components of a cell that make it a word, at least, if it was not read as a number, not even with doubt."""
    words: float = 0.3
    """Share of filled cells that hold words, of a heading."""
    numbers: float = 0.2
    """Share of filled cells that hold numbers, of a heading of words, at most."""
    several: int = 2
    """Cells of a heading that is told by its looks, at least."""
    gray: float = 3.0
    """Chroma (CIELAB) of printed ink, at most."""
    most: float = 0.75
    """Share of the cells of a row or column that look printed, at least. Of a few, all have to."""
    colored: float = 4.5
    """CIELAB chroma of the writing beside gray print, at least. A thin red stroke has hardly more."""
    written: float = 0.6
    """Share of what follows a heading that may be another heading, which was not found."""
    deeper: float = 1.5
    """Chroma of the pen as a multiple of that of colored print, at least."""
    unread: float = 0.5
    """Share of colored print that reads as no number, at least. Another pen may have written the first column."""
    even: float = 0.08
    """Of the usual height of headings, beside a pixel, that lies between their quarters: print is set in one size."""
    tiny: float = 0.6
    """Height of other small print as a multiple of that of the headings, at least. A dash is lower."""
    small: float = 1.25
    """Height of small print as a multiple of that of the headings, at most, beside a pixel. An h is so tall."""
    large: float = 1.3
    """Height of the writing as a multiple of that of the headings, at least."""


def with_labels(
    cells: Sequence[TableCell], looks: Sequence[Look], settings: LabelSettings | None = None
) -> list[TableCell]:
    """The cells with those named labels that stand in a heading.

    Args:
        cells: All cells of a sheet.
        looks: How the ink of each looks.
        settings: What decides; None for the usual.

    Returns:
        The cells. A label has the number that was printed; ``""`` if it stands among others that are words, of which
        letters are easily read as digits.
    """
    settings = settings or LabelSettings()
    labels: dict[int, str] = {}
    for grid in {cell.grid for cell in cells}:
        mine = [place for place, cell in enumerate(cells) if cell.grid == grid]
        rows = _headings(cells, looks, mine, set(), (_row_of, _column_of), settings)
        columns = _headings(cells, looks, mine, set(rows), (_column_of, _row_of), settings)
        # A row that begins with words seemed to be a heading.
        labels |= columns | _headings(cells, looks, mine, set(columns), (_row_of, _column_of), settings)
    return [_as_label(cell, labels[place]) if place in labels else cell for place, cell in enumerate(cells)]


def _as_label(cell: TableCell, text: str) -> TableCell:
    """A cell as it was printed; a form may say that it is data after all, so what was read is kept."""
    return replace(cell, outcome="label", text=text, alternatives=cell.readings if cell.text else cell.alternatives)


Extent = Callable[[TableCell], tuple[int, int]]


def _row_of(cell: TableCell) -> tuple[int, int]:
    return cell.row, cell.row_span


def _column_of(cell: TableCell) -> tuple[int, int]:
    return cell.column, cell.column_span


def _headings(
    cells: Sequence[TableCell],
    looks: Sequence[Look],
    mine: list[int],
    others: set[int],
    directions: tuple[Extent, Extent],
    settings: LabelSettings,
) -> dict[int, str]:
    """Cells of the leading rows, or columns, that are headings, and what they say; those of the others are known."""
    line_of, place_of = directions
    found: dict[int, str] = {}
    lines = max(sum(line_of(cells[place])) for place in mine)
    places = max(sum(place_of(cells[place])) for place in mine)
    for line in range(lines):
        begun = [place for place in mine if line_of(cells[place])[0] == line]
        filled = [place for place in begun if cells[place].outcome != "empty"]
        if not filled and len(begun) <= places / 2:
            # The edge of the sheet above its grid, or room for a title.
            continue
        own = [place for place in filled if place not in others]
        after = [place for place in mine if line_of(cells[place])[0] > line and place not in others]
        rest = [place for place in after if cells[place].outcome != "empty"]
        known = [looks[place] for place in others.union(found)]
        counted = _counted(cells, own, place_of, settings) if own else {}
        if not counted and not (
            _has_words(cells, looks, own, settings)
            or _is_colorless(cells, looks, own, rest, settings)
            or _is_small(known, looks, own, rest, settings)
        ):
            break
        numbers = all(cells[place].outcome == "number" for place in own)
        found |= {place: counted.get(place, cells[place].text if numbers else "") for place in filled}
    return found


def _counted(
    cells: Sequence[TableCell], filled: list[int], place_of: Extent, settings: LabelSettings
) -> dict[int, str]:
    """What the cells of a line say that counts them, from 1 in one of the first; empty if it does not.

    Where a number among them was not read, it is the one that belongs there; words stand before and behind them.
    """
    read = [(int(cells[place].text), place_of(cells[place])[0]) for place in filled if cells[place].text.isdigit()]
    rest = sum(not cells[place].text.isdigit() and cells[place].outcome != "label" for place in filled)
    right = [sum(number == place + 1 - first for number, place in read) for first in range(settings.first)]
    counted, first = max(right), right.index(max(right))
    if (
        len(read) < settings.counted
        or counted < settings.in_order * len(read)
        or rest > max(1, settings.others * len(read))
    ):
        return {}
    last = max(place for number, place in read if number == place + 1 - first)
    inside = {cell: place_of(cells[cell]) for cell in filled if cells[cell].outcome != "label"}
    single = {cell: place for cell, (place, span) in inside.items() if span == 1 and first <= place <= last}
    return {cell: str(place + 1 - first) for cell, place in single.items()}


def _has_words(cells: Sequence[TableCell], looks: Sequence[Look], filled: list[int], settings: LabelSettings) -> bool:
    """Whether a line holds words, and hardly a number: a row that begins with a word is no heading."""
    words = [place for place in filled if _is_word(cells[place], looks[place], settings)]
    if len(words) < settings.counted and all(cells[place].outcome != "label" for place in words):
        return False
    numbers = sum(cells[place].outcome in ("number", "unreadable") for place in filled if place not in words)
    return len(words) > settings.words * len(filled) and numbers <= settings.numbers * len(filled)


def _is_word(cell: TableCell, look: Look, settings: LabelSettings) -> bool:
    """Whether a cell holds a word; a short one seems to be a mark."""
    return cell.outcome == "label" or (
        cell.outcome in ("mark", "unreadable") and not cell.text and look.letters >= settings.letters
    )


def _is_colorless(
    cells: Sequence[TableCell], looks: Sequence[Look], filled: list[int], rest: list[int], settings: LabelSettings
) -> bool:
    """Whether a line is gray and what follows is colored, or no numbers and less colored than what follows."""
    if not rest or len(filled) < settings.several:
        return False
    if all(cells[place].outcome == "number" for place in filled) and not _are_even(
        [looks[place] for place in filled], settings
    ):
        # The numbers of the rows, written with another pen.
        return False
    own = float(np.quantile([looks[place].chroma for place in filled], settings.most, method="higher"))
    # Other headings may be among what follows.
    colored = sorted(looks[place].chroma for place in rest)
    pen = colored[min(len(colored) - 1, int(settings.written * len(colored)))]
    others = sum(cells[place].outcome != "number" for place in filled)
    unread = len(filled) >= settings.counted and others >= settings.unread * len(filled)
    return pen >= settings.colored and (own <= settings.gray or (unread and pen >= settings.deeper * own))


def _is_small(
    headings: Sequence[Look], looks: Sequence[Look], filled: list[int], rest: list[int], settings: LabelSettings
) -> bool:
    """Whether a line has the size and color of the headings that are known, and what follows is written larger."""
    if min(len(headings), len(filled)) < settings.counted or not rest:
        return False
    if not _are_even(headings, settings):
        return False
    usual = float(np.median([look.height for look in headings]))
    heights = [looks[place].height for place in filled]
    own, pen = (float(np.median([looks[place].chroma for place in places])) for places in (filled, rest))
    printed = float(np.median([look.chroma for look in headings]))
    return bool(
        settings.tiny * usual <= np.median(heights) <= max(heights) <= 1 + settings.small * usual
        and float(np.median([looks[place].height for place in rest])) >= settings.large * usual
        and abs(own - printed) <= abs(own - pen)
    )


def _are_even(looks: Sequence[Look], settings: LabelSettings) -> bool:
    """Whether cells are set in one size."""
    low, usual, high = np.quantile([look.height for look in looks], [0.25, 0.5, 0.75])
    return bool(high - low <= 1 + settings.even * usual)
