"""What the text of a number says: its value, and of what kind it is; nothing is guessed beyond its signs."""

from __future__ import annotations

import re
from decimal import Decimal

_PATTERNS = {
    "integer": re.compile(r"-?[0-9]+"),
    "decimal": re.compile(r"-?[0-9]+[.,·][0-9]+"),
    "fraction": re.compile(r"-?[0-9]*½"),
    "date-like": re.compile(r"[0-9]{1,4}([/.-])[0-9]{1,2}\1[0-9]{1,4}"),
    "time-like": re.compile(r"[0-9]{1,2}:[0-5][0-9]"),
}
"""What the text of a number may look like, by the name of its kind."""


def kind_of(text: str) -> str | None:
    """What a text looks like: ``"integer"``, ``"decimal"``, ``"fraction"``, ``"date-like"``, ``"time-like"`` or None.

    Args:
        text: Of a number.

    Example:
        >>> [kind_of(text) for text in ("-3", "1,5", "2½", "16/12/22", "12:30", "10□7", "268-1000")]
        ['integer', 'decimal', 'fraction', 'date-like', 'time-like', None, None]
    """
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.fullmatch(text)), None)


def value_of(text: str) -> Decimal | None:
    """The value of a text; None where it is no plain number. A half counts 0.5, a comma before digits is a point.

    Args:
        text: Of a number.

    Example:
        >>> value_of("007"), value_of("1,5"), value_of("-2½"), value_of("16/12/22"), value_of("10□7")
        (Decimal('7'), Decimal('1.5'), Decimal('-2.5'), None, None)
    """
    kind = kind_of(text)
    if kind == "fraction":
        whole = text[:-1]
        sign = "-" if whole.startswith("-") else ""
        return Decimal(f"{sign}{whole.lstrip('-') or '0'}.5")
    if kind in ("integer", "decimal"):
        return Decimal(text.replace(",", ".").replace("·", "."))
    return None
