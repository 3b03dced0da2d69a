"""Slashes between digits, which a network that knows digits alone takes for ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitwise.reading.decoding.word import Word


@dataclass(frozen=True)
class SlashSettings:
    """What decides that a 1 may be a slash."""

    height: float = 1.1
    """Times as tall as the other digits, at least;"""
    width: float = 0.25
    """and so wide for its height, at least: it leans."""


def may_be_slashed(word: Word, settings: SlashSettings | None = None) -> bool:
    """Whether a 1 between other digits is taller than they are, and leans.

    Args:
        word: What was read.
        settings: What decides; None for the usual.
    """
    settings = settings or SlashSettings()
    symbols = [symbol for symbol in word.paths[0].symbols if symbol.text]
    others = [symbol.box.height for symbol in symbols if symbol.text != "1"]
    if not others:
        return False
    height = float(np.median(others))
    return any(
        symbol.text == "1"
        and symbol.box.height >= settings.height * height
        and symbol.box.width >= settings.width * symbol.box.height
        for symbol in symbols[1:-1]
    )
