"""A reading as a person sees it in a terminal: what is doubtful is marked, and a legend says how."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from digitwise.reading.result import Digit, Reading

if TYPE_CHECKING:
    from rich.text import Text

STYLE = "bold magenta underline"
"""Told from other text on light and dark ground, and without colors by its line."""

SIGN = "?"
"""Behind a doubtful digit where a terminal has neither colors nor lines."""


def marked_lines(reading: Reading, styled: bool = True) -> Iterator[Text]:
    """Yield the lines of a reading, as `Reading.text` has them, doubtful digits marked.

    Args:
        reading: What was read.
        styled: Whether the terminal has styles; else each doubtful digit is followed by a question mark.

    Example:
        >>> list(marked_lines(Reading()))
        [<text '' [] ''>]
    """
    from rich.text import Text

    for line in reading.lines:
        words = Text()
        for index, number in enumerate(line.numbers):
            words.append(" " * bool(index))
            for piece in number.pieces:
                doubtful = isinstance(piece, Digit) and piece.doubtful
                words.append(piece.text, STYLE if doubtful and styled else "")
                words.append(SIGN * (doubtful and not styled))
        yield words
    if not reading.lines:
        yield Text()


def legend(readings: list[Reading], styled: bool = True) -> str:
    """Return the sentence that explains the marks; empty if nothing is doubtful.

    Example:
        >>> legend([Reading()])
        ''
    """
    digits = [digit for reading in readings for digit in reading.digits]
    doubtful = sum(digit.doubtful for digit in digits)
    if not doubtful:
        return ""
    mark = "underlined" if styled else f"followed by {SIGN}"
    return f"{mark}: doubtful, {doubtful} of {len(digits)} digits; --json and --annotated say more"
