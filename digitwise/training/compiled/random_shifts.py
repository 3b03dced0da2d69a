"""Training images moved by a pixel or so, differently each time: a function of seed and step."""

from __future__ import annotations

from typing import Any

import jax
from jax import lax
from jax import numpy as jnp

Array = Any


def shifted(images: Array, reach: int, seed: int, step: Array) -> Array:
    """Move each image of a batch by up to ``reach`` pixels up or down and left or right, at random.

    Args:
        images: ``(n, 28, 28)`` ``uint8``.
        reach: The furthest, in pixels; 0 leaves them as they are.
        seed: Seed of the run.
        step: Number of the step in the run, counted from 0.

    Returns:
        Images of the same shape; what comes in from outside is paper.

    Example:
        >>> images = jnp.zeros((1, 28, 28), jnp.uint8).at[0, 10, 10].set(255)
        >>> shifted(images, 2, seed=0, step=5).sum()
        Array(255, dtype=uint32)
    """
    if not reach:
        return images
    key = jax.random.fold_in(jax.random.key(seed), step)
    corners = jax.random.randint(key, (len(images), 2), 0, 2 * reach + 1)
    padded = jnp.pad(images, ((0, 0), (reach, reach), (reach, reach)))
    return jax.vmap(lambda image, corner: lax.dynamic_slice(image, corner, images.shape[1:]))(padded, corners)
