"""ONNX files that multiply integers: smaller, nearly the same answers, and the same on every processor."""

from __future__ import annotations

import numpy as np
import pytest
from onnx import ModelProto, TensorProto, checker, numpy_helper

from digitwise.exporting import to_onnx
from digitwise.exporting.eight_bits import with_eight_bits
from digitwise.models.onnx_model import open_session
from tests.training.small import noise, random_weights, small


@pytest.fixture(scope="module")
def whole() -> ModelProto:
    """A network with two convolutions, in single precision."""
    return to_onnx(random_weights(small()))


@pytest.fixture(scope="module")
def quantized(whole: ModelProto) -> ModelProto:
    """The same, its first convolution quantized as well."""
    return with_eight_bits(whole, [noise(40)], first=0)


def test_it_answers_nearly_the_same(whole: ModelProto, quantized: ModelProto) -> None:
    """The probabilities stay within a hundredth, and are not the same to the last bit: something was rounded."""
    checker.check_model(quantized, full_check=True)
    answers = [
        open_session(document.SerializeToString(), "small").run(None, {"images": noise(50)})[0]
        for document in (whole, quantized)
    ]
    assert 0 < np.abs(answers[0] - answers[1]).max() < 0.01


def test_no_two_products_overflow_sixteen_bits(quantized: ModelProto) -> None:
    """Processors without VNNI add two products of a byte and a weight in 16 bits, which stop at 32,767."""
    kernels = [
        numpy_helper.to_array(constant)
        for constant in quantized.graph.initializer
        if constant.data_type == TensorProto.INT8 and len(constant.dims) == 4
    ]
    assert len(kernels) == 2
    largest = max(int(np.abs(kernel.astype(int)).max()) for kernel in kernels)
    assert largest >= 60
    assert 2 * 255 * largest <= 32_767


def test_first_and_last_layers_stay(whole: ModelProto) -> None:
    """With the first of two left, one convolution has integers; with both left none has, and never the last layer."""
    for first, count in ((1, 1), (2, 0)):
        kinds = [
            constant.data_type
            for constant in with_eight_bits(whole, [noise(20)], first=first).graph.initializer
            if len(constant.dims) == 4
        ]
        assert kinds.count(TensorProto.INT8) == count
        assert kinds.count(TensorProto.FLOAT) == 2 - count


def test_the_same_again_and_nothing_but_onnx(whole: ModelProto, quantized: ModelProto) -> None:
    """Bit for bit, the given model unchanged, and without operations or versions of other makers."""
    before = whole.SerializeToString(deterministic=True)
    again = with_eight_bits(whole, [noise(40)], first=0)
    assert again.SerializeToString(deterministic=True) == quantized.SerializeToString(deterministic=True)
    assert whole.SerializeToString(deterministic=True) == before
    assert [one.domain for one in again.opset_import] == [""]
    assert {node.domain for node in again.graph.node} == {""}


def test_answers_do_not_depend_on_company(quantized: ModelProto) -> None:
    """An image alone, among seven and among forty, with one thread and with two: the same to the last bit."""
    images = noise(40)
    for threads in (1, 2):
        session = open_session(quantized.SerializeToString(), "small", threads)
        together = session.run(None, {"images": images})[0]
        for count in (1, 7):
            parts = [session.run(None, {"images": images[begin : begin + count]})[0] for begin in range(0, 40, count)]
            assert np.array_equal(np.concatenate(parts), together)
