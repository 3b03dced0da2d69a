"""What must be true of a single cell: the readings that a rule allows, and when it may overrule what was read."""

from __future__ import annotations

import importlib
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from digitwise.errors import FormError, MissingExtra
from digitwise.forms.form import ColumnRule
from digitwise.forms.result import TableCell

OVERRULES = 0.95
"""Posterior probability from which on a rule overrules what was read; below it only proposes."""

CHECKED = 0.1
"""Of wrong readings, those that keep a check digit: one in ten, or less."""

CLEARED = 0.97
"""Probability from which on what keeps a check digit, or stands in a sum that balances, is not doubtful any more."""

UNSEEN = 0.002
"""Probability that the true reading is not among those that the networks ranked, at least."""


def decimal_of(text: str) -> Decimal | None:
    """The value of a text, exactly; None if it has none.

    Example:
        >>> decimal_of("2,50"), decimal_of("3·5"), decimal_of("½"), decimal_of("1-2")
        (Decimal('2.50'), Decimal('3.5'), Decimal('0.5'), None)
    """
    plain = text.replace(",", ".").replace("·", ".")
    plain = f"{plain[:-1] or '0'}.5" if plain.endswith("½") else plain
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def broken_by(text: str, rule: ColumnRule) -> str:
    """The name of the first part of a rule that a text breaks, ``""`` if it breaks none.

    Example:
        >>> marks = ColumnRule("mark", minimum=0, maximum=20, step=0.5)
        >>> [broken_by(text, marks) for text in ("17.5", "21", "3.2", "1-2")]
        ['', 'maximum', 'step', 'kind']
    """
    if rule.kind in ("any", "ignored"):
        return ""
    if rule.values:
        return "" if text in rule.values else "values"
    if rule.kind == "digits":
        if not text.isdecimal():
            return "kind"
    else:
        name = _broken_value(text, rule)
        if name:
            return name
    if rule.length is not None and sum(map(str.isdigit, text)) != rule.length:
        return "length"
    return "check" if rule.check and not _checks(text, rule.check) else ""


def _broken_value(text: str, rule: ColumnRule) -> str:
    value = decimal_of(text)
    if value is None:
        return "kind"
    # A nought with a sign is none: the sign is an edge, or a dash.
    if rule.minimum is not None and (value < Decimal(str(rule.minimum)) or (value.is_signed() and rule.minimum >= 0)):
        return "minimum"
    if rule.maximum is not None and value > Decimal(str(rule.maximum)):
        return "maximum"
    if rule.step is not None and (value - Decimal(str(rule.minimum or 0))) % Decimal(str(rule.step)):
        return "step"
    exponent = value.as_tuple().exponent
    if rule.decimals is not None and isinstance(exponent, int) and -exponent > rule.decimals:
        return "decimals"
    return ""


def _checks(text: str, check: str) -> bool:
    try:
        module = importlib.import_module(f"stdnum.{check}")
    except ModuleNotFoundError as error:
        if error.name == "stdnum":
            raise MissingExtra("a check digit", "forms") from error
        raise FormError(f"unknown check '{check}', expected a module of python-stdnum such as 'luhn'") from error
    if not hasattr(module, "is_valid"):
        raise FormError(f"'{check}' of python-stdnum checks no numbers, expected one that does, such as 'luhn'")
    return bool(module.is_valid(text))


def ruled(cell: TableCell, rule: ColumnRule) -> TableCell:
    """A cell after its column's rule.

    What breaks the rule is overruled by the likeliest reading that does not, if that is surer than `OVERRULES`;
    else the cell is doubtful and has a proposal. What keeps the rule is as sure as it is among readings that do.

    Args:
        cell: The cell.
        rule: What must be true of it.

    Example:
        >>> from digitwise.reading.result import Alternative
        >>> read = TableCell(0, 1, 1, "number", "71", 0.6, True, (), alternatives=(Alternative("11", 0.39),))
        >>> found = ruled(read, ColumnRule("mark", maximum=20))
        >>> found.text, found.read, found.overruled_by, round(found.probability, 3)
        ('11', '71', 'maximum', 0.975)
    """
    if cell.outcome != "number" or rule.kind in ("any", "ignored"):
        return cell
    readings = cell.readings
    allowed = [reading for reading in readings if not broken_by(reading.text, rule)]
    unseen = max(UNSEEN, 1 - sum(reading.confidence for reading in readings))
    broken = broken_by(cell.text, rule)
    if not allowed:
        return replace(cell, doubtful=True, probability=min(cell.probability, unseen))
    best = max(allowed, key=lambda reading: reading.confidence)
    # Of what the networks did not rank, most breaks the rule as well.
    posterior = best.confidence / (sum(reading.confidence for reading in allowed) + unseen)
    others = tuple(other for other in readings if other.text != best.text)
    if not broken and rule.check and best.text == cell.text:
        chance = best.confidence / (sum(reading.confidence for reading in allowed) + CHECKED * unseen)
        return replace(cell, probability=max(cell.probability, chance), doubtful=cell.doubtful and chance < CLEARED)
    if not broken:
        return replace(cell, probability=max(cell.probability, posterior))
    if posterior >= OVERRULES:
        return replace(
            cell, text=best.text, probability=posterior, alternatives=others, read=cell.text, overruled_by=broken
        )
    return replace(cell, doubtful=True, proposal=best.text, probability=min(cell.probability, 1 - posterior))
