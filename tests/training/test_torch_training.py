"""The training in PyTorch: its parts everywhere, the whole of it where PyTorch is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from digitwise.data import Dataset
from digitwise.errors import TrainingError
from digitwise.training.shipped.torch_training import DIGITS, Settings, _learning_rate, computes_in_bfloat16, train
from tests.training.small import random_weights, small


def test_the_learning_rate_rises_and_falls() -> None:
    """From nearly nothing to the peak, and along half a cosine to nearly nothing."""
    rates = [_learning_rate(step, 4000, 0.003) for step in range(4000)]
    assert rates[0] < 0.0001
    assert max(rates) == pytest.approx(0.003)
    assert int(np.argmax(rates)) in (299, 300)
    assert rates[-1] < 1e-6
    assert rates[2150] == pytest.approx(0.0015, rel=0.01)


def test_the_calm_epochs_follow_with_little_steps_and_other_chance() -> None:
    """All else stays as it was."""
    settings = Settings(epochs=9, learning_rate=0.005, seed=4, calm_epochs=2, calm_rate=0.001, batch_size=7)
    assert settings.calm() == replace(settings, epochs=2, learning_rate=0.001, seed=5)


def test_a_loss_that_is_no_number_ends_the_training(tiny: Dataset) -> None:
    """The message names the epoch and what to do."""
    pytest.importorskip("torch")
    settings = Settings(epochs=1, batch_size=60, learning_rate=float("inf"))
    with pytest.raises(TrainingError, match="epoch 1 of 1: the loss is nan; train with a lower learning rate"):
        train(small(), tiny.train_images, tiny.train_labels, settings)


def test_what_is_kept_is_the_mean_of_before_and_after_the_calm_epochs(
    tiny: Dataset, caplog: pytest.LogCaptureFixture
) -> None:
    """The weights of a training without calm epochs, and of one of calm images from there, halfway between."""
    pytest.importorskip("torch")
    caplog.set_level("INFO", "digitwise")
    settings = Settings(epochs=1, batch_size=60)
    kept = {}
    for calm_epochs in (0, 1):
        kept[calm_epochs] = random_weights(small())
        with_calm = replace(settings, calm_epochs=calm_epochs, calm_rate=1e-2)
        train(kept[calm_epochs], tiny.train_images, tiny.train_labels, with_calm, task=DIGITS)
    named = [message.partition(": ")[2].partition(" of ")[0] for message in caplog.messages if " of " in message]
    assert named == ["epoch 1", "epoch 1", "calm epoch 1"]
    before, half = kept[0].get_weights(), kept[1].get_weights()
    calm = replace(settings.calm(), epochs=1, learning_rate=1e-2)
    train(kept[0], tiny.train_images, tiny.train_labels, calm, task=DIGITS._replace(make=DIGITS.calm))
    after = kept[0].get_weights()
    assert max(np.abs(one - two).max() for one, two in zip(before, after, strict=True)) > 1e-3
    for one, two, found in zip(before, after, half, strict=True):
        np.testing.assert_allclose(found, (one + two) / 2, atol=1e-6)


@pytest.mark.parametrize(("capability", "expected"), [("AVX2", False), ("AVX512", True)])
def test_bfloat16_is_for_processors_that_are_quick_in_it(
    capability: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without AVX-512 its convolutions take ten times as long as those in float32."""
    torch = pytest.importorskip("torch")
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: capability)
    assert computes_in_bfloat16() is expected
