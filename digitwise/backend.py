"""Keras with the backend that Digitwise prefers: JAX, unless ``KERAS_BACKEND`` says otherwise.

Every module that needs Keras imports it from here, because the backend must be chosen before Keras is first imported.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import platformdirs

from digitwise.errors import MissingExtra
from digitwise.garbage import pause_gc

os.environ.setdefault("KERAS_BACKEND", "jax")

try:
    with pause_gc():
        import keras
except ImportError as error:
    raise MissingExtra(f"training with Keras on {os.environ['KERAS_BACKEND']} ({error})", "train") from error

__all__ = ["exact_products", "keep_programs", "keras"]


@contextmanager
def exact_products() -> Iterator[None]:
    """Let float32 products be float32: some GPUs take factors of ten bits for them unless they are told otherwise."""
    if keras.backend.backend() != "jax":
        yield
        return
    import jax

    if jax.default_backend() == "cpu":
        yield
        return
    with jax.default_matmul_precision("highest"):
        yield


def keep_programs() -> None:
    """Let JAX keep what it compiles in the user's cache folder, so that a second start compiles nothing.

    A folder that the user chose for JAX (``JAX_COMPILATION_CACHE_DIR``) is left as it is.
    """
    if keras.backend.backend() != "jax":
        return
    import jax

    config: Any = jax.config
    if config.jax_compilation_cache_dir is None:
        folder = platformdirs.user_cache_path("digitwise", appauthor=False) / "programs"
        config.update("jax_compilation_cache_dir", str(folder))
        # Small programs too: a training has a few dozen of them, and each takes a moment to compile.
        config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
