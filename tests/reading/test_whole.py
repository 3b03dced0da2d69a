"""Several looks at a word: each text is as likely as they think on the average."""

from __future__ import annotations

import numpy as np

from digitwise.reading.decoding.sequence_scores import Look, Whole, look_at
from digitwise.reading.ink.binarize import ink_of
from digitwise.reading.nontext.find_pieces import find_pieces
from digitwise.reading.recognition.sequence import SYMBOLS, load_sequence_reader
from tests.reading.drawings import paper


def look(text: str, sure: float) -> Look:
    """A look that is so sure of each symbol of a text, in a column of its own, and of nothing else."""
    chances = np.full((len(text), len(SYMBOLS) + 1), (1 - sure) / len(SYMBOLS))
    chances[np.arange(len(text)), [SYMBOLS.index(symbol) for symbol in text]] = sure
    return Look(np.log(chances), text)


def test_the_mean_of_the_looks_counts() -> None:
    """Two that are sure of one text, and one that is as sure of another."""
    whole = Whole((look("17", 0.9), look("12", 0.9), look("12", 0.9)))
    alone = [Whole((one,)).log_likelihoods(["12", "17"]) for one in whole.looks]
    np.testing.assert_allclose(whole.log_likelihoods(["12", "17"]), np.mean(alone, axis=0))
    assert whole.likeliest.text == "12"
    assert Whole((look("12", 0.6), look("17", 0.99))).likeliest.text == "17"


def test_a_text_that_cannot_be_is_only_very_unlikely() -> None:
    """More symbols than columns: one look may not veto what the others see."""
    whole = Whole((look("1", 0.9), look("11", 0.9)))
    assert np.isfinite(whole.log_likelihoods(["11"])).all()


def test_cuts_lie_between_the_digits() -> None:
    """In pixels of the page, whatever height the digits are taken for."""
    pieces = find_pieces(ink_of(paper("47", height=60, pen=6)), [])
    left, right = (pieces.box(index) for index in sorted(pieces.writing, key=lambda index: pieces.box(index).left))
    for size in (0.92, 1.0, 1.08):
        seen = look_at(pieces, pieces.writing, 60 * size, load_sequence_reader())
        assert seen.text == "47"
        (cut,) = seen.cuts
        assert left.right - 8 < cut < right.left + 8
        assert seen.chances[0].argmax() == len(SYMBOLS)
