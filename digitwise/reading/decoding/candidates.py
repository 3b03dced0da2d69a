"""Texts that a strip may read as, beside the likeliest symbol of each column: one symbol otherwise, or as a date."""

from __future__ import annotations

import numpy as np

from digitwise.reading.recognition.sequence import PAPER_SYMBOLS, LogProbabilities

_LEAST = 0.02  # probability of a symbol that is tried in the place of another, at least
_STROKES = "1/-.·,7:½"  # what a slash, dash or point may be taken for
_DATES = [(day, month, year) for day in (1, 2) for month in (1, 2) for year in (2, 4)]


def spans_of(chances: LogProbabilities) -> list[tuple[str, int, int]]:
    """The likeliest symbols of the columns: each with its first column and the one after its last.

    Example:
        >>> spans_of(np.log(np.eye(19)[[18, 4, 4, 18, 14]] + 1e-9))
        [('4', 1, 3), ('/', 4, 5)]
    """
    best = chances.argmax(axis=1)
    firsts = np.flatnonzero(np.diff(best, prepend=-1))
    ends = np.append(firsts[1:], len(best))
    return [
        (PAPER_SYMBOLS[best[first]], int(first), int(end))
        for first, end in zip(firsts, ends, strict=True)
        if best[first] < len(PAPER_SYMBOLS)
    ]


def candidates(looks: list[LogProbabilities]) -> list[str]:
    """Texts worth a thought: what each look reads, with any one symbol otherwise or left out, and as dates.

    Args:
        looks: What the network said at several heights.
    """
    spans = [spans_of(chances) for chances in looks]
    read = ["".join(symbol for symbol, _, _ in one) for one in spans]
    found = dict.fromkeys(read)
    for chances, one, text in zip(looks, spans, read, strict=True):
        found.update(dict.fromkeys(_edited(chances, one, text)))
    for text in list(found):
        found.update(dict.fromkeys(as_dates(text)))
    return list(found)


def as_dates(text: str) -> list[str]:
    """The dates that a text may be whose separators were taken for something else.

    Example:
        >>> as_dates("18112123")
        ['18/12/23', '18-12-23', '18.12.23']
        >>> as_dates("18/12.23"), as_dates("1234")
        (['18/12/23', '18-12-23', '18.12.23'], [])
    """
    found = []
    for day, month, year in _DATES:
        first, second = day, day + 1 + month
        if second + 1 + year != len(text) or not {text[first], text[second]} <= set(_STROKES):
            continue
        parts = text[:first], text[first + 1 : second], text[second + 1 :]
        if all(part.isdigit() for part in parts) and _is_day(*parts[:2]):
            found += [date for sign in "/-." if (date := sign.join(parts)) != text]
    return found


def _is_day(first: str, second: str) -> bool:
    """Whether two numbers may be the day and month of a date, in either order."""
    low, high = sorted((int(first), int(second)))
    return 1 <= low <= 12 and high <= 31


def _edited(chances: LogProbabilities, spans: list[tuple[str, int, int]], text: str) -> list[str]:
    found = []
    for place, (symbol, first, end) in enumerate(spans):
        heard = np.exp(chances[first:end]).max(axis=0)
        heard[PAPER_SYMBOLS.index(symbol)] = 0
        for other in np.flatnonzero(heard >= _LEAST):
            instead = PAPER_SYMBOLS[other] if other < len(PAPER_SYMBOLS) else ""
            found.append(text[:place] + instead + text[place + 1 :])
    return found
