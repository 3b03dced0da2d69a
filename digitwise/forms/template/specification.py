"""Columns as they are written on a command line: ``id:8 digits,mark:0-20 step 0.5,total``."""

from __future__ import annotations

import re
from decimal import Decimal

from digitwise.errors import UsageError
from digitwise.forms.form import ColumnRule, SumRule
from digitwise.forms.rules.check_digits import check_problem
from digitwise.forms.rules.dates import is_format

DIGITS = re.compile(r"(\d+) digits(?: check ([a-z0-9_.]+))?")
RANGE = re.compile(r"(-?\d+(?:\.\d+)?)-(-?\d+(?:\.\d+)?)(?: step (\d+(?:\.\d+)?))?")
MOMENT = re.compile(r"(date|time) (\S+)")
SUM = re.compile(r"sum(?: of (.+))?")

EXPECTED = (
    "'id:8 digits', 'mark:0-20 step 0.5', 'day:date DD.MM.YYYY', 'at:time HH:MM', 'total:sum', 'total:sum of a+b', "
    "'note:anything' or a name alone"
)

MOST_DIGITS = 20
"""Boxes of an identifier, at most: as many as fit across a page."""


def columns_of(specification: str) -> tuple[tuple[ColumnRule, ...], tuple[SumRule, ...]]:
    """The columns and sums that a line of text describes.

    Args:
        specification: Columns between commas, each a name, or a name, a colon and what stands in it.

    Raises:
        UsageError: For what is none of that, for names that are missing or used twice, for a sum of nothing.

    Example:
        >>> columns, sums = columns_of("id:8 digits,a:0-20 step 0.5,b:0-9,total:sum")
        >>> columns[0].length, columns[1].step, columns[3].kind, sums[0].parts
        (8, 0.5, 'number', ('a', 'b'))
    """
    columns: list[ColumnRule] = []
    sums: list[SumRule] = []
    for part in specification.split(","):
        name, _, rule = (piece.strip() for piece in part.partition(":"))
        if not name:
            raise UsageError(f"a column of '{specification}' has no name, expected {EXPECTED}; nothing was written")
        if ";" in name:
            raise UsageError(f"'{name}' has a semicolon, expected commas between columns; nothing was written")
        if any(column.name == name for column in columns):
            raise UsageError(f"two columns are called '{name}', expected each name once; nothing was written")
        total = SUM.fullmatch(rule)
        if total:
            sums.append(SumRule(name, _parts(name, total[1], columns, sums)))
        columns.append(ColumnRule(name) if total else _column(name, rule))
    return tuple(columns), tuple(sums)


def _parts(total: str, named: str | None, columns: list[ColumnRule], sums: list[SumRule]) -> tuple[str, ...]:
    totals = {rule.total for rule in sums}
    numbers = [column.name for column in columns if column.kind == "number" and column.name not in totals]
    parts = tuple(part.strip() for part in named.split("+")) if named else tuple(numbers)
    if not parts or not set(parts) <= set(numbers) | totals:
        raise UsageError(
            f"'{total}' is the sum of {', '.join(parts) or 'nothing'}, expected columns of numbers that stand before "
            f"it: {', '.join(numbers) or 'there are none'}; nothing was written"
        )
    return parts


def _column(name: str, rule: str) -> ColumnRule:
    if not rule:
        return ColumnRule(name)
    if rule == "anything":
        return ColumnRule(name, "any")
    if digits := DIGITS.fullmatch(rule):
        count = int(digits[1])
        if not 1 <= count <= MOST_DIGITS:
            raise UsageError(f"'{name}' has {count} digits, expected 1 to {MOST_DIGITS}; nothing was written")
        if problem := check_problem(digits[2] or "", count):
            raise UsageError(f"column '{name}': {problem}; nothing was written")
        return ColumnRule(name, "digits", length=count, boxes=count, check=digits[2] or "")
    if numbers := RANGE.fullmatch(rule):
        least, most, step = (None if value is None else float(value) for value in numbers.groups())
        if least is None or most is None or least >= most or step == 0:
            raise UsageError(f"'{name}' may be {rule}, expected a range that rises by a step; nothing was written")
        return ColumnRule(name, "number", minimum=least, maximum=most, step=step, decimals=_decimals(numbers))
    moment = MOMENT.fullmatch(rule)
    if moment and is_format(moment[2], moment[1]):
        # Without signs between its parts each digit has a box.
        boxes = len(moment[2]) if moment[2].isalpha() else None
        return ColumnRule(name, "date" if moment[1] == "date" else "time", format=moment[2], boxes=boxes)
    raise UsageError(f"column '{name}': '{rule}' is no rule, expected {EXPECTED}; nothing was written")


def _decimals(numbers: re.Match[str]) -> int:
    """Digits after the point that the written values have; without a step, whole ones."""
    exponents = [Decimal(value).as_tuple().exponent for value in numbers.groups() if value]
    return max(-exponent for exponent in exponents if isinstance(exponent, int))
