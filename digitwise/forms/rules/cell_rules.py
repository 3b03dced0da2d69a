"""What must be true of a single cell: the readings that a rule allows, and when it may overrule what was read."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation

from digitwise.forms.form import ColumnRule
from digitwise.forms.result import TableCell
from digitwise.forms.rules.check_digits import keeps_check
from digitwise.forms.rules.dates import broken_moment, with_slashes

OVERRULES = 0.95
"""Posterior probability from which on a rule overrules what was read; below it only proposes."""

ALLOWED = 0.1
"""Share of wrong readings that keep a rule, at least: two digits may be misread, or one be missed."""

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
    if rule.kind in ("date", "time"):
        return broken_moment(text, rule)
    if rule.kind == "digits":
        if not text.isdecimal():
            return "kind"
    else:
        name = _broken_value(text, rule)
        if name:
            return name
    if rule.length is not None and sum(map(str.isdigit, text)) != rule.length:
        return "length"
    return "check" if rule.check and not keeps_check(text, rule.check) else ""


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


def allowed_share(text: str, rule: ColumnRule) -> float:
    """Share of the texts with another digit in one place that a rule allows, 0–1.

    Example:
        >>> allowed_share("17", ColumnRule("mark", maximum=20)), allowed_share("17", ColumnRule("mark"))
        (0.5555555555555556, 1.0)
    """
    texts = [
        text[:place] + other + text[place + 1 :]
        for place, digit in enumerate(text)
        if digit.isdecimal()
        for other in "0123456789"
        if other != digit
    ]
    return sum(not broken_by(other, rule) for other in texts) / len(texts) if texts else 1.0


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
        ('11', '71', 'maximum', 0.986)
    """
    if cell.outcome != "number" or rule.kind in ("any", "ignored"):
        return cell
    readings = cell.readings
    allowed = [reading for reading in readings if not broken_by(reading.text, rule)]
    unseen = max(UNSEEN, 1 - sum(reading.confidence for reading in readings))
    broken = broken_by(cell.text, rule)
    if not allowed:
        proposal = with_slashes(cell.text, rule)
        return replace(cell, doubtful=True, probability=min(cell.probability, unseen), proposal=proposal)
    best = max(allowed, key=lambda reading: reading.confidence)
    # Of what the networks did not rank, the rule allows as much as of the texts with one other digit.
    unseen *= max(ALLOWED, allowed_share(best.text, rule))
    posterior = best.confidence / (sum(reading.confidence for reading in allowed) + unseen)
    others = tuple(other for other in readings if other.text != best.text)
    if not broken and rule.check and best.text == cell.text:
        doubtful = cell.doubtful and posterior < CLEARED
        return replace(cell, probability=max(cell.probability, posterior), doubtful=doubtful)
    if not broken:
        return replace(cell, probability=max(cell.probability, posterior))
    if posterior >= OVERRULES:
        return replace(
            cell, text=best.text, probability=posterior, alternatives=others, read=cell.text, overruled_by=broken
        )
    return replace(cell, doubtful=True, proposal=best.text, probability=min(cell.probability, 1 - posterior))
