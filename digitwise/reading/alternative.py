"""Another way to read what was read."""

from __future__ import annotations

from typing import NamedTuple


class Alternative(NamedTuple):
    """Another way to read a digit or a number, and how likely it is, from 0 to 1."""

    text: str
    confidence: float
