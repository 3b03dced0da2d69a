"""A whole number at once: likelihoods against every alignment there is, and the network that ships."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from digitwise.errors import ModelError
from digitwise.models.onnx_model import read_model
from digitwise.reading.recognition.sequence import (
    STRIP_CONTRACT,
    SYMBOLS,
    WEIGHTS,
    likeliest,
    load_sequence_reader,
    log_likelihoods,
)
from digitwise.reading.recognition.strip import strip_of
from tests.reading.drawings import paper


def collapsed(path: tuple[int, ...]) -> str:
    """What a symbol in each column reads: repetitions are one, and "nothing" parts them."""
    return "".join(SYMBOLS[symbol] for symbol, _ in itertools.groupby(path) if symbol < len(SYMBOLS))


def test_likelihoods_are_sums_over_all_alignments() -> None:
    """Against the definition, by trying every path through five columns of three symbols and nothing."""
    rng = np.random.default_rng(0)
    few = [1, 2, 10, 12]
    chances = np.full((5, 13), 1e-12)
    chances[:, few] = rng.dirichlet(np.ones(4), 5)
    truth: dict[str, float] = {}
    for path in itertools.product(few, repeat=5):
        text = collapsed(path)
        truth[text] = truth.get(text, 0.0) + float(np.prod(chances[range(5), path]))
    texts = ["", "1", "11", "12", "121", "1.2", "22.1", "111", "1111"]
    found = np.exp(log_likelihoods(np.log(chances), texts))
    np.testing.assert_allclose(found, [truth.get(text, 0.0) for text in texts], rtol=1e-6, atol=1e-11)


def test_a_comma_is_a_point() -> None:
    """They are told apart by their shape, not here."""
    chances = np.log(np.random.default_rng(1).dirichlet(np.ones(13), 8))
    one, other = log_likelihoods(chances, ["1,5", "1.5"])
    assert one == other


def test_a_text_longer_than_the_strip_is_impossible() -> None:
    """Two equal symbols need a column between them."""
    chances = np.log(np.full((2, 13), 1 / 13))
    assert np.isneginf(log_likelihoods(chances, ["11", "123"])).all()


def test_likelihoods_of_long_strips_do_not_vanish() -> None:
    """Five hundred columns, each unlikely: the product is far below what a float can hold."""
    chances = np.log(np.full((500, 13), 1 / 13))
    (found,) = log_likelihoods(chances, ["0123456789"])
    assert -1283 < found < -1000


def test_the_network_that_ships_reads_a_strip() -> None:
    """A drawn number, as the strip that it is made into."""
    reader = load_sequence_reader()
    ink = 255 - paper("1047", height=60, pen=5, ink=0, sheet=255)
    assert likeliest(reader.log_probabilities(strip_of(ink, 60))) == "1047"


def test_a_model_that_takes_other_images_is_refused() -> None:
    """The card says what goes in: strips are no images of single digits."""
    with pytest.raises(ModelError, match="describes a model of another kind"):
        read_model(WEIGHTS)
    content, card = read_model(WEIGHTS, STRIP_CONTRACT)
    assert card.classes == (*SYMBOLS, "")
    assert len(content) < 2_000_000
