"""Keras with the backend that Digitwise prefers: JAX, unless ``KERAS_BACKEND`` says otherwise.

Every module that needs Keras imports it from here, because the backend must be chosen before Keras is first imported.
"""

from __future__ import annotations

import os

from digitwise.errors import MissingExtra

os.environ.setdefault("KERAS_BACKEND", "jax")

try:
    import keras
except ImportError as error:
    raise MissingExtra(f"training with Keras on {os.environ['KERAS_BACKEND']} ({error})", "train") from error

__all__ = ["keras"]
