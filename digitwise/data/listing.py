"""Which data sets there are, and where they lie on this machine."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass

from digitwise.data.find import Found, given_place, mnist_here, read_given
from digitwise.data.loading import CUSTOM
from digitwise.data.registry import DIGITS, MNIST, Known


@dataclass(frozen=True)
class Entry:
    """One data set in the catalog.

    Args:
        name: What commands call it.
        title: What people call it.
        train_shape: Shape of the training images.
        test_shape: Shape of the test images.
        dtype: Type of a pixel.
        rank: Number of axes of the array of images.
        place: Where it lies on this machine, or None.
        origin: Who made it.
        digest: SHA-256 of its four arrays as unpacked IDX files, one after the other.
        license: Under which terms it may be used.
    """

    name: str
    title: str
    train_shape: tuple[int, ...]
    test_shape: tuple[int, ...]
    dtype: str
    rank: int
    place: str | None
    origin: str
    digest: str
    license: str


def catalog() -> list[Entry]:
    """List the data sets there are: those with a name, and what lies in ``DIGITWISE_DATA`` if it is another.

    Nothing is fetched for it.

    Raises:
        DataError: If ``DIGITWISE_DATA`` is set but cannot be used.

    Example:
        >>> [entry.name for entry in catalog()]
        ['mnist', 'digits']
    """
    place = given_place(None)
    given = None if place is None else read_given(*place)
    custom = given is not None and given.digest != MNIST.digest
    mnist = mnist_here() if given is None or custom else given
    entries = [
        _entry(MNIST, None if mnist is None else mnist.origin),
        _entry(DIGITS, "scikit-learn" if importlib.util.find_spec("sklearn") else None),
    ]
    return [*entries, _custom_entry(given)] if given is not None and custom else entries


def _entry(known: Known, place: str | None) -> Entry:
    return Entry(
        name=known.name,
        title=known.title,
        train_shape=known.train_shape,
        test_shape=known.test_shape,
        dtype="uint8",
        rank=len(known.train_shape),
        place=place,
        origin=known.source,
        digest=known.digest,
        license=known.license,
    )


def _custom_entry(found: Found) -> Entry:
    train, test = found.arrays.train_images.shape, found.arrays.test_images.shape
    return Entry(CUSTOM, "your own data", train, test, "uint8", len(train), found.origin, "you", found.digest, "yours")
