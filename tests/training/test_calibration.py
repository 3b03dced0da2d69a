"""Temperature and threshold, against cases whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from digitwise.training.shipped.calibration import probabilities, temperature, threshold


@pytest.mark.parametrize("true", [0.5, 1.0, 2.5])
def test_the_temperature_that_labels_were_drawn_at_is_found(true: float) -> None:
    """Labels drawn from the softmax at some temperature give that temperature back."""
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 3, (20_000, 5))
    cumulated = probabilities(logits, true).cumsum(axis=1)
    labels = (cumulated < rng.random((20_000, 1))).sum(axis=1)
    assert temperature(logits, labels) == pytest.approx(true, rel=0.06)


def test_probabilities_of_large_logits_do_not_overflow() -> None:
    """Logits of a thousand are as good as any."""
    np.testing.assert_allclose(probabilities(np.array([[1000.0, 1000.0, -1000.0]])), [[0.5, 0.5, 0.0]])


def test_the_threshold_keeps_the_promised_share_of_errors() -> None:
    """Accepted from the threshold on, one in a hundred is wrong; a little lower, more are."""
    rng = np.random.default_rng(1)
    confidence = rng.random(50_000)
    right = rng.random(50_000) < confidence
    found = threshold(confidence, right)
    assert (~right[confidence >= found]).mean() <= 0.01
    assert (~right[confidence >= found - 0.02]).mean() > 0.01
    assert found == pytest.approx(0.98, abs=0.01)


def test_nothing_is_accepted_where_the_surest_are_wrong() -> None:
    """A threshold of one says that no digit is sure enough."""
    assert threshold(np.array([0.9, 0.8]), np.array([False, False])) == 1.0
    sure = np.ones(3)
    assert not (sure >= threshold(sure, np.zeros(3, bool))).any()


def test_equally_sure_answers_are_accepted_or_refused_together() -> None:
    """Of four answers of one confidence two are wrong: no threshold lies between the right ones and the wrong ones."""
    confidence, right = np.full(4, 0.9), np.array([True, True, False, False])
    assert not (confidence >= threshold(confidence, right)).any()
    surer = np.array([0.95, 0.9, 0.9])
    assert threshold(surer, np.array([True, True, False])) == 0.95


@pytest.mark.parametrize("seed", range(5))
def test_the_promise_holds_where_confidences_repeat(seed: int) -> None:
    """Whatever the order that equal ones come in: at the threshold, no more than one in a hundred is wrong."""
    rng = np.random.default_rng(seed)
    confidence = np.round(rng.random(2000), 2)
    right = rng.random(2000) < confidence**0.1
    accepted = confidence >= threshold(confidence, right)
    assert not accepted.any() or (~right[accepted]).mean() <= 0.01
