"""Files that older versions of Keras open: arguments that they do not know are left out where nothing is lost."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitwise import networks
from digitwise.backend import keras
from digitwise.exporting import write_keras
from digitwise.exporting.portable import without_defaults


def _objects(config: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of a configuration: its class and its arguments."""
    if isinstance(config, dict):
        if isinstance(config.get("config"), dict):
            yield str(config.get("class_name")), config["config"]
        for value in config.values():
            yield from _objects(value)
    elif isinstance(config, list):
        for value in config:
            yield from _objects(value)


@pytest.mark.parametrize("name", networks.NETWORKS)
def test_a_file_names_no_argument_that_is_newer_than_keras_3_8(name: str, tmp_path: Path) -> None:
    """Keras 3.15 writes four of them into every file, and Keras 3.8 refuses each."""
    path = write_keras(networks.build(name), tmp_path)
    with zipfile.ZipFile(path) as archive:
        found = {argument for _, config in _objects(json.loads(archive.read("config.json"))) for argument in config}
    assert not found & {"input_axes", "output_axes", "quantization_config", "renorm", "renorm_momentum"}
    assert {"units", "activation", "scale"} <= found


def test_a_file_without_them_is_the_same_model(tmp_path: Path) -> None:
    """It answers the same, is compiled the same, and its configuration is what it was."""
    model = networks.classic(hidden_units=8)
    model.compile(optimizer="adamw", loss="categorical_crossentropy", metrics=["accuracy"])
    model.train_on_batch(np.zeros((1, 28, 28), np.uint8), np.eye(10)[:1])
    again = keras.saving.load_model(write_keras(model, tmp_path))
    images = np.random.default_rng(0).integers(0, 256, (5, 28, 28), dtype=np.uint8)
    np.testing.assert_array_equal(again.predict(images, verbose=0), model.predict(images, verbose=0))
    assert again.optimizer.get_config() == model.optimizer.get_config()
    for mine, theirs in zip(model.layers, again.layers, strict=True):
        assert mine.get_config().keys() == theirs.get_config().keys()


def test_what_says_something_stays() -> None:
    """A value of its own, an argument that must be named, and everything of a class that is not Keras'."""
    dense = {
        "module": "keras.layers",
        "class_name": "Dense",
        "config": {"units": None, "quantization_config": {"a": 1}},
    }
    own = {"module": "mine", "class_name": "Dense", "config": {"quantization_config": None}}
    assert without_defaults(own) == own
    assert "quantization_config" in without_defaults(dense)["config"]
    normal = {
        "module": "keras.layers",
        "class_name": "BatchNormalization",
        "config": {"renorm": True, "epsilon": 0.001},
    }
    assert without_defaults(normal) == normal
