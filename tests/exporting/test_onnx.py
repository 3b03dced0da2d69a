"""Every layer of the table computes in ONNX Runtime what it computes in Keras."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest

from digitwise import networks
from digitwise.backend import keras
from digitwise.errors import DigitwiseError, ModelError
from digitwise.exporting import export, to_onnx
from digitwise.exporting.nodes import CONVERTERS, MERGERS
from digitwise.models import load_model

layers = keras.layers
FLAT = [layers.Flatten()]
CASES: dict[str, list[Any]] = {
    "Activation": [*FLAT, layers.Dense(6), layers.Activation("tanh")],
    "Activation sigmoid": [*FLAT, layers.Dense(6), layers.Activation("sigmoid")],
    "Activation gelu": [*FLAT, layers.Dense(6), layers.Activation(keras.activations.gelu)],
    "Activation silu": [*FLAT, layers.Dense(6), layers.Activation("silu")],
    "Activation softplus": [*FLAT, layers.Dense(6), layers.Activation("softplus")],
    "Activation softsign": [*FLAT, layers.Dense(6), layers.Activation("softsign")],
    "AveragePooling2D": [layers.AveragePooling2D(3, 2, padding="same")],
    "AveragePooling2D valid": [layers.AveragePooling2D(2)],
    "BatchNormalization": [layers.Conv2D(4, 3), layers.BatchNormalization()],
    "BatchNormalization bare": [layers.BatchNormalization(center=False, scale=False)],
    "Conv2D": [layers.Conv2D(5, (3, 5), padding="same", activation="relu")],
    "Conv2D strided": [layers.Conv2D(5, 3, strides=2, padding="same")],
    "Conv2D even kernel": [layers.Conv2D(5, 4, strides=3, padding="same", use_bias=False)],
    "Conv2D valid": [layers.Conv2D(5, 3, strides=(1, 2))],
    "Conv2D dilated": [layers.Conv2D(5, 3, dilation_rate=2, padding="same")],
    "Conv2D grouped": [layers.Conv2D(4, 3), layers.Conv2D(6, 3, groups=2)],
    "Dense": [*FLAT, layers.Dense(6, activation="relu"), layers.Dense(3, use_bias=False)],
    "DepthwiseConv2D": [layers.Conv2D(3, 3), layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same")],
    "Dropout": [*FLAT, layers.Dropout(0.5)],
    "Flatten": FLAT,
    "GaussianDropout": [*FLAT, layers.GaussianDropout(0.5)],
    "GaussianNoise": [*FLAT, layers.GaussianNoise(0.5)],
    "GlobalAveragePooling2D": [layers.Conv2D(4, 3), layers.GlobalAveragePooling2D()],
    "GlobalMaxPooling2D": [layers.Conv2D(4, 3), layers.GlobalMaxPooling2D()],
    "MaxPooling2D": [layers.Conv2D(4, 3), layers.MaxPooling2D(3, 2, padding="same")],
    "MaxPooling2D valid": [layers.MaxPooling2D(2)],
    "Permute": [layers.Permute((2, 3, 1)), layers.Flatten()],
    "ReLU": [*FLAT, layers.Dense(6), layers.ReLU()],
    "Rescaling": [layers.Rescaling(2.0, offset=-1.0)],
    "Reshape": [layers.Reshape((14, 2, 14, 2)), layers.Permute((1, 3, 2, 4)), layers.Reshape((14, 14, -1))],
    "Softmax": [*FLAT, layers.Dense(6), layers.Softmax()],
    "SpatialDropout2D": [layers.SpatialDropout2D(0.5)],
    "ZeroPadding2D": [layers.ZeroPadding2D(((1, 2), (3, 4)))],
    "Cropping2D": [layers.Cropping2D(((1, 2), (3, 4)))],
}


def _run(document: Any, images: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    session = onnxruntime.InferenceSession(document.SerializeToString(), providers=["CPUExecutionProvider"])
    answer: np.ndarray[Any, Any] = session.run(None, {"images": images})[0]
    return answer


def _images(count: int = 7) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.random.default_rng(3).integers(0, 256, (count, 28, 28), dtype=np.uint8)


def _shake(model: Any) -> None:
    """Move every weight off its first value: a moving mean of 0 and a bias of 0 would hide a mistake.

    Either way, so that sums stay as small as those of networks are, and with them the error of single precision.
    """
    generator = np.random.default_rng(5)
    model.set_weights([w + generator.uniform(-0.3, 0.3, w.shape).astype(w.dtype) for w in model.get_weights()])


def _assert_equal(model: Any) -> None:
    images = _images()
    expected = model.predict(images, verbose=0)
    np.testing.assert_allclose(_run(to_onnx(model), images), expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("case", CASES)
def test_each_layer_equals_keras(case: str) -> None:
    """A small network around each layer gives the numbers that Keras gives."""
    keras.utils.set_random_seed(5)
    before = [layers.Rescaling(1 / 255), layers.Reshape((28, 28, 1))]
    clones = [type(layer).from_config(layer.get_config()) for layer in CASES[case]]
    model = keras.Sequential([keras.Input((28, 28), dtype="uint8"), *before, *clones, layers.Flatten()])
    _shake(model)
    _assert_equal(model)


def test_each_entry_of_the_table_has_a_case() -> None:
    """A layer cannot enter the table without being compared with Keras."""
    assert {case.split()[0] for case in CASES} == set(CONVERTERS)


def test_merging_and_nested_models_equal_keras() -> None:
    """Branches that are added or concatenated, and a model within a model, are written too."""
    inputs = keras.Input((28, 28), dtype="uint8")
    x = layers.Flatten()(layers.Rescaling(1 / 255)(inputs))
    nested = keras.Sequential([keras.Input((784,)), layers.Dense(8, activation="relu")])
    a, b = nested(x), layers.Dense(8)(x)
    merged = layers.Concatenate()([layers.Add()([a, b]), b])
    model = keras.Model(inputs, layers.Dense(10, activation="softmax")(merged))
    _assert_equal(model)
    assert set(MERGERS) == {"Add", "Average", "Concatenate"}


def test_layer_without_onnx_form_is_named() -> None:
    """The error names the layer, its kind, and what could be written."""
    model = keras.Sequential(
        [keras.Input((28, 28), dtype="uint8"), layers.Rescaling(1 / 255), layers.LSTM(3, name="memory")]
    )
    with pytest.raises(ModelError, match=r"'memory' is a LSTM, which has no ONNX form here; known: Activation, Add"):
        to_onnx(model)


def test_unknown_activation_is_named() -> None:
    """An activation outside the table is an error, never left out."""
    model = keras.Sequential([keras.Input((28, 28), dtype="uint8"), *FLAT, layers.Dense(3, activation="hard_sigmoid")])
    with pytest.raises(ModelError, match=r"activation 'hard_sigmoid' has no ONNX form here; known: gelu"):
        to_onnx(model)


def test_exported_files_predict_like_the_model(tmp_path: Path) -> None:
    """Both files of an export, loaded again, answer as the model in memory does; so does the folder."""
    model = networks.classic(hidden_units=20)
    written = export(model, tmp_path / "out")
    assert [path.name for path in written] == ["model.keras", "model.onnx", "card.json"]
    images = _images()
    expected = model.predict(images, verbose=0)
    export(written[0], tmp_path / "again")
    for source in (tmp_path / "out", *written[:2], tmp_path / "again"):
        np.testing.assert_allclose(load_model(source).predict(images), expected, atol=1e-5)


def test_the_same_model_gives_the_same_bytes() -> None:
    """Exporting twice gives one digest, so a digest says which weights these are."""
    model = networks.classic(hidden_units=4)
    assert to_onnx(model).SerializeToString(deterministic=True) == to_onnx(model).SerializeToString(deterministic=True)


def test_onnx_file_alone_cannot_be_exported(tmp_path: Path) -> None:
    """Keras weights cannot be made from ONNX: the message says what to give instead."""
    export(networks.classic(hidden_units=4), tmp_path, ("onnx",))
    with pytest.raises(ModelError, match=r"is ONNX already, .* give its run folder"):
        export(tmp_path / "model.onnx", tmp_path / "again")


def test_unknown_format_names_the_nearest(tmp_path: Path) -> None:
    """A misspelled format is answered with the right one, and nothing is written."""
    with pytest.raises(DigitwiseError, match="unknown format 'onxn'; did you mean 'onnx'"):
        export(networks.classic(hidden_units=4), tmp_path / "out", ("onxn",))
    assert not (tmp_path / "out").exists()
