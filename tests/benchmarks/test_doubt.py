"""The curve of doubt, against counting by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks import doubt
from digitwise.reading.result import Reading


def test_the_curve_counts_what_is_left_wrong() -> None:
    """Every share set aside, as a loop over sorted numbers counts it."""
    rng = np.random.default_rng(1)
    confidence, right = rng.random(200), rng.random(200) < 0.8
    found = doubt.curve(confidence, right, confidence < 0.5)
    pairs = sorted(zip(confidence, right, strict=True))
    for place in (0, 1, 50, 199, 200):
        assert found.doubtful[place] == place / 200
        assert found.errors[place] == sum(not good for _, good in pairs[place:]) / 200
    assert found.own[1] == np.mean(~right & (confidence >= 0.5))


def test_among_equals_the_right_ones_go_first() -> None:
    """All are as sure as each other, so no order may make the curve look better."""
    found = doubt.curve(np.ones(4), np.array([False, True, True, False]), np.zeros(4, bool))
    assert found.errors.tolist() == [0.5, 0.5, 0.5, 0.25, 0.0]


def test_a_picture_without_a_number_is_the_least_sure() -> None:
    """Nothing was found, and that may be wrong."""
    assert doubt.surety(Reading()) == 0.0


def test_it_is_printed_and_drawn(tmp_path: Path) -> None:
    """Percentages at the same shares for every curve, and a picture."""
    found = doubt.curve(np.linspace(0, 1, 100), np.arange(100) >= 10, np.arange(100) < 20)
    text = doubt.table("made", found)
    assert "made, 100 numbers" in text
    assert "20.0 % doubtful, 0.0 % wrong without a doubt" in text
    doubt.draw({"made": found}, tmp_path / "curve.png")
    assert (tmp_path / "curve.png").read_bytes()[1:4] == b"PNG"
