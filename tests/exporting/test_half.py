"""ONNX files with weights in half precision: half as large, and nearly the same answers."""

from __future__ import annotations

import numpy as np
import pytest
from onnx import TensorProto, checker, numpy_helper

from digitwise import networks
from digitwise.backend import keras
from digitwise.errors import ModelError
from digitwise.exporting import to_onnx
from digitwise.exporting.half import with_half_precision_weights
from digitwise.models.onnx_model import open_session


@pytest.fixture(scope="module")
def quick() -> keras.Model:
    """A network of convolutions, batch normalization and a dense layer."""
    keras.utils.set_random_seed(1)
    return networks.quick()


def test_the_file_is_half_as_large_and_answers_nearly_the_same(quick: keras.Model) -> None:
    """The probabilities stay within a thousandth, and are not the same to the last bit: something was rounded."""
    whole = to_onnx(quick)
    half = with_half_precision_weights(whole)
    checker.check_model(half, full_check=True)
    assert half.ByteSize() < 0.56 * whole.ByteSize()
    images = np.random.default_rng(2).integers(0, 256, (50, 28, 28), np.uint8)
    answers = [
        open_session(document.SerializeToString(), "quick").run(None, {"images": images})[0]
        for document in (whole, half)
    ]
    assert 0 < np.abs(answers[0] - answers[1]).max() < 1e-3


def test_each_weight_is_rounded_to_the_nearest(quick: keras.Model) -> None:
    """By at most a 2048th of itself; small constants, such as biases, are left as they were."""
    whole = {constant.name: numpy_helper.to_array(constant) for constant in to_onnx(quick).graph.initializer}
    half = with_half_precision_weights(to_onnx(quick)).graph.initializer
    kinds = set()
    for constant in half:
        kinds.add(constant.data_type)
        before, after = whole[constant.name.removesuffix("_half")], numpy_helper.to_array(constant)
        bound = 0 if constant.data_type == TensorProto.FLOAT else np.maximum(np.abs(before) / 2048, 3e-8)
        assert (np.abs(after.astype(np.float64) - before) <= bound).all()
    assert kinds == {TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.INT64}


def test_the_given_model_stays_as_it_is(quick: keras.Model) -> None:
    """Its bytes are the same after."""
    whole = to_onnx(quick)
    before = whole.SerializeToString(deterministic=True)
    with_half_precision_weights(whole)
    assert whole.SerializeToString(deterministic=True) == before


def test_a_weight_too_large_is_refused() -> None:
    """It would be infinite."""
    model = networks.classic(hidden_units=4)
    kernel, bias = model.layers[-2].get_weights()
    kernel[3, 2] = 70_000
    model.layers[-2].set_weights([kernel, bias])
    with pytest.raises(ModelError, match="a weight beyond 65,504"):
        with_half_precision_weights(to_onnx(model))
