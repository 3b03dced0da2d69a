"""A training that goes on from the ONNX file of a network that ships."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitwise import networks
from digitwise.backend import keras
from digitwise.data import Dataset
from digitwise.errors import TrainingError
from digitwise.models.onnx_model import read_model
from digitwise.reading.recognition.sequence import PAPER_SYMBOLS, STRIP_CONTRACT, SequenceReader
from digitwise.training import augmentation
from digitwise.training.augmentation.printed_paper import sheets
from digitwise.training.shipped import paper_recipe, recipe, sequence_recipe
from digitwise.training.shipped.continuing import expect_statistics, take_over
from digitwise.training.shipped.torch_training import Settings

CONTENT = (paper_recipe.FOLDER / "paper.onnx").read_bytes()


def taken_over(content: bytes) -> Any:
    """A Keras model with the weights of a file."""
    model = networks.paper_reader(len(PAPER_SYMBOLS))
    take_over(model, content)
    return model


def composed(data: Dataset) -> list[np.ndarray]:
    """Strips of numbers on printed paper."""
    originals = augmentation.Originals.of(data.train_images, data.train_labels)
    return [strips for strips, _ in sheets.batches(originals, 1, 0, 8)]


def test_the_network_of_the_file_is_taken_over(tiny: Dataset) -> None:
    """It gives the probabilities that ONNX Runtime gives, whatever its normalization expects."""
    batches = composed(tiny)[:1]
    model = taken_over(CONTENT)
    expected = np.exp(SequenceReader(CONTENT).log_probabilities(batches[0][0]))
    np.testing.assert_allclose(model.predict(batches[0][:1], verbose=0)[0, 0], expected, atol=1e-4)
    expect_statistics(model, batches)
    np.testing.assert_allclose(model.predict(batches[0][:1], verbose=0)[0, 0], expected, atol=1e-4)


def test_a_training_begins_where_the_file_ended(tiny: Dataset) -> None:
    """Normalized by their own mean and variance, features are nearly what they were; without that they are far off."""
    batches = composed(tiny)
    model = taken_over(CONTENT)
    strips = np.concatenate([batch[:, :, :40] for batch in batches])
    off = []
    for _ in range(2):
        training, reading = (keras.ops.convert_to_numpy(model(strips, training=mode)) for mode in (True, False))
        off.append((training.argmax(axis=-1) != reading.argmax(axis=-1)).mean())
        expect_statistics(model, [strips])
    assert off[0] > 4 * off[1]
    assert off[1] < 0.03


def test_halfway_is_the_mean_of_what_files_hold() -> None:
    """Of a file and itself, nothing changes; of two files, each weight is the mean."""
    assert paper_recipe.halfway(CONTENT, CONTENT) == recipe.onnx_of(taken_over(CONTENT))
    model = taken_over(CONTENT)
    model.set_weights([2 * weight for weight in model.get_weights()])
    between = taken_over(paper_recipe.halfway(CONTENT, recipe.onnx_of(model)))
    kernels = [some.layers[2].get_weights()[0] for some in (taken_over(CONTENT), between)]
    np.testing.assert_allclose(kernels[1], 1.5 * kernels[0], rtol=2e-3)


def test_a_file_of_another_network_is_refused() -> None:
    """Naming the layer that does not fit."""
    model = networks.paper_reader(len(PAPER_SYMBOLS))
    content = (sequence_recipe.FOLDER / "sequence.onnx").read_bytes()
    with pytest.raises(
        TrainingError, match=r"weights of \[.*\] for layer 'conv2d.*', which needs .*nothing was trained"
    ):
        take_over(model, content)
    with pytest.raises(TrainingError, match="more layers than sequence_reader; nothing was trained"):
        take_over(keras.Sequential(networks.sequence_reader().layers[:-2], name="sequence_reader"), CONTENT)


def test_the_card_tells_what_it_went_on_from(tiny: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trained for a moment: the file is another one, and as good a network still."""
    pytest.importorskip("torch")
    monkeypatch.setattr(recipe, "HELD_BACK", 60)
    monkeypatch.setattr(paper_recipe, "measured", lambda *_: {"numbers": 0})
    for name in ("paper.onnx", "card.json"):
        shutil.copy(paper_recipe.FOLDER / name, tmp_path)
    _, before = read_model(tmp_path / "paper.onnx", STRIP_CONTRACT)
    card = paper_recipe.continue_weights(tiny, Settings(epochs=1, batch_size=24, learning_rate=1e-6), tmp_path)
    content, written = read_model(tmp_path / "paper.onnx", STRIP_CONTRACT)
    assert card.sha256 == written.sha256 != before.sha256
    assert written.training["continued_from"] == before.sha256
    assert written.training["before"] == json.loads(json.dumps(before.training))
    strip = composed(tiny)[0][0]
    now, then = (SequenceReader(some).log_probabilities(strip) for some in (content, CONTENT))
    assert (now.argmax(axis=1) == then.argmax(axis=1)).mean() > 0.95
