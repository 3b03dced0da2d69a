"""Dates among the texts that a strip may read as: days of a year, and years that people write."""

from __future__ import annotations

import functools
import re

import numpy as np

from digitwise.reading.recognition.parameters import RECOGNITION

_STROKES = "1/-.·,7:½"  # what a slash, dash or point may be taken for
_MONTHS, _DAYS = 12, 31
_SHAPES = [(day, month, year) for day in (1, 2) for month in (1, 2) for year in (2, 4)]
_DATE = re.compile(r"(\d\d?)([/.-])(\d\d?)\2(\d\d|\d{4})")


def as_dates(text: str) -> list[str]:
    """The dates that a text may be whose separators were taken for something else.

    Example:
        >>> as_dates("18112123")
        ['18/12/23', '18-12-23', '18.12.23']
        >>> as_dates("18/12.23"), as_dates("1234")
        (['18/12/23', '18-12-23', '18.12.23'], [])
    """
    found = []
    for day, month, year in _SHAPES:
        first, second = day, day + 1 + month
        if second + 1 + year != len(text) or not {text[first], text[second]} <= set(_STROKES):
            continue
        parts = text[:first], text[first + 1 : second], text[second + 1 :]
        if all(part.isdigit() for part in parts) and is_day(*parts[:2]):
            found += [date for sign in "/-." if (date := sign.join(parts)) != text]
    return found


def is_day(first: str, second: str) -> bool:
    """Whether two numbers may be the day and month of a date, in either order.

    Example:
        >>> is_day("18", "12"), is_day("2", "29"), is_day("18", "82"), is_day("0", "5")
        (True, True, False, False)
    """
    low, high = sorted((int(first), int(second)))
    return 1 <= low <= _MONTHS and high <= _DAYS


def is_date(text: str) -> bool:
    """Whether a text is a day, a month and a year with equal signs between.

    Example:
        >>> is_date("18/12/23"), is_date("18/12-23"), is_date("18/82/23")
        (True, False, False)
    """
    date = _DATE.fullmatch(text)
    return date is not None and is_day(date[1], date[3])


def log_advantage_of_digits(text: str) -> float:
    """Natural logarithm of how much likelier the digits of a date are than any others in their places.

    Only few numbers are a day and a month, and few a year of these times. A text that is no date has no advantage; one
    with the shape of a date and no day in it is hardly ever written.

    Example:
        >>> round(log_advantage_of_digits("18/12/23"), 2), round(log_advantage_of_digits("18/12/2023"), 2)
        (2.81, 6.73)
        >>> log_advantage_of_digits("18122023"), log_advantage_of_digits("18/82/23") < 0
        (0.0, True)
    """
    date = _DATE.fullmatch(text)
    if date is None:
        return 0.0
    first, _, second, year = date.groups()
    if not is_day(first, second):
        return float(np.log(RECOGNITION.no_day))
    return _log_scarcity_of_days(len(first), len(second)) + _log_scarcity_of_year(year)


@functools.cache
def _log_scarcity_of_days(first: int, second: int) -> float:
    days = sum(is_day(f"{one:0{first}}", f"{two:0{second}}") for one in range(10**first) for two in range(10**second))
    return float(np.log(10 ** (first + second) / days))


def _log_scarcity_of_year(year: str) -> float:
    earliest, latest = RECOGNITION.years
    return float(np.log(10**4 / (latest - earliest + 1))) if earliest <= int(year) <= latest else 0.0
