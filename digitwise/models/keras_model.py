"""Keras models, and ``.keras`` files loaded without running any code they may carry."""

from __future__ import annotations

import io
import json
import logging
import math
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.backend import keras
from digitwise.errors import ModelError
from digitwise.files import read_bounded
from digitwise.images import Images, check_images
from digitwise.models.adapting import adaptation_of, adapted
from digitwise.text import one_line

MAXIMUM_BYTES = 100 * 2**20
"""Of the largest file, packed or unpacked, and of the weights of the largest model."""

LAYER_BYTES = 4 * 2**20
"""What all layers together may give for one image: several times what the widest network here does."""

BATCH = 1000
"""Images that are predicted at once."""

# Eight bits leave half a percent in each of ten probabilities; their sum misses one by less than this.
ROUNDED_SUM = 0.02

log = logging.getLogger("digitwise")


class KerasModel:
    """A Keras model that predicts like every other model here.

    Attributes:
        name: Name of the network.
        keras_model: The Keras model, with layers around it where it wants its images in another shape or scale, or
            answers with logits.
    """

    def __init__(self, model: Any) -> None:
        if not isinstance(model, keras.Model):
            raise ModelError(f"a {type(model).__name__} is no model; expected a run folder, a file or a Keras model")
        self.name = str(model.name)
        found = adaptation_of(model)
        if found is not None:
            log.info(found.sentence(self.name))
        self.keras_model = adapted(model, found)

    def predict(self, images: Images) -> NDArray[np.float32]:
        """Return the probabilities ``(n, classes)`` ``float32`` of images ``(n, 28, 28)`` ``uint8``.

        Models that compute in half precision round each probability; the rows are brought back to a sum of one.
        """
        check_images(images)
        answer = self.keras_model.predict(images, batch_size=BATCH, verbose=0)
        if answer.dtype == np.float32:
            return np.asarray(answer)
        whole = np.asarray(answer, np.float32)
        sums = whole.sum(axis=-1, keepdims=True)
        # Rows that miss one by more than rounding does are no probabilities, and left for others to refuse.
        return np.where(np.abs(sums - 1) < ROUNDED_SUM, whole / sums, whole)


def load_keras(path: Path) -> KerasModel:
    """Load a ``.keras`` file that holds nothing but layers of Keras.

    Args:
        path: The file.

    Returns:
        The model.

    Raises:
        ModelError: If the file is no ``.keras`` file, unpacks to more than 100 MiB, names a Lambda layer or a
            module outside Keras, or needs more memory than `check_memory` lets it. Nothing of it has been run by then.
    """
    config = _config(path)
    try:
        for module, name in _named_objects(config):
            if name == "Lambda" or (module is not None and module.split(".")[0] != "keras"):
                raise ModelError(f"{path} carries code ({module}.{name}), and code from models is not run")
        check_memory(config, str(path))
        return KerasModel(keras.saving.load_model(path, compile=False, safe_mode=True))
    except ModelError:
        raise
    except RecursionError as error:
        raise ModelError(f"{path} cannot be loaded: it is nested too deeply") from error
    except Exception as error:  # Keras raises many kinds for a damaged file
        raise ModelError(f"{path} cannot be loaded: {one_line(error)}") from error


def check_memory(config: dict[str, Any], name: str) -> None:
    """Refuse a model whose weights or layers need more memory than any network for 28×28 pixels does.

    Keras builds the model in a scope in which a variable has a shape and no values, so nothing is allocated: a layer of
    a million million units is as small as any other. It is done in a thread of its own, since Keras keeps a list, for
    each thread, of variables that are to get values later.

    Args:
        config: The configuration of a ``.keras`` file.
        name: What to call the model in an error.

    Raises:
        ModelError: Naming what it needs and what it may.
    """
    with ThreadPoolExecutor(1) as thread:
        weights, layers = thread.submit(_measured, config).result()
    for what, need, most in (("weights", weights, MAXIMUM_BYTES), ("layers for one image", layers, LAYER_BYTES)):
        if need > most:
            raise ModelError(
                f"{name} needs {need / 2**20:,.0f} MiB for its {what}, expected at most {most // 2**20} MiB; nothing "
                "of it was built"
            )


def _measured(config: dict[str, Any]) -> tuple[int, int]:
    """Bytes of the weights, and of what all layers together give for one image, both in float32."""
    with keras.StatelessScope(initialize_variables=False):
        model = keras.saving.deserialize_keras_object(_not_compiled(config), safe_mode=True)
    if not isinstance(model, keras.Model):
        raise ModelError(f"it holds a {type(model).__name__}, expected a model")
    outputs = [tensor for layer in model.layers for tensor in keras.tree.flatten(_output_of(layer))]
    elements = sum(math.prod(size or 1 for size in tensor.shape) for tensor in outputs)
    return sum(4 * math.prod(variable.shape) for variable in model.variables), 4 * elements


def _not_compiled(config: Any) -> Any:
    """A configuration without losses and optimizers, those of models within the model too: they want variables."""
    if isinstance(config, dict):
        return {name: _not_compiled(value) for name, value in config.items() if name != "compile_config"}
    return [_not_compiled(value) for value in config] if isinstance(config, list) else config


def _output_of(layer: Any) -> Any:
    try:
        return layer.output
    except AttributeError:  # a layer that was never called
        return []


def _config(path: Path) -> dict[str, Any]:
    try:
        content = read_bounded(path, MAXIMUM_BYTES)
        if len(content) > MAXIMUM_BYTES:
            raise ModelError(f"{path} is larger than {MAXIMUM_BYTES // 2**20} MiB; refused")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(member.file_size for member in archive.infolist())
            if size > MAXIMUM_BYTES:
                raise ModelError(f"{path} unpacks to {size:,} bytes, more than {MAXIMUM_BYTES // 2**20} MiB; refused")
            config = json.loads(archive.read("config.json"))
    except RecursionError as error:
        raise ModelError(f"{path} is no .keras file: it is nested too deeply") from error
    # What zipfile raises on a damaged archive is not a closed list.
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, RuntimeError) as error:
        raise ModelError(f"{path} is no .keras file: {one_line(error)}") from error
    if not isinstance(config, dict):
        raise ModelError(f"{path} is no .keras file: its config.json holds a {type(config).__name__}")
    return config


def _named_objects(config: Any) -> Iterator[tuple[str | None, str]]:
    """Every (module, class name) that a Keras configuration would have loaded."""
    if isinstance(config, dict):
        if "class_name" in config:
            module = config.get("module")
            yield None if module is None else str(module), str(config["class_name"])
        for value in config.values():
            yield from _named_objects(value)
    elif isinstance(config, list):
        for value in config:
            yield from _named_objects(value)
