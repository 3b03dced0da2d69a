"""The networks are what their names promise."""

from __future__ import annotations

import numpy as np
import pytest

from digitwise import networks
from digitwise.errors import UsageError


def test_classic_is_the_network_of_the_classic_program() -> None:
    """Two dense layers, 407,050 parameters, uint8 images in, ten probabilities out."""
    model = networks.classic()
    kinds = [(type(layer).__name__, getattr(layer, "units", None)) for layer in model.layers]
    assert kinds == [("Rescaling", None), ("Flatten", None), ("Dense", 512), ("Dense", 10)]
    assert [layer.activation.__name__ for layer in model.layers[2:]] == ["relu", "softmax"]
    assert model.count_params() == 407_050
    assert (model.input_shape, model.inputs[0].dtype) == ((None, 28, 28), "uint8")
    rows = model.predict(np.full((3, 28, 28), 255, np.uint8), verbose=0)
    np.testing.assert_allclose(rows.sum(axis=1), 1, rtol=1e-5)


def test_hidden_width_is_a_parameter() -> None:
    """784 × 16 + 16 + 16 × 10 + 10 weights with sixteen nodes; none and half a node are refused."""
    assert networks.classic(hidden_units=16).count_params() == 784 * 16 + 16 + 16 * 10 + 10
    for wrong in (0, 2.5):
        with pytest.raises(UsageError, match=f"hidden_units is {wrong}, expected an integer from 1 to 65,536"):
            networks.classic(hidden_units=wrong)  # type: ignore[arg-type]


def test_unknown_networks_and_options_are_named() -> None:
    """The nearest known network is offered; an option it does not have is named."""
    with pytest.raises(UsageError, match="unknown network 'clasic'; did you mean 'classic'"):
        networks.build("clasic")
    with pytest.raises(UsageError, match="network 'classic' has no option depth"):
        networks.build("classic", depth=3)
