"""Probabilities of images that are handed over as digits: the odds that one is none are those of such images."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from digitwise.images import Images
from digitwise.reading.reader import Reader
from digitwise.reading.recognition.classify import Probabilities, handed_over_as_digits
from digitwise.reading.recognition.ensemble import Experts


def posterior(likelihoods: NDArray[np.float64], prior: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bayes' rule: what each row of evidence says of the classes, given how frequent they are."""
    joint = likelihoods * prior
    found: NDArray[np.float64] = joint / joint.sum(axis=1, keepdims=True)
    return found


def test_it_is_bayes_rule_with_fewer_that_are_no_digit() -> None:
    """What the network would have said, had ten times fewer of its training images been no digit."""
    likelihoods = np.random.default_rng(1).gamma(0.3, size=(200, 11))
    trained = np.array([0.088] * 10 + [0.12])
    rarer = np.array([0.088] * 10 + [0.012]) / 0.892
    found = handed_over_as_digits(posterior(likelihoods, trained).astype(np.float32))
    np.testing.assert_allclose(found, posterior(likelihoods, rarer), atol=1e-6)


class Torn:
    """A network that takes every image for a poor 4, or for none."""

    threshold = 0.9

    def classify(self, images: Images) -> Probabilities:
        found = np.zeros((len(images), 11), np.float32)
        found[:, [4, 10]] = 0.3, 0.7
        return found


def test_a_reader_takes_arrays_for_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A poor 4 among images of digits is a 4, and a doubtful one; ink found on a page may still be none."""
    reader, experts = Reader(), Experts(Torn())  # type: ignore[arg-type]
    monkeypatch.setattr(reader, "experts", experts)
    found = reader.classify(np.zeros((3, 28, 28), np.uint8))
    assert found.argmax(axis=1).tolist() == [4, 4, 4]
    assert found.max() < reader.threshold
    assert experts.of_one(np.zeros((1, 28, 28), np.uint8)).argmax() == 10
