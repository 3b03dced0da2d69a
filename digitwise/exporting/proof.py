"""Proof that an ONNX file answers as the Keras model that it was made from."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np

from digitwise.backend import exact_products
from digitwise.data import load_dataset
from digitwise.errors import ModelError
from digitwise.images import SIDE, Images
from digitwise.models.onnx_model import open_session

log = logging.getLogger("digitwise")

COUNT = 500
# float32 leaves 1e-7 in each number; sums of a thousand of them, taken in another order, differ by less than this.
TOLERANCE = 1e-5
# Half of the distance between 1 and the next number. An ONNX file computes in float32 what the model rounds so at every
# layer; eight such errors are more than a network of a dozen layers ever added up to.
ROUNDING = {"float16": 2.0**-11, "bfloat16": 2.0**-8}


def prove(content: bytes, model: Any, images: Images | None = None) -> None:
    """Run an ONNX file and the Keras model that it was made from on the same digits, and compare the probabilities.

    Args:
        content: The ONNX file.
        model: The Keras model.
        images: ``(n, 28, 28)`` ``uint8``, of which the first 500 are taken; None for digits of scikit-learn.

    Raises:
        ModelError: If the answers differ by more than 1e-5, or by more than the rounding of the model's own arithmetic
            where that is coarser.
    """
    shown = _fitting(images if images is not None else load_dataset("digits").test_images, model)[:COUNT]
    with exact_products():
        expected = np.asarray(model.predict(shown, batch_size=COUNT, verbose=0), np.float32)
    session = open_session(content, str(model.name))
    answers = session.run(None, {session.get_inputs()[0].name: shown})[0]
    difference = float(np.abs(answers - expected).max())
    precision, bound = tolerance_of(model)
    # Compared this way round, NaN is refused too.
    if not difference <= bound:
        raise ModelError(
            f"the ONNX file of '{model.name}' answers otherwise than the model, by up to {difference:.2g} on "
            f"{len(shown)} digits, expected at most {bound:.2g} ({precision} arithmetic); nothing was written"
        )
    log.info("ONNX      equals the %s model within %.1g on %d digits", precision, max(difference, 1e-9), len(shown))


def tolerance_of(model: Any) -> tuple[str, float]:
    """The coarsest arithmetic of a model, and how far an ONNX file may be from it.

    Example:
        >>> from digitwise.networks import classic
        >>> tolerance_of(classic())
        ('float32', 1e-05)
    """
    kinds = {str(layer.compute_dtype) for layer in model._flatten_layers()}
    coarsest = max(kinds & set(ROUNDING), key=lambda kind: ROUNDING[kind], default="float32")
    return coarsest, 8 * ROUNDING[coarsest] if coarsest in ROUNDING else TOLERANCE


def _fitting(images: Images, model: Any) -> Images:
    """The images as they are, or two of them side by side for a model that takes strips of any width."""
    if model.inputs[0].shape[-1] == SIDE:
        return np.ascontiguousarray(images)
    return np.ascontiguousarray(np.concatenate([images[:-1], images[1:]], axis=2))
