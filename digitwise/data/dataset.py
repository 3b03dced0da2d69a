"""What a data set is: four arrays, where they came from, and a digest that identifies them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from digitwise.data.idx import idx_header
from digitwise.errors import DataCorrupt, ImagesError, unknown_name
from digitwise.images import Images, Labels, check_images, check_labels


class Arrays(NamedTuple):
    """The four arrays of a data set, in the order in which Keras hands them out."""

    train_images: Images
    train_labels: Labels
    test_images: Images
    test_labels: Labels


PARTS = Arrays._fields


@dataclass(frozen=True, eq=False)
class Dataset:
    """Digits to learn from and digits to be tested on.

    The images are maps of files in the cache wherever possible: they cost no memory until they are looked at, and
    may be written to as any array may; the files are never altered.

    Args:
        name: ``"mnist"``, ``"digits"`` (the digits of scikit-learn) or ``"custom"`` (your own data).
        train_images: ``(n, 28, 28)`` ``uint8``, 0 = paper, 255 = ink.
        train_labels: ``(n,)`` ``uint8``, the digits 0–9.
        test_images: ``(m, 28, 28)`` ``uint8``.
        test_labels: ``(m,)`` ``uint8``.
        origin: Where they were found, in one line.
        digest: SHA-256 of the four arrays as unpacked IDX files, one after the other, whatever they came in.
        note: Empty, or one sentence on why these are not MNIST although nothing else was asked for.
    """

    name: str
    train_images: Images
    train_labels: Labels
    test_images: Images
    test_labels: Labels
    origin: str
    digest: str
    note: str = ""

    def split(self, name: str) -> tuple[Images, Labels]:
        """Return images and labels of ``"train"`` or ``"test"``; raises `UsageError` for another name."""
        if name == "train":
            return self.train_images, self.train_labels
        if name == "test":
            return self.test_images, self.test_labels
        raise unknown_name("split", name, ("train", "test"))

    def describe(self) -> dict[str, Any]:
        """Return what the data are, without the images, ready for JSON."""
        counts = {"train_images": len(self.train_labels), "test_images": len(self.test_labels)}
        return {"name": self.name, "origin": self.origin, "digest": self.digest, "note": self.note} | counts


def digest_of(arrays: Arrays) -> str:
    """Return the SHA-256 of the four arrays as unpacked IDX files, one after the other.

    The same digits have the same digest, whether they came as IDX, packed by anybody, or as ``.npz``. For files on
    disk it is what ``cat train-images-… train-labels-… t10k-images-… t10k-labels-… | sha256sum`` prints.

    Example:
        >>> images, labels = np.zeros((1, 28, 28), np.uint8), np.zeros(1, np.uint8)
        >>> digest_of(Arrays(images, labels, images, labels))[:16]
        '7f05fae79a858b6e'
    """
    digest = hashlib.sha256()
    for array in arrays:
        _add(digest, array)
    return digest.hexdigest()


def part_digests(arrays: Arrays) -> tuple[str, ...]:
    """Return the SHA-256 of each of the four arrays as an unpacked IDX file."""
    digests = []
    for array in arrays:
        digest = hashlib.sha256()
        _add(digest, array)
        digests.append(digest.hexdigest())
    return tuple(digests)


def check_arrays(arrays: Arrays, names: tuple[str, ...]) -> Arrays:
    """Return ``arrays`` if they are images of 28×28 with one label 0–9 each, and refuse anything else.

    Args:
        arrays: The four arrays, as they were read.
        names: What each was read from, for the message.

    Returns:
        The same arrays, labels as ``uint8``.

    Raises:
        DataCorrupt: Naming the file, what was expected and what was found.
    """
    train = _check_split(arrays.train_images, arrays.train_labels, *names[:2])
    return Arrays(*train, *_check_split(arrays.test_images, arrays.test_labels, *names[2:]))


def _check_split(images: Images, labels: Labels, images_name: str, labels_name: str) -> tuple[Images, Labels]:
    try:
        images = check_images(images)
    except ImagesError as error:
        raise DataCorrupt(f"{images_name}: {error}; nothing was changed") from error
    if not len(images):
        raise DataCorrupt(f"{images_name} holds no image, expected at least one")
    if np.ndim(labels) == 1 and len(labels) != len(images):
        raise DataCorrupt(
            f"{labels_name} holds {len(labels)} labels, expected {len(images)}: one for each image of {images_name}"
        )
    try:
        return images, check_labels(labels, len(images))
    except ImagesError as error:
        raise DataCorrupt(f"{labels_name}: {error}; nothing was changed") from error


def _add(digest: hashlib._Hash, array: Images | Labels) -> None:
    digest.update(idx_header(array))
    digest.update(np.ascontiguousarray(array).data)
