"""Which texts people write: two slashes make a date, a point seldom follows another.

Texts are taken as runs of digits and single signs, each as likely as it is after the two before it, beside how likely
their symbols are in any order; the network has learned the latter already. The counts are data, learned from composed
numbers.
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import numpy as np

from digitwise.reading.recognition.parameters import RECOGNITION

Counts = dict[str, dict[str, int]]
"""How often each token came after each history: of two tokens, of one, and of none."""

WEIGHTS = Path(__file__).parent / "weights" / "grammar.json"
"""The counts that ship with the package."""

_START, _END = "^", "$"
_PARTS = re.compile(r"\d+|\D")


def tokens(text: str) -> list[str]:
    """Runs of digits as their length, and single signs.

    Example:
        >>> tokens("16/12/2022"), tokens("-3½")
        (['2', '/', '2', '/', '4'], ['-', '1', '½'])
    """
    parts = _PARTS.findall(text)
    return [str(min(len(part), RECOGNITION.longest_run)) if part.isdigit() else part for part in parts]


def counted(texts: Iterable[str]) -> Counts:
    """The counts of some texts.

    Example:
        >>> counted(["7", "12"])[""]
        {'1': 1, '$': 2, '2': 1}
    """
    found: dict[str, Counter[str]] = {}
    for text in texts:
        for history, token in _steps(text):
            for shorter in _histories(history):
                found.setdefault(shorter, Counter())[token] += 1
    return {history: dict(counts) for history, counts in found.items()}


def log_advantage(text: str, counts: Counts) -> float:
    """Natural logarithm of how much likelier a text is than its symbols in any order.

    Args:
        text: Digits and signs.
        counts: As :func:`counted` gives them.

    Example:
        >>> counts = counted(["16/12/22", "3/4/99", "100"])
        >>> log_advantage("11/10/21", counts) > log_advantage("11/10.21", counts)
        True
    """
    alone = counts.get("", {})
    symbols = {token: times for token, times in alone.items() if not token.isdigit() and token != _END}
    digits = sum(int(token) * times for token, times in alone.items() if token.isdigit())
    total = digits + sum(symbols.values()) + RECOGNITION.tokens
    free = [(digits if sign.isdigit() else symbols.get(sign, 0)) + 1 for sign in text]
    score = -float(np.log(np.array(free, np.float64) / total).sum())
    for history, token in _steps(text):
        chance = 1 / RECOGNITION.tokens
        for shorter in reversed(_histories(history)):
            seen = counts.get(shorter, {})
            chance = (seen.get(token, 0) + RECOGNITION.grammar_seen * chance) / (
                sum(seen.values()) + RECOGNITION.grammar_seen
            )
        score += float(np.log(chance))
    return score


@functools.cache
def load_counts() -> Counts:
    """The counts that ship with the package."""
    found: Counts = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return found


def _steps(text: str) -> Iterable[tuple[tuple[str, str], str]]:
    padded = [_START, _START, *tokens(text), _END]
    return zip(pairwise(padded), padded[2:], strict=False)


def _histories(history: tuple[str, str]) -> tuple[str, str, str]:
    """The two tokens before, the one before, and none."""
    return " ".join(history), history[1], ""
