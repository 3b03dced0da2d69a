"""Training images bent as hands bend them, differently each time: a function of seed and step.

Every pixel looks for its ink a little way off. It looks along its row first and along its column then, so each of the
two passes is a sum of the image shifted by whole pixels, weighted: additions and products of neighbors, which a
processor does many at a time, where looking ink up by its place would take one at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from jax import lax
from jax import numpy as jnp

Array = Any


@dataclass(frozen=True)
class Bending:
    """How far images are bent at strength 1, at most: what a person's hand varies from one digit to the next.

    Attributes:
        shift: Pixels to either side, up and down.
        stretch: Share by which each side grows or shrinks.
        slant: Pixels by which the next row or column is moved; both ways together they turn the digit.
        waves: Standard deviation, in pixels, of a smooth field that moves each part of the digit its own way.
        knots: Points of that field along a side.
        reach: The furthest that a pixel looks, in whole pixels; more takes longer and is seldom asked for.
    """

    shift: float = 1.5
    stretch: float = 0.12
    slant: float = 0.2
    waves: float = 1.5
    knots: int = 5
    reach: int = 5


BENDING = Bending()


def distorted(images: Array, strength: float, seed: int, step: Array, stop: int, bending: Bending = BENDING) -> Array:
    """Shift, stretch, slant, turn and bend each image of a batch at random.

    Args:
        images: ``(n, 28, 28)`` ``uint8``.
        strength: Multiple of `Bending`; 0 leaves the images as they are.
        seed: Seed of the run.
        step: Number of the step in the run, counted from 0.
        stop: From this step on images are left as they are.
        bending: What strength 1 is.

    Returns:
        Images of the same shape and type; what comes in from outside is paper.

    Example:
        >>> images = jnp.zeros((1, 28, 28), jnp.uint8).at[0, 10:18, 10:18].set(255)
        >>> moved = distorted(images, 1, seed=0, step=5, stop=9)
        >>> moved.shape, bool((moved != images).any())
        ((1, 28, 28), True)
    """
    if not strength:
        return images

    def bent() -> Array:
        across, down = _ways(len(images), images.shape[1], strength, seed, step, bending)
        inked = _moved(images.astype(jnp.float32), across, 2, bending.reach)
        return jnp.round(_moved(inked, down, 1, bending.reach)).astype(jnp.uint8)

    # A branch is computed once. Without it, each window that a convolution cuts out would have its pixels bent anew.
    return lax.cond(step < stop, bent, lambda: images)


def _ways(count: int, side: int, strength: float, seed: int, step: Array, bending: Bending) -> Array:
    """How far each pixel looks along its row, and along its column: ``(2, n, side, side)``, in pixels."""
    # The second number sets these draws apart from those of the random shifts.
    straight, waved = jax.random.split(jax.random.fold_in(jax.random.fold_in(jax.random.key(seed), 1), step))
    most = strength * np.array([bending.shift, bending.stretch, bending.slant], np.float32).reshape(3, 1, 1, 1, 1)
    shift, stretch, slant = jax.random.uniform(straight, (3, 2, count, 1, 1), minval=-1) * most
    along = jnp.arange(side) - (side - 1) / 2
    columns, rows = along[None, None, :], along[None, :, None]
    lines = jnp.stack([stretch[0] * columns + slant[0] * rows, stretch[1] * rows + slant[1] * columns])
    knots = jax.random.normal(waved, (2, count, bending.knots, bending.knots)) * (bending.waves * strength)
    smooth = _hats(side, bending.knots)
    waves = jnp.einsum("yi,kniJ,xJ->knyx", smooth, knots, smooth)
    return jnp.clip(shift + lines + waves, -bending.reach, bending.reach)


def _hats(side: int, knots: int) -> Array:
    """What each pixel of a side takes from each knot: cubic splines, ``(side, knots)``."""
    away = np.abs(np.linspace(0.5, knots - 1.5, side)[:, None] - np.arange(knots))
    near = 2 / 3 - away**2 + away**3 / 2
    far = np.maximum(2 - away, 0) ** 3 / 6
    return jnp.asarray(np.where(away < 1, near, far), jnp.float32)


def _moved(images: Array, ways: Array, axis: int, reach: int) -> Array:
    """Each pixel takes what lies so far along an axis, between two pixels a share of each."""
    margins = [(0, 0)] * 3
    margins[axis] = (reach, reach)
    # Else the margin would be made anew, with a question at each pixel, for each of the sums.
    padded = lax.optimization_barrier(jnp.pad(images, margins))  # type: ignore[no-untyped-call]
    total = jnp.zeros_like(images)
    for far in range(-reach, reach + 1):
        neighbors = lax.slice_in_dim(padded, reach + far, reach + far + images.shape[axis], axis=axis)
        total += neighbors * jnp.maximum(0, 1 - jnp.abs(ways - far))
    return total
