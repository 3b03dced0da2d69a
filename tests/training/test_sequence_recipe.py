"""The recipe of the network that reads whole numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitwise import networks
from digitwise.data import Dataset
from digitwise.models.onnx_model import read_model
from digitwise.reading.recognition.sequence import STRIP_CONTRACT, SYMBOLS, SequenceReader, log_likelihoods
from digitwise.training.augmentation import numbers
from digitwise.training.shipped import paper_recipe, recipe, sequence_recipe
from digitwise.training.shipped.sequence_loss import sequence_loss
from digitwise.training.shipped.torch_training import Settings


def test_it_begins_by_saying_nothing() -> None:
    """On bare paper "nothing" is e⁴ times as likely as any symbol, in every column."""
    model = sequence_recipe.begun(networks.sequence_reader())
    found = model.predict(np.zeros((1, 28, 60), np.uint8), verbose=0)[0, 0]
    np.testing.assert_allclose(found[:, -1] / found[:, :-1].max(axis=1), np.exp(4), rtol=1e-4)


def test_the_loss_is_what_reading_computes() -> None:
    """Minus the log likelihood of the text by the code that reads, a symbol; padding is no part of the text."""
    torch = pytest.importorskip("torch")
    logits = torch.from_numpy(np.random.default_rng(0).normal(size=(2, len(SYMBOLS) + 1, 1, 9)).astype(np.float32))
    symbols = torch.tensor([[4, 4, 10, 2], [7, 1, -1, -1]])
    chances = torch.log_softmax(logits[:, :, 0], dim=1).double().numpy()
    expected = [
        -log_likelihoods(rows.T, [text])[0] / len(text) for rows, text in zip(chances, ["44.2", "71"], strict=True)
    ]
    assert float(sequence_loss(logits, symbols, 0)) == pytest.approx(np.mean(expected), rel=1e-4)


def test_the_recipe_makes_a_model_that_reads_strips(
    tiny: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trained for a moment: twice the same file, its card names the symbols, and it takes strips."""
    pytest.importorskip("torch")
    monkeypatch.setattr(recipe, "HELD_BACK", 60)
    monkeypatch.setattr(sequence_recipe, "measured", lambda *_: {"numbers": 0})
    monkeypatch.setattr(paper_recipe, "measured", lambda *_: {"numbers": 0})
    monkeypatch.setattr(paper_recipe, "SETTINGS", Settings(epochs=1, batch_size=24))
    settings = Settings(epochs=1, batch_size=24, calm_epochs=1, calm_rate=1e-3)
    first = sequence_recipe.make_weights(tiny, settings, tmp_path / "one")
    second = sequence_recipe.make_weights(tiny, replace(settings), tmp_path / "two", workers=2)
    assert first.sha256 == second.sha256
    content, card = read_model(tmp_path / "one" / "sequence.onnx", STRIP_CONTRACT)
    assert card.classes == (*SYMBOLS, "")
    assert SequenceReader(content).log_probabilities(np.zeros((28, 44), np.uint8)).shape == (22, 13)


def test_more_symbols_and_context_leave_the_others_as_they_are() -> None:
    """The network for printed paper begins by reading what the other reads; new signs are less likely than nothing."""
    model = sequence_recipe.begun(networks.sequence_reader())
    grown = paper_recipe.with_context(model, 1)
    strips = np.random.default_rng(0).integers(0, 255, (2, 28, 60)).astype(np.uint8)
    one, other = model.predict(strips, verbose=0), grown.predict(strips, verbose=0)
    same = other[..., [*range(12), 18]]
    np.testing.assert_allclose(same / same.sum(axis=-1, keepdims=True), one, atol=1e-5)
    assert (other[..., 12:18] < other[..., -1:]).all()


def test_only_the_exact_text_counts(tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of four strips with the texts 7, 77, 7 and 1, a network that reads 7 everywhere has two right."""
    made = ((np.zeros((28, 40), np.uint8), text) for text in ("7", "77", "7", "1"))
    monkeypatch.setattr(numbers, "example", lambda *_: next(made))
    monkeypatch.setattr(sequence_recipe, "likeliest", lambda _: "7")
    content = (sequence_recipe.FOLDER / "sequence.onnx").read_bytes()
    measured = sequence_recipe.measured(content, tiny.train_images, tiny.train_labels, 4)
    assert measured == {"numbers": 4, "exactly_right": 0.5}
