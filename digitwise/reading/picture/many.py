"""Many pictures: each with its name, and the small ones in groups."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from os import PathLike
from typing import Any

from digitwise.errors import UsageError
from digitwise.reading.picture.sources import is_open_file, size_of

SMALL_BYTES = 2**14
"""A picture of more bytes takes so long that nothing is gained by reading it together with others, and much memory."""

GROUP_PICTURES = 16
"""Pictures that are read together. Between two calls of the network everything else of a reading passes through the
processor's caches, and its weights have to come back: an image alone takes half as long again as one in company."""


def named(sources: Iterable[Any], names: Iterable[str] | None) -> Iterator[tuple[Any, str | None]]:
    """Each picture with its name; no picture without one is left out in silence.

    Raises:
        UsageError: If there are fewer or more names than pictures, or one picture that is none of several.
    """
    # A name has letters and a picture rows, and each of them would be refused by itself.
    is_one = isinstance(sources, str | bytes | PathLike) or getattr(sources, "ndim", 0) == 2 or is_open_file(sources)
    if is_one or not _has_items(sources):
        raise UsageError("received one picture, expected several, such as a list of them; read takes one")
    if names is None:
        yield from ((source, None) for source in sources)
        return
    missing = object()
    for source, name in itertools.zip_longest(sources, names, fillvalue=missing):
        if source is missing or name is missing:
            raise UsageError("received fewer or more names than pictures, expected a name for each picture")
        yield source, str(name)


def _has_items(sources: object) -> bool:
    return hasattr(sources, "__iter__") or hasattr(sources, "__getitem__")


def groups_of(pictures: Iterable[tuple[Any, str | None]], most: int) -> Iterator[list[tuple[Any, str | None]]]:
    """Small pictures in groups of ``most`` that are read together, and each other picture by itself."""
    group: list[tuple[Any, str | None]] = []
    for source, name in pictures:
        small = size_of(source) <= SMALL_BYTES
        if group and (not small or len(group) == most):
            yield group
            group = []
        group.append((source, name))
        if not small:
            yield group
            group = []
    if group:
        yield group
