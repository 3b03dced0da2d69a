"""The probability of a cell means what it says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.certainty import fitting_odds, read_sheets
from digitwise.data import load_dataset
from digitwise.errors import UsageError
from digitwise.forms import TableReader
from digitwise.forms.contents.outcomes import OutcomeSettings, certainty
from digitwise.reading.reader import Reader


@pytest.mark.parametrize("text", ["7", "42", "0.5", "1234"])
def test_a_number_is_as_sure_as_all_of_its_digits(text: str) -> None:
    """Their odds multiplied, and the probabilities multiplied again; impossible and certain stay so."""
    odds = OutcomeSettings().digit_odds
    for digit in (0.2, 0.9, 0.999):
        expected = (odds * digit / (1 - digit) / (1 + odds * digit / (1 - digit))) ** len(text)
        assert certainty(text, digit ** len(text)) == pytest.approx(expected)
    assert certainty(text, 0.0) == 0
    assert 1 - 1e-4 < certainty(text, 1.0) <= 1


def test_sheets_full_of_long_numbers_are_not_all_in_doubt(reader: TableReader, mnist_folder: Path) -> None:
    """Without empty cells there is nothing else that is sure; what is not doubtful is right."""
    data = load_dataset("mnist", mnist_folder)
    seen = read_sheets(reader, data.test_images, data.test_labels, seed=2, count=3, full=True)
    doubtful = np.array([one.doubtful for one in seen])
    assert len(seen) == 120
    assert doubtful.mean() < 0.6
    assert sum(not one.right and not one.doubtful for one in seen) <= 1
    assert 0.2 < fitting_odds(seen) < 5


@pytest.mark.parametrize("wished", [-0.1, 5, 90, float("nan")])
def test_a_share_is_between_0_and_1(wished: float) -> None:
    """A percentage is refused, and not taken for a share that nothing reaches."""
    with pytest.raises(UsageError, match=f"target_error must lie between 0 and 1, got {wished}"):
        TableReader(target_error=wished)
    with pytest.raises(UsageError, match=f"min_confidence must lie between 0 and 1, got {wished}"):
        Reader(min_confidence=wished)
