"""An ONNX file is proved to answer as its model before it is written, whatever arithmetic the model computes in."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitwise import networks
from digitwise.backend import keras
from digitwise.data import load_dataset
from digitwise.errors import ModelError
from digitwise.evaluation.evaluate import evaluate
from digitwise.exporting import export, nodes, proof
from digitwise.models import load_model

PRECISION = {
    "float32": 1e-5,
    "float16": 8 * 2.0**-11,
    "mixed_float16": 8 * 2.0**-11,
    "bfloat16": 8 * 2.0**-8,
    "mixed_bfloat16": 8 * 2.0**-8,
}
QUANTIZED = {"int8": True, "int4": False, "float8": False}
"""What `model.quantize` makes, and whether it has an ONNX form here."""


@pytest.fixture
def policy() -> Iterator[None]:
    """Keras' policy for new layers is what it was, when a test is over."""
    before = keras.config.dtype_policy()
    yield
    keras.config.set_dtype_policy(before)


@pytest.fixture(scope="module")
def weights() -> list[Any]:
    """Those of the small classic network after a few steps on digits, so that its answers are sure."""
    keras.utils.set_random_seed(1)
    data, model = load_dataset("digits"), networks.classic(hidden_units=32)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    model.fit(data.train_images, data.train_labels, epochs=2, batch_size=32, verbose=0)
    found: list[Any] = model.get_weights()
    return found


def learned(weights: list[Any]) -> Any:
    """A small classic network of Keras' policy with these weights."""
    model = networks.classic(hidden_units=32)
    model.set_weights(weights)
    return model


@pytest.mark.parametrize("name", PRECISION)
def test_every_policy_of_keras_is_exported_and_measured(
    name: str, weights: list[Any], tmp_path: Path, policy: None
) -> None:
    """The file answers as the model within the rounding of the model's own arithmetic; `evaluate` takes both."""
    keras.config.set_dtype_policy(name)
    model = learned(weights)
    export(model, tmp_path)
    keras_report = evaluate(tmp_path / "model.keras", "digits")
    onnx_report = evaluate(tmp_path / "model.onnx", "digits")
    assert abs(keras_report.accuracy - onnx_report.accuracy) < 0.01
    images = load_dataset("digits").test_images
    answers = load_model(tmp_path / "model.onnx").predict(images)
    np.testing.assert_allclose(load_model(model).predict(images), answers, atol=2 * PRECISION[name])
    assert proof.tolerance_of(model) == (name.removeprefix("mixed_"), PRECISION[name])


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("mode", QUANTIZED)
def test_a_quantized_model_is_exported_exactly_or_not_at_all(mode: str, weights: list[Any], tmp_path: Path) -> None:
    """int8 has the same integers in the file; of the others nothing is left behind, and `evaluate` takes them all."""
    model = learned(weights)
    whole = evaluate(model, "digits").accuracy
    model.quantize(mode)
    assert evaluate(model, "digits").accuracy > whole - 0.05
    if not QUANTIZED[mode]:
        with pytest.raises(ModelError, match=f"layer 'dense.*' is quantized to {mode}, which has no ONNX form here"):
            export(model, tmp_path / "out")
        assert not (tmp_path / "out").exists()
        return
    export(model, tmp_path / "out")
    images = load_dataset("digits").test_images
    expected = model.predict(images, verbose=0)
    np.testing.assert_allclose(load_model(tmp_path / "out").predict(images), expected, atol=1e-5)


def test_a_file_that_answers_otherwise_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A converter that is wrong by a little is found out on digits, and the folder is not even made."""
    shifted = nodes.CONVERTERS["Rescaling"]
    monkeypatch.setitem(
        nodes.CONVERTERS,
        "Rescaling",
        lambda graph, layer, x: graph.node(
            "Add", shifted(graph, layer, x), graph.constant(np.array(0.01, np.float32), "wrong")
        ),
    )
    with pytest.raises(ModelError, match=r"answers otherwise than the model, by up to .* nothing was written"):
        export(networks.classic(hidden_units=32), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_proof_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """How near, in which arithmetic, on how many digits."""
    caplog.set_level(logging.INFO, "digitwise")
    export(networks.classic(hidden_units=8), tmp_path)
    assert any(line.startswith("ONNX      equals the float32 model within ") for line in caplog.messages)
