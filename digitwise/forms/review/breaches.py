"""What a person decided against the rules of a form: a slip of the keys, or what the sheet really says."""

from __future__ import annotations

from collections.abc import Mapping

from digitwise.forms.form import ColumnRule, Form
from digitwise.forms.rules.cell_rules import broken_by

KINDS = {
    "number": "is no number with a value",
    "digits": "has more than digits",
    "date": "is no date",
    "time": "is no time of day",
}
"""What is said of a text that is none of its kind."""


def breaches(form: Form, texts: Mapping[tuple[int, int], str]) -> dict[tuple[int, int], str]:
    """Sentences, by place, for decided numbers that break the rule of their column or give an entry of a list twice.

    Args:
        form: What the sheet is.
        texts: The numbers that were decided, by row and column, from 0.

    Example:
        >>> marks = ColumnRule("mark", minimum=0, maximum=20, step=0.5)
        >>> form = Form("exam", (0, 0.3, 0.6, 1), (0, 1), 1, (marks,))
        >>> breaches(form, {(1, 0): "17.5", (2, 0): "71"})
        {(2, 0): 'row 3, column 1 (mark): 71 is above the maximum 20'}
    """
    found = {}
    for (row, column), text in sorted(texts.items()):
        rule = form.rule_at(row, column)
        words = "" if rule is None else _words(text, rule)
        if rule is not None and rule.values and not words:
            others = [other for other, said in sorted(texts.items()) if said == text and other[1] == column]
            others = [other for other in others if other[0] != row and form.rule_at(*other) is not None]
            words = f"was given to row {others[0][0] + 1} as well" if others else ""
        if words and rule is not None:
            found[row, column] = f"row {row + 1}, column {column + 1} ({rule.name}): {text} {words}"
    return found


def _words(text: str, rule: ColumnRule) -> str:
    """What a text breaks, as the end of a sentence; ``""`` if it breaks nothing."""
    start = f" from {rule.minimum:g}" if rule.minimum else ""
    words = {
        "kind": KINDS.get(rule.kind, ""),
        "earliest": f"is before {rule.earliest}",
        "latest": f"is after {rule.latest}",
        "minimum": f"is below the minimum {rule.minimum}",
        "maximum": f"is above the maximum {rule.maximum}",
        "step": f"is none of the steps of {rule.step}{start}",
        "decimals": f"has more than {rule.decimals} decimals",
        "length": f"has not {rule.length} digits",
        "check": f"does not keep the check digit ({rule.check})",
        "values": "is not on the list",
    }
    return words.get(broken_by(text, rule), "")
