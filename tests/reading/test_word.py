"""Words are parted at what is no number, and text is not parted."""

from __future__ import annotations

import numpy as np

from digitwise.reading.decoding.lattice import Path, Symbol
from digitwise.reading.decoding.word import Word, parted
from digitwise.reading.geometry import Box


def _word(text: str) -> Word:
    """Symbols side by side, 20 pixels high; ``x`` is ink that is left out."""
    symbols = [
        Symbol(symbol.replace("x", ""), Box(20 * place, 0, 12, 20), place, 0.1) for place, symbol in enumerate(text)
    ]
    path = Path(0.0, ())
    for symbol in symbols:
        path = path.followed_by(symbol)
    return Word([path], np.zeros((len(text), 28, 28), np.uint8), np.zeros((len(text), 11), np.float32))


def test_numbers_are_parted_at_what_stands_between_them() -> None:
    """Not at what stands before or after all digits."""
    assert [part.paths[0].text for part in parted(_word("x33x78x111x"))] == ["33", "78", "111"]
    assert [part.paths[0].text for part in parted(_word("x33x"))] == ["33"]


def test_text_stays_whole() -> None:
    """Its letters tell that what looks like a digit is one of them; parted, each such would be a number."""
    (word,) = parted(_word("xxx1xxx0x"))
    assert word.is_text
