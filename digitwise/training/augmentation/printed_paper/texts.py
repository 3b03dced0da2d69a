"""What people write into forms: counts, amounts, dates, times, halves, and the signs beside them."""

from __future__ import annotations

import numpy as np

from digitwise.reading.recognition.sequence import OTHER

Rng = np.random.Generator

GAP = " "
"""Room between two numbers; no symbol of its own."""

OPERATORS = "+×÷="
"""Signs of a sum that are drawn as such, and are another sign to the network."""

WHOLE, DECIMAL, DATE, HALF, TIME, AMOUNT, RANGE, SUM = 0.28, 0.15, 0.28, 0.09, 0.03, 0.06, 0.06, 0.05
"""Share of each kind of text."""


def text(rng: Rng) -> str:
    """A number as it stands in a box or on a line, its signs included.

    Args:
        rng: Where chance comes from.

    Returns:
        Symbols of :data:`~digitwise.reading.recognition.sequence.PAPER_SYMBOLS`, `OPERATORS`, and `GAP` where there
        is room between two numbers.

    Example:
        >>> text(np.random.default_rng(2))
        '0368'
    """
    kinds = (_whole, _decimal, _date, _half, _time, _amount, _range, _sum)
    chance = rng.random() * sum(_SHARES)
    for share, kind in zip(_SHARES, kinds, strict=True):
        if chance < share:
            return kind(rng)
        chance -= share
    return _whole(rng)


def as_read(text: str) -> str:
    """A text in the symbols of the network, gaps kept.

    Example:
        >>> as_read("12×3 4")
        '12#3 4'
    """
    return text.translate(_READ)


_READ = str.maketrans(OPERATORS, OTHER * len(OPERATORS))
_SHARES = (WHOLE, DECIMAL, DATE, HALF, TIME, AMOUNT, RANGE, SUM)


def _digits(rng: Rng, least: int, most: int) -> str:
    return "".join(str(digit) for digit in rng.integers(0, 10, int(rng.integers(least, most + 1))))


def _whole(rng: Rng) -> str:
    sign = "-" if rng.random() < 0.06 else ""
    return sign + _digits(rng, 1, 4 if rng.random() < 0.75 else 8)


def _decimal(rng: Rng) -> str:
    return _digits(rng, 1, 3) + str(rng.choice([".", ".", ",", "·", "·"])) + _digits(rng, 1, 2)


def _date(rng: Rng) -> str:
    day, month, year = int(rng.integers(1, 32)), int(rng.integers(1, 13)), int(rng.integers(1930, 2040))
    padded = rng.random() < 0.6
    parts = [f"{part:02d}" if padded else str(part) for part in (day, month)]
    if rng.random() < 0.3:
        parts.reverse()
    parts.append(str(year) if rng.random() < 0.55 else f"{year % 100:02d}")
    between = str(rng.choice(["/", "/", "/", "-", ".", GAP]))
    return between.join(parts)


def _half(rng: Rng) -> str:
    return ("" if rng.random() < 0.3 else _digits(rng, 1, 2 if rng.random() < 0.3 else 1)) + "½"


def _time(rng: Rng) -> str:
    return f"{rng.integers(0, 24)}{rng.choice([':', ':', '.'])}{rng.integers(0, 60):02d}"


def _amount(rng: Rng) -> str:
    after = str(rng.choice(["", ".00", ".50", "/-", ",00", ".-"]))
    return (OTHER if rng.random() < 0.6 else "") + _digits(rng, 1, 4) + after


def _range(rng: Rng) -> str:
    return _digits(rng, 1, 4) + str(rng.choice(["-", "-", "/"])) + _digits(rng, 2, 4)


def _sum(rng: Rng) -> str:
    found = _digits(rng, 1, 2)
    for _ in range(int(rng.integers(1, 5))):
        found += str(rng.choice([*OPERATORS, "-", OTHER])) + _digits(rng, 1, 2)
    return found
