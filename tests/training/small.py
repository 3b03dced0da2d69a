"""A network of every kind of layer that the shipped ones have, in small, and images for it."""

from __future__ import annotations

import numpy as np

from digitwise.backend import keras
from digitwise.images import Images


def small() -> keras.Model:
    """Every kind of layer that the network has, in small."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28), dtype="uint8"),
            layers.Rescaling(1 / 255),
            layers.Reshape((28, 28, 1)),
            layers.Conv2D(4, 3, strides=2, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Conv2D(6, 3, padding="same"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.4),
            layers.Dense(11, activation="softmax"),
        ]
    )


def random_weights(model: keras.Model) -> keras.Model:
    """The model with weights that are nowhere zero or one, batch statistics included."""
    rng = np.random.default_rng(0)
    for layer in model.layers:
        # Small enough that the softmax does not saturate and hide a difference.
        shapes = [weight.shape for weight in layer.get_weights()]
        layer.set_weights([rng.normal(0, 0.1, s) if len(s) > 1 else rng.uniform(0.1, 0.9, s) for s in shapes])
    return model


def noise(count: int) -> Images:
    """Images of which no two pixels are alike."""
    return np.random.default_rng(1).integers(0, 256, (count, 28, 28)).astype(np.uint8)
