"""Dates and times of day: which texts say one, in the order that a form prints, and which one."""

from __future__ import annotations

import datetime
import itertools
import re

from digitwise.forms.form import ColumnRule

DATE_FORMAT = re.compile(r"(DD|MM|YYYY|YY)([./-]?)(DD|MM|YYYY|YY)\2(DD|MM|YYYY|YY)")
TIME_FORMAT = re.compile(r"HH[:.]?MM")
WRITTEN = re.compile(r"\d+(?:[.,·/:-]\d+)*")
"""Digits with a sign between them, whichever the form has: people write others."""

CENTURY = 69
"""Years of two digits from here on are of the last century, below it of this one, as in POSIX."""

LENGTHS = {"D": (1, 2), "M": (1, 2), "Y": (2, 4), "H": (1, 2)}
"""Digits of a part, if there are signs between the parts."""


def is_format(text: str, kind: str) -> bool:
    """Whether a text is the format of a date or a time, as ``DD.MM.YYYY``, ``YYYYMMDD`` or ``HH:MM``.

    Example:
        >>> [is_format(text, "date") for text in ("DD.MM.YYYY", "MM/DD/YY", "DDMMYY", "DD.DD.YY", "HH:MM")]
        [True, True, True, False, False]
    """
    if kind == "time":
        return TIME_FORMAT.fullmatch(text) is not None
    return DATE_FORMAT.fullmatch(text) is not None and {"D", "M", "Y"} <= set(text)


def iso_of(text: str, rule: ColumnRule) -> str:
    """The date or time that a text says, in ISO 8601; ``""`` if it says none.

    Without signs between them, day, month, hour and minute have two digits each, and the year as many as the format.

    Args:
        text: What was written.
        rule: The kind and format of its column.

    Example:
        >>> rule = ColumnRule("day", "date", format="DD.MM.YYYY")
        >>> [iso_of(text, rule) for text in ("9.3.2026", "09/03/26", "09032026", "31.2.2026")]
        ['2026-03-09', '2026-03-09', '2026-03-09', '']
        >>> iso_of("7:05", ColumnRule("at", "time", format="HH:MM"))
        '07:05'
    """
    names = re.findall(r"D+|M+|Y+|H+", rule.format)
    groups = re.findall(r"\d+", text) if WRITTEN.fullmatch(text) else []
    if len(groups) == 1 and len(text) == sum(map(len, names)):
        ends = itertools.accumulate(map(len, names))
        groups = [text[end - len(name) : end] for name, end in zip(names, ends, strict=True)]
    parts = {name[0]: group for name, group in zip(names, groups, strict=False)}
    if len(groups) != len(names) or any(len(group) not in LENGTHS[part] for part, group in parts.items()):
        return ""
    numbers = {part: int(group) for part, group in parts.items()}
    try:
        if rule.kind == "time":
            # Minutes have two digits: 7:5 was cut off.
            return datetime.time(numbers["H"], numbers["M"]).isoformat("minutes") if len(parts["M"]) == 2 else ""
        year = numbers["Y"]
        if len(parts["Y"]) == 2:
            year += 1900 if year >= CENTURY else 2000
        return datetime.date(year, numbers["M"], numbers["D"]).isoformat()
    except ValueError:
        return ""


def broken_moment(text: str, rule: ColumnRule) -> str:
    """The name of the first part of the rule of a date or time that a text breaks, ``""`` if it breaks none.

    Example:
        >>> rule = ColumnRule("day", "date", format="DD.MM.YYYY", earliest="2026-01-01")
        >>> [broken_moment(text, rule) for text in ("9.3.2026", "9.3.1926", "9.13.2026")]
        ['', 'earliest', 'kind']
    """
    said = iso_of(text, rule)
    if not said:
        return "kind"
    # In ISO 8601 what is later is greater as a text as well.
    if rule.earliest and said < rule.earliest:
        return "earliest"
    return "latest" if rule.latest and said > rule.latest else ""


def with_slashes(text: str, rule: ColumnRule) -> str:
    """A text with ones read as slashes, where that makes the only date that the rule allows; ``""`` else.

    Example:
        >>> with_slashes("131712017", ColumnRule("day", "date", format="DD/MM/YYYY"))
        '13/7/2017'
    """
    ones = [place for place, character in enumerate(text) if character == "1" and 0 < place < len(text) - 1]
    found = []
    for first, second in itertools.combinations(ones, 2) if text.isdecimal() and rule.kind == "date" else ():
        slashed = f"{text[:first]}/{text[first + 1 : second]}/{text[second + 1 :]}"
        if not broken_moment(slashed, rule):
            found.append(slashed)
    return found[0] if len(found) == 1 else ""
