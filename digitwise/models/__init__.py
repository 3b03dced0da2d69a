"""Trained models: a run folder, a ``.keras`` or ``.onnx`` file or a Keras model become one thing that predicts."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from digitwise.errors import ModelError
from digitwise.images import Images
from digitwise.models.card import CARD_NAME, Card
from digitwise.models.onnx_model import OnnxModel, load_onnx
from digitwise.models.run_pointer import follow

__all__ = ["CARD_NAME", "Card", "Model", "OnnxModel", "load_model", "load_onnx"]


class Model(Protocol):
    """What every trained model can do, whatever file it came from."""

    name: str

    def predict(self, images: Images) -> NDArray[np.float32]:
        """Return the probabilities ``(n, classes)`` for images ``(n, 28, 28)`` ``uint8``."""
        ...


def load_model(model: Any) -> Model:
    """Load whatever a MODEL may be.

    Args:
        model: A run folder (its ``model.onnx`` is used), a ``.keras`` or ``.onnx`` file, a Keras model, or a `Run`.

    Returns:
        A model with a ``name`` and a ``predict``.

    Raises:
        ModelError: If there is no such file, or it is not what its card says, or it carries code.

    Example:
        >>> from digitwise import networks
        >>> load_model(networks.classic()).predict(np.zeros((1, 28, 28), np.uint8)).shape
        (1, 10)
    """
    if hasattr(model, "history") and hasattr(model, "model"):
        model = model.model
    if not isinstance(model, (str, Path)):
        from digitwise.models.keras_model import KerasModel

        return KerasModel(model)
    path = follow(Path(model))
    if path.is_dir():
        return load_onnx(path / "model.onnx")
    if not path.exists():
        raise ModelError(f"no model at {path}; expected a run folder, a .keras or an .onnx file")
    if path.suffix == ".onnx":
        return load_onnx(path)
    if path.suffix == ".keras":
        from digitwise.models.keras_model import load_keras

        return load_keras(path)
    raise ModelError(f"{path.name} is no model; expected a run folder, a .keras or an .onnx file")
