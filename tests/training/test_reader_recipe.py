"""The recipe of the shipped weights: its parts with the usual Keras, the whole of it where PyTorch is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitwise import networks
from digitwise.backend import keras
from digitwise.data import Dataset
from digitwise.errors import ModelError, TrainingError, UsageError
from digitwise.exporting import to_onnx
from digitwise.images import Images
from digitwise.models import Card, OnnxModel, load_onnx
from digitwise.training import reader_recipe
from digitwise.training.reader_training import Settings, _learning_rate, train


def small() -> keras.Model:
    """Every kind of layer that the network has, in small."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28), dtype="uint8"),
            layers.Rescaling(1 / 255),
            layers.Reshape((28, 28, 1)),
            layers.Conv2D(4, 3, strides=2, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Conv2D(6, 3, padding="same"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.4),
            layers.Dense(11, activation="softmax"),
        ]
    )


def random_weights(model: keras.Model) -> keras.Model:
    """The model with weights that are nowhere zero or one, batch statistics included."""
    rng = np.random.default_rng(0)
    for layer in model.layers:
        # Small enough that the softmax does not saturate and hide a difference.
        shapes = [weight.shape for weight in layer.get_weights()]
        layer.set_weights([rng.normal(0, 0.1, s) if len(s) > 1 else rng.uniform(0.1, 0.9, s) for s in shapes])
    return model


def noise(count: int) -> Images:
    """Images of which no two pixels are alike."""
    return np.random.default_rng(1).integers(0, 256, (count, 28, 28)).astype(np.uint8)


def test_the_network_has_eleven_answers_and_fits_the_package() -> None:
    """Ten digits and "not a digit", in less than two megabytes."""
    model = networks.reader()
    assert model.output_shape == (None, 11)
    assert model.count_params() == 480_731
    assert len(to_onnx(model).SerializeToString()) < 2_000_000


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


def test_calm_epochs_need_calm_images(tiny: Dataset) -> None:
    """They are refused before anything is trained."""
    with pytest.raises(UsageError, match="calm_epochs is 2, expected 0: this task has no calm images"):
        train(small(), tiny.train_images, tiny.train_labels, Settings(calm_epochs=2))


def test_cooling_is_part_of_the_weights() -> None:
    """After it the network's outputs are those of before, at the temperature that was found."""
    model = random_weights(small())
    images = noise(40)
    before = model.predict(images, verbose=0)
    warmth = reader_recipe.cool(model, images, before.argmax(axis=1).astype(np.uint8))
    expected = before ** (1 / warmth)
    np.testing.assert_allclose(
        model.predict(images, verbose=0), expected / expected.sum(axis=1, keepdims=True), atol=1e-5
    )
    assert warmth < 0.5  # labels that the network is always right about ask for more confidence


def test_figures_count_what_is_accepted() -> None:
    """Accuracy takes the best digit; accepted is what the network calls a digit with enough confidence."""
    model = random_weights(small())
    images = noise(60)
    content = to_onnx(model).SerializeToString()
    card = Card(name="small", sha256=hashlib.sha256(content).hexdigest(), classes=reader_recipe.CLASS_NAMES)
    card.calibration["threshold"] = 0.0
    network = OnnxModel(content, card)
    found = network.predict(images)
    labels = found[:, :10].argmax(axis=1).astype(np.uint8)
    spoiled = labels.copy()
    spoiled[:15] = 10
    measured = reader_recipe.figures(network, (images, labels), (images, spoiled), (images, (labels + 1) % 10))
    taken = float((found.argmax(axis=1) < 10).mean())
    assert measured["held_back"]["accuracy"] == 1
    assert measured["held_back"]["doubtful"] == pytest.approx(1 - taken, abs=1e-4)
    assert measured["held_back_distorted"]["images"] == 45
    assert measured["not_a_digit"]["images"] == 15
    assert measured["test"]["accuracy"] == 0


def test_the_shipped_weights_are_what_their_card_says() -> None:
    """Digest, classes, calibration and size of what lies in the package."""
    model = load_onnx(reader_recipe.WEIGHTS / "reader.onnx")
    assert model.card.classes == reader_recipe.CLASS_NAMES
    assert 0.5 < model.card.calibration["threshold"] < 1
    assert model.card.figures["test"]["accuracy"] >= 0.995
    assert sum(path.stat().st_size for path in reader_recipe.WEIGHTS.iterdir()) <= 2_000_000
    assert "/" not in json.dumps(model.card.data)


def test_a_layer_without_a_mirror_is_named() -> None:
    """Nothing is trained, and the message says which layer it was and which are known."""
    pytest.importorskip("torch")
    from digitwise.training.torch_mirror import mirror

    model = keras.Sequential([keras.Input((28, 28)), keras.layers.LSTM(3, name="memory")])
    with pytest.raises(TrainingError, match=r"layer 'memory' is a LSTM, .*; known: BatchNormalization, Conv2D, Dense"):
        mirror(model)


def test_the_mirror_computes_what_keras_computes() -> None:
    """Uneven padding, batch statistics and the order of flattening included; and weights come back unchanged."""
    torch = pytest.importorskip("torch")
    from digitwise.training.reader_training import as_tensor
    from digitwise.training.torch_mirror import give_back, mirror

    model, images = random_weights(small()), noise(8)
    reflected = mirror(model).eval()
    with torch.no_grad():
        logits = reflected(as_tensor(images)).double().numpy()
    expected = model.predict(images, verbose=0)
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    np.testing.assert_allclose(raised / raised.sum(axis=1, keepdims=True), expected, atol=1e-5)
    other = small()
    give_back(reflected, other)
    for one, two in zip(other.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)


def test_the_recipe_gives_the_same_file_again(tiny: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Same seed, same digest, whatever the number of workers; another seed, another file; and it can be loaded."""
    pytest.importorskip("torch")
    monkeypatch.setattr(reader_recipe, "HELD_BACK", 60)
    settings = Settings(epochs=1, batch_size=60)
    first = reader_recipe.make_weights(tiny, settings, tmp_path / "one", workers=1)
    second = reader_recipe.make_weights(tiny, settings, tmp_path / "two", workers=2)
    third = reader_recipe.make_weights(tiny, replace(settings, seed=2), tmp_path / "three", workers=1)
    assert first.sha256 == second.sha256 != third.sha256
    model = load_onnx(tmp_path / "one" / "reader.onnx")
    assert model.predict(tiny.test_images).shape == (60, 11)
    assert model.card.data == {"name": "custom", "digest": tiny.digest, "train_images": 240, "held_back": 60}


def test_a_loss_that_is_no_number_ends_the_training(tiny: Dataset) -> None:
    """The message names the epoch and what to do."""
    pytest.importorskip("torch")
    settings = Settings(epochs=1, batch_size=60, learning_rate=float("inf"))
    with pytest.raises(TrainingError, match="epoch 1 of 1: the loss is nan; train with a lower learning rate"):
        train(small(), tiny.train_images, tiny.train_labels, settings)


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    """One byte of the shipped file changed, and it is not loaded."""
    content = bytearray((reader_recipe.WEIGHTS / "reader.onnx").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "reader.onnx").write_bytes(bytes(content))
    (tmp_path / "card.json").write_bytes((reader_recipe.WEIGHTS / "card.json").read_bytes())
    with pytest.raises(ModelError, match="is not the file its card describes"):
        load_onnx(tmp_path / "reader.onnx")
