"""Python's search for garbage, put off."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def pause_gc() -> Iterator[None]:
    """Meanwhile, let Python not search for objects that only hold each other.

    It searches whenever some hundreds of objects are new, and goes through all that Keras and JAX consist of: a fifth
    of their import and half of a tracing, in which nothing is thrown away.

    Example:
        >>> with pause_gc():
        ...     gc.isenabled()
        False
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()
