"""Imports that a command can do without, and where other processes find what this one imports."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def search_path() -> str:
    """Where modules are found, as PYTHONPATH for another process.

    While OpenCV is imported, its own folder stands in `sys.path` for a moment, and in it one that is called ``typing``:
    a process that another thread starts just then would take that for the standard library's. What is a package itself
    is no place for packages.

    Example:
        >>> str(Path(os.__file__).parent) in search_path()
        True
    """
    return os.pathsep.join(folder for folder in sys.path if folder and not (Path(folder) / "__init__.py").exists())


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
