"""Imports that a command can do without."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def hidden(*names: str) -> Iterator[None]:
    """While something else is imported, let modules appear not to be installed; those already imported stay.

    Keras imports scikit-learn, Matplotlib's pyplot and OpenCV, if they are there, for classes of its own that a command
    never makes; that takes a third of its start. Only for a process that is ours alone: what was imported meanwhile
    does without those modules until its end.

    Args:
        names: Names of modules.

    Example:
        >>> with hidden("turtledemo"):
        ...     try:
        ...         import turtledemo
        ...     except ImportError:
        ...         print("not installed")
        not installed
    """
    absent = [name for name in names if name not in sys.modules]
    for name in absent:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]
