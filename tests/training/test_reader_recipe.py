"""The recipe of `reader`: cooling, figures, and the weights that ship."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import numpy_helper
from onnx.reference import ReferenceEvaluator

from digitwise import networks
from digitwise.data import Dataset
from digitwise.errors import ModelError
from digitwise.exporting import to_onnx
from digitwise.models import Card, OnnxModel, load_onnx
from digitwise.training.shipped import reader_recipe, recipe
from digitwise.training.shipped.recipe import WEIGHTS
from tests.training.small import noise, random_weights, small


def test_the_network_has_eleven_answers_and_fits_the_package() -> None:
    """Ten digits and "not a digit", in less than two megabytes."""
    model = networks.reader()
    assert model.output_shape == (None, 11)
    assert model.count_params() == 480_731
    assert len(to_onnx(model).SerializeToString()) < 2_000_000


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
    model = load_onnx(WEIGHTS / "reader.onnx")
    assert model.card.classes == reader_recipe.CLASS_NAMES
    assert 0.5 < model.card.calibration["threshold"] < 1
    assert model.card.figures["test"]["accuracy"] >= 0.995
    assert sum(path.stat().st_size for path in WEIGHTS.iterdir()) <= 2_000_000
    assert "/" not in json.dumps(model.card.data)


def test_the_card_says_what_was_quantized(tiny: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Digest of the file before, the threshold as it was, and figures of the file that is written."""
    monkeypatch.setattr(recipe, "HELD_BACK", 60)
    content = to_onnx(random_weights(small())).SerializeToString()
    before = Card("reader", hashlib.sha256(content).hexdigest(), classes=reader_recipe.CLASS_NAMES, seed=1)
    before.calibration["threshold"] = 0.9
    recipe.write(tmp_path / "before" / "reader.onnx", content, before)
    card = reader_recipe.quantize(tmp_path / "before" / "reader.onnx", tiny, tmp_path / "after")
    model = load_onnx(tmp_path / "after" / "reader.onnx")
    assert model.card == card
    assert card.training == {"quantized_from": before.sha256}
    assert card.sha256 != before.sha256
    assert card.calibration == {"threshold": 0.9}
    assert card.figures["held_back"]["images"] == 60
    assert set(card.versions) == {"onnxruntime"}


def test_the_runtime_computes_what_the_standard_says() -> None:
    """Probabilities of the shipped network beside those of ONNX's own reference, which is written in NumPy."""
    images = noise(3)
    images[:, :, :8] = images[:, 20:] = 0
    expected = next(iter(ReferenceEvaluator(onnx.load(WEIGHTS / "reader.onnx")).run(None, {"images": images})))
    np.testing.assert_allclose(load_onnx(WEIGHTS / "reader.onnx").predict(images), expected, atol=0.02)


def test_the_shipped_weights_are_integers_of_seven_bits() -> None:
    """All but the first layer and the last: no processor's sums of two products overflow."""
    held = [numpy_helper.to_array(one) for one in onnx.load(WEIGHTS / "reader.onnx").graph.initializer]
    kernels = [one for one in held if one.ndim == 4]
    assert [one.dtype == np.int8 for one in kernels].count(True) == 7
    assert [one.shape for one in kernels if one.dtype == np.float32] == [(16, 1, 3, 3)]
    assert max(int(np.abs(one.astype(int)).max()) for one in kernels if one.dtype == np.int8) <= 64


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    """One byte of the shipped file changed, and it is not loaded."""
    content = bytearray((WEIGHTS / "reader.onnx").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "reader.onnx").write_bytes(bytes(content))
    (tmp_path / "card.json").write_bytes((WEIGHTS / "card.json").read_bytes())
    with pytest.raises(ModelError, match="is not the file its card describes"):
        load_onnx(tmp_path / "reader.onnx")
