"""Composed numbers: strips whose text is known, the same for a seed and step whoever makes them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from digitwise.data import load_dataset
from digitwise.reading.recognition.sequence import OTHER, SYMBOLS
from digitwise.training.augmentation import Originals, numbers, words
from digitwise.training.augmentation.hands import Field


@pytest.fixture(scope="module")
def originals() -> Originals:
    """A hundred real digits."""
    data = load_dataset("digits")
    return Originals.of(data.train_images[:100], data.train_labels[:100])


def test_batches_depend_on_seed_and_group_alone(originals: Originals) -> None:
    """Twice the same; those of another group are others."""
    made, again, others = (numbers.batches(originals, 1, group, 12) for group in (5, 5, 6))
    assert len(made) == numbers.TOGETHER
    for (strips, symbols), (same, texts), (other, _) in zip(made, again, others, strict=True):
        np.testing.assert_array_equal(strips, same)
        np.testing.assert_array_equal(symbols, texts)
        assert strips.shape != other.shape or (strips != other).any()
        assert strips.dtype == np.uint8
        assert strips.shape[:2] == (12, 28)
        assert strips.shape[2] % 2 == 0
        assert symbols.max() < len(SYMBOLS)


def test_numbers_are_numbers(originals: Originals) -> None:
    """As many digits as asked for, at most one minus, first, at most one point, between digits, and words beside."""
    rng = np.random.default_rng(2)
    made = [numbers.example(originals, 1 + place % 8, rng) for place in range(300)]
    texts = [text for _, text in made]
    for place, (strip, text) in enumerate(made):
        assert strip.max() == 255
        number = text.strip(OTHER)
        if number:
            digits = number.lstrip("-").replace(",", ".").replace(".", "", 1)
            assert digits.isdigit()
            assert len(digits) == 1 + place % 8
            assert number[-1].isdigit()
    assert 20 < sum(not text.strip(OTHER) for text in texts) < 55
    assert 10 < sum(OTHER in text and len(text) > 1 for text in texts) < 60
    assert 30 < sum("-" in text for text in texts) < 90
    assert 20 < sum("." in text or "," in text for text in texts) < 90


def test_the_last_epochs_have_more_numbers_of_plain_digits(
    originals: Originals, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three in four of their digits, where it was less than half."""
    asked: list[bool] = []
    glyph = numbers._glyph

    def recorded(source: Originals, plain: bool, rng: np.random.Generator) -> tuple[Field, int]:
        asked.append(plain)
        return glyph(source, plain, rng)

    monkeypatch.setattr(numbers, "_glyph", recorded)
    shares = []
    for make in (numbers.batches, numbers.calm_batches):
        asked.clear()
        make(originals, 1, 0, 30)
        shares.append(np.mean(asked))
    # One strip in eight holds no number; its word is asked for once, and not as a plain one.
    assert shares == pytest.approx([numbers.PLAIN, numbers.CALM], abs=0.1)


def test_strips_of_a_batch_are_about_as_wide_as_each_other(
    originals: Originals, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that hardly a fifth of what is computed is padding; a wide batch does not always follow a narrow one."""
    widths: list[int] = []
    example = numbers.example

    def recorded(*arguments: Any) -> tuple[numbers.Strip, str]:
        made = example(*arguments)
        widths.append(made[0].shape[1])
        return made

    monkeypatch.setattr(numbers, "example", recorded)
    made = [numbers.batches(originals, 3, group, 32) for group in range(2)]
    batches = [strips for group in made for strips, _ in group]
    assert sum(widths) > 0.78 * sum(strips.shape[0] * strips.shape[2] for strips in batches)
    orders = [np.argsort([strips.shape[2] for strips, _ in group]).tolist() for group in made]
    assert orders[0] != orders[1]
    assert sorted(orders[0]) not in orders


def test_batches_hold_numbers_of_every_length(originals: Originals) -> None:
    """From one digit to eight."""
    found: set[int] = set()
    for _, symbols in numbers.batches(originals, 4, 0, 12):
        found.update(((symbols >= 0) & (symbols < 10)).sum(axis=1).tolist())
    assert found == set(range(numbers.LONGEST + 1))


def test_words_are_about_as_high_as_digits() -> None:
    """Printed or by hand, from small letters to those with a stroke above and below."""
    rng = np.random.default_rng(4)
    inks = [words.word(rng) for _ in range(80)]
    assert all(20 < ink.shape[0] < 140 and ink.max() > 200 for ink in inks)
    assert 40 < np.median([len(ink) for ink in inks]) < 100
    assert not any(character.isdigit() for text in words.WORDS for character in text)
