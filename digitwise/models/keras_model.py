"""Keras models, and ``.keras`` files loaded without running any code they may carry."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.backend import keras
from digitwise.errors import ModelError
from digitwise.images import Images, check_images

MAXIMUM_BYTES = 100 * 2**20
BATCH = 1000


class KerasModel:
    """A Keras model that predicts like every other model here.

    Attributes:
        name: Name of the network.
        keras_model: The Keras model itself.
    """

    def __init__(self, model: Any) -> None:
        if not isinstance(model, keras.Model):
            raise ModelError(f"a {type(model).__name__} is no model; expected a run folder, a file or a Keras model")
        self.name = str(model.name)
        self.keras_model = model

    def predict(self, images: Images) -> NDArray[np.float32]:
        """Return the probabilities ``(n, classes)`` ``float32`` of images ``(n, 28, 28)`` ``uint8``."""
        check_images(images)
        answer: NDArray[np.float32] = self.keras_model.predict(images, batch_size=BATCH, verbose=0)
        return answer


def load_keras(path: Path) -> KerasModel:
    """Load a ``.keras`` file that holds nothing but layers of Keras.

    Args:
        path: The file.

    Returns:
        The model.

    Raises:
        ModelError: If the file is no ``.keras`` file, unpacks to more than 100 MiB, or names a Lambda layer or a
            module outside Keras. Nothing of it has been run by then.
    """
    for module, name in _named_objects(_config(path)):
        if name == "Lambda" or (module is not None and module.split(".")[0] != "keras"):
            raise ModelError(f"{path} carries code ({module}.{name}), and code from models is not run")
    try:
        return KerasModel(keras.saving.load_model(path, compile=False, safe_mode=True))
    except ModelError:
        raise
    except Exception as error:  # Keras raises many kinds for a damaged file
        raise ModelError(f"{path} cannot be loaded: {str(error).splitlines()[0]}") from error


def _config(path: Path) -> Any:
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
            if size > MAXIMUM_BYTES:
                raise ModelError(f"{path} unpacks to {size:,} bytes, more than {MAXIMUM_BYTES // 2**20} MiB; refused")
            return json.loads(archive.read("config.json"))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ModelError(f"{path} is no .keras file: {error}") from error


def _named_objects(config: Any) -> Iterator[tuple[str | None, str]]:
    """Every (module, class name) that a Keras configuration would have loaded."""
    if isinstance(config, dict):
        if "class_name" in config:
            yield config.get("module"), str(config["class_name"])
        for value in config.values():
            yield from _named_objects(value)
    elif isinstance(config, list):
        for value in config:
            yield from _named_objects(value)
