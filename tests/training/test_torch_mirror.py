"""The mirror in PyTorch computes what Keras computes; skipped where PyTorch is not installed."""

from __future__ import annotations

import numpy as np
import pytest

from digitwise import networks
from digitwise.backend import keras
from digitwise.errors import TrainingError
from tests.training.small import noise, random_weights, small


def test_a_layer_without_a_mirror_is_named() -> None:
    """Nothing is trained, and the message says which layer it was and which are known."""
    pytest.importorskip("torch")
    from digitwise.training.shipped.torch_mirror import mirror

    model = keras.Sequential([keras.Input((28, 28)), keras.layers.LSTM(3, name="memory")])
    with pytest.raises(TrainingError, match=r"layer 'memory' is a LSTM, .*; known: BatchNormalization, Conv2D, Dense"):
        mirror(model)


def test_the_mirror_computes_what_keras_computes() -> None:
    """Uneven padding, batch statistics and the order of flattening included; and weights come back unchanged."""
    torch = pytest.importorskip("torch")
    from digitwise.training.shipped.torch_mirror import give_back, mirror
    from digitwise.training.shipped.torch_training import as_tensor

    model, images = random_weights(small()), noise(8)
    reflected = mirror(model).eval()
    with torch.no_grad():
        logits = reflected(as_tensor(images)).double().numpy()
    expected = model.predict(images, verbose=0)
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    np.testing.assert_allclose(raised / raised.sum(axis=1, keepdims=True), expected, atol=1e-5)
    other = small()
    give_back(reflected, other)
    for one, two in zip(other.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)


def test_the_mirror_sees_as_far_to_both_sides_as_keras() -> None:
    """Dilated convolutions, whose windows have holes."""
    torch = pytest.importorskip("torch")
    from digitwise.training.shipped.torch_mirror import mirror
    from digitwise.training.shipped.torch_training import as_tensor

    model = random_weights(networks.paper_reader(3))
    strips = np.random.default_rng(0).integers(0, 255, (2, 28, 60)).astype(np.uint8)
    with torch.no_grad():
        logits = mirror(model).eval()(as_tensor(strips))
    found = torch.softmax(logits.double(), dim=1).numpy().transpose(0, 2, 3, 1)
    np.testing.assert_allclose(found, model.predict(strips, verbose=0), atol=1e-5)
