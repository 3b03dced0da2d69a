"""Composed numbers: strips whose text is known, the same for a seed and step whoever makes them."""

from __future__ import annotations

import numpy as np
import pytest

from digitwise.data import load_dataset
from digitwise.reading.sequence import SYMBOLS
from digitwise.training.distortions import Originals, numbers


@pytest.fixture(scope="module")
def originals() -> Originals:
    """A hundred real digits."""
    data = load_dataset("digits")
    return Originals.of(data.train_images[:100], data.train_labels[:100])


def test_a_batch_depends_on_seed_and_step_alone(originals: Originals) -> None:
    """Twice the same; another step is another batch."""
    strips, symbols = numbers.batch(originals, 1, 5, 12)
    again, _ = numbers.batch(originals, 1, 5, 12)
    other, _ = numbers.batch(originals, 1, 6, 12)
    np.testing.assert_array_equal(strips, again)
    assert strips.shape != other.shape or (strips != other).any()
    assert strips.dtype == np.uint8
    assert strips.shape[:2] == (12, 28)
    assert strips.shape[2] % 2 == 0
    assert symbols.max() < len(SYMBOLS)


def test_numbers_are_numbers(originals: Originals) -> None:
    """One to eight digits, at most one sign, first, and at most one point, between digits; ink for each."""
    rng = np.random.default_rng(2)
    made = [numbers.number(originals, rng) for _ in range(200)]
    texts = [text for _, text in made]
    for strip, text in made:
        digits = text.lstrip("-").replace(".", "", 1)
        assert digits.isdigit()
        assert 1 <= len(digits) <= numbers.LONGEST
        assert text[-1].isdigit()
        assert strip.max() == 255
    assert {len(text.strip("-").replace(".", "")) for text in texts} == set(range(1, 9))
    assert 20 < sum("-" in text for text in texts) < 70
    assert 15 < sum("." in text for text in texts) < 70
