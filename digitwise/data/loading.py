"""The calls that everybody makes: ``load_mnist`` and ``load_dataset``."""

from __future__ import annotations

import logging
import os

from digitwise.data.dataset import Dataset, digest_of
from digitwise.data.digits import load_digits
from digitwise.data.find import (
    Found,
    differing_files,
    given_place,
    insist_on_mnist,
    mnist_here,
    read_given,
    search_mnist,
)
from digitwise.data.layouts.subject import note_on_images
from digitwise.data.registry import DIGITS, KNOWN, MNIST
from digitwise.errors import DataNotFound, UsageError, unknown_name
from digitwise.images import Images, Labels

CUSTOM = "custom"

logger = logging.getLogger("digitwise")

Split = tuple[Images, Labels]


def load_mnist(path: str | os.PathLike[str] | None = None) -> tuple[Split, Split]:
    """Return MNIST exactly as ``keras.datasets.mnist.load_data()`` does.

    Args:
        path: A folder of the four IDX files, gzipped or not, or an ``.npz`` file as Keras has it. Without it MNIST
            is looked for in ``DIGITWISE_DATA``, the caches of Digitwise and of Keras, and on the public mirrors.

    Returns:
        ``(train_images, train_labels), (test_images, test_labels)``: images ``(60000, 28, 28)`` and
        ``(10000, 28, 28)`` ``uint8``, 0 = paper, 255 = ink; labels ``uint8``, 0–9. All are writable; what is written
        stays in memory.

    Raises:
        DataNotFound: Listing every place that was tried and why it did not serve.
        DataCorrupt: If the files at ``path`` or ``DIGITWISE_DATA`` are damaged, or are not MNIST.

    Example:
        >>> load_mnist("no/such/folder")
        Traceback (most recent call last):
        digitwise.errors.DataNotFound: no/such/folder does not exist; expected a folder of the four IDX files of MNIST \
or an .npz file as Keras has it
    """
    data = load_dataset(MNIST.name, path)
    return (data.train_images, data.train_labels), (data.test_images, data.test_labels)


def load_dataset(name: str | None = None, path: str | os.PathLike[str] | None = None) -> Dataset:
    """Return a data set by its name, or the best there is.

    Args:
        name: ``"mnist"`` insists on MNIST. ``"digits"`` is the 1,797 digits of scikit-learn, enlarged to 28×28.
            None takes what lies at ``path`` or in ``DIGITWISE_DATA``, whatever digits it holds; without either,
            MNIST; and where MNIST cannot be downloaded, the digits of scikit-learn, with a note that says so.
        path: A folder of four IDX files, gzipped or not, or an ``.npz`` file as Keras has it.

    Returns:
        The data set. Its ``note`` is empty unless ``name`` is None and the data are not MNIST.

    Raises:
        UsageError: For an unknown name, or a path together with ``"digits"``.
        DataError: If ``path`` or ``DIGITWISE_DATA`` cannot be used, or MNIST is insisted on and found nowhere.
        MissingExtra: For the digits without scikit-learn.

    Example:
        >>> data = load_dataset("digits")
        >>> data.train_images.shape, data.test_images.shape, data.train_images.dtype
        ((1437, 28, 28), (360, 28, 28), dtype('uint8'))
    """
    if name is not None and name not in KNOWN:
        raise unknown_name("data set", name, KNOWN)
    if name == DIGITS.name:
        return _digits(path)
    place = given_place(path)
    if place is not None:
        found = read_given(*place)
        return _named(insist_on_mnist(found) if name == MNIST.name else found)
    try:
        return _named(search_mnist())
    except DataNotFound:
        if name == MNIST.name:
            raise
        return _stand_in()


def load_here() -> Dataset:
    """Return the best data set that lies on this machine; unlike `load_dataset` it never fetches one.

    Returns:
        What lies in ``DIGITWISE_DATA`` if that is set; else MNIST if it was fetched before; else the digits of
        scikit-learn, with a note that says so.

    Raises:
        DataError: If ``DIGITWISE_DATA`` cannot be used.
        MissingExtra: If there is no MNIST, and no scikit-learn either.

    Example:
        >>> load_here().train_images.shape[1:]
        (28, 28)
    """
    place = given_place(None)
    found = mnist_here() if place is None else read_given(*place)
    if found is not None:
        return _named(found)
    note = (
        "MNIST is not on this machine ('digitwise data fetch' brings it); these are the 1,797 digits of scikit-learn, "
        "enlarged to 28×28, in its place."
    )
    return _digits(None, note)


def _digits(path: str | os.PathLike[str] | None, note: str = "") -> Dataset:
    if path is not None:
        raise UsageError(f"the data set 'digits' comes with scikit-learn, not from {path}; leave out one of the two")
    arrays = load_digits()
    return Dataset(DIGITS.name, *arrays, origin="scikit-learn", digest=digest_of(arrays), note=note)


def _named(found: Found) -> Dataset:
    if found.digest == MNIST.digest:
        logger.info("MNIST: from %s", "; ".join(each for each in (found.origin, found.changes) if each))
        return Dataset(MNIST.name, *found.arrays, origin=found.origin, digest=found.digest)
    subject = note_on_images(found.arrays.train_images)
    told = "".join(f"; {each}" for each in (found.changes, subject) if each)
    note = f"The data from {found.origin} are not MNIST: {differing_files(found.arrays)}{told}."
    logger.log(logging.WARNING if subject else logging.INFO, note)
    return Dataset(CUSTOM, *found.arrays, origin=found.origin, digest=found.digest, note=note)


def _stand_in() -> Dataset:
    note = "MNIST could not be downloaded; these are the 1,797 digits of scikit-learn, enlarged to 28×28, in its place."
    data = _digits(None, note)
    logger.warning(note)
    return data
