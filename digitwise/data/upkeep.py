"""What keeps data sets at hand: fetch them, and verify every byte of them."""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass

from digitwise.data import cache
from digitwise.data.dataset import Arrays, Dataset, digest_of
from digitwise.data.digits import load_digits
from digitwise.data.fetching import fetch_mnist
from digitwise.data.find import Found, given_place, insist_on_mnist, keras_file
from digitwise.data.loading import CUSTOM, load_dataset
from digitwise.data.places import files_of, read_place
from digitwise.data.registry import DIGITS, KNOWN, MNIST, Known
from digitwise.errors import DataCorrupt, DataNotFound, OutputError, unknown_name


@dataclass(frozen=True)
class Verified:
    """A place whose every byte was read again and found right."""

    name: str
    place: str
    digest: str


def fetch(name: str) -> Dataset:
    """Bring a data set onto this machine, verified, so that it can be used without a network.

    Args:
        name: ``"mnist"``, or ``"digits"``, for which nothing has to be fetched.

    Returns:
        The data set.

    Raises:
        UsageError: For an unknown name.
        FetchFailed: Listing every mirror and why it did not serve.
        OutputError: If the cache cannot be written.
        MissingExtra: For the digits without scikit-learn.
    """
    if _known(name) is DIGITS:
        return load_dataset(name)
    folder = cache.cache_folder() / MNIST.digest
    kept, origin = cache.held(MNIST.digest), str(folder)
    if kept is not None and digest_of(kept) != MNIST.digest:
        cache.drop(MNIST.digest)
        kept = None
    if kept is None:
        kept, origin = fetch_mnist()
    if not folder.is_dir():
        raise OutputError(
            f"MNIST was fetched from {origin}, but could not be kept in {folder}; make room there, or let the cache "
            "be elsewhere (XDG_CACHE_HOME)"
        )
    return Dataset(MNIST.name, *kept, origin=str(folder), digest=MNIST.digest)


def verify(name: str | None = None, path: str | os.PathLike[str] | None = None) -> list[Verified]:
    """Read every byte of a data set again, wherever it lies on this machine, and compare its SHA-256.

    Args:
        name: ``"mnist"``, ``"digits"``, or None for all that there are.
        path: A folder or ``.npz`` file to verify too; default is what ``DIGITWISE_DATA`` says.

    Returns:
        What was found right.

    Raises:
        UsageError: For an unknown name.
        DataCorrupt: Naming the first place that is not right, and how to mend it.
        DataNotFound: If the data set lies nowhere on this machine.
    """
    if name is not None:
        _known(name)
    verified = []
    if name != DIGITS.name:
        verified += _verify_given(name, path) + _verify_caches()
    if name == DIGITS.name or (name is None and importlib.util.find_spec("sklearn")):
        verified.append(_verified(DIGITS, load_digits(), "scikit-learn", "install scikit-learn again"))
    if not verified:
        raise DataNotFound("MNIST is not on this machine; 'digitwise data fetch mnist' fetches it")
    return verified


def _verify_given(name: str | None, path: str | os.PathLike[str] | None) -> list[Verified]:
    given = given_place(path)
    if given is None:
        return []
    place, words = given
    arrays = read_place(files_of(place))
    found = Found(arrays, digest_of(arrays), words)
    if name == MNIST.name:
        insist_on_mnist(found)
    return [Verified(MNIST.name if found.digest == MNIST.digest else CUSTOM, words, found.digest)]


def _verify_caches() -> list[Verified]:
    verified = []
    kept, folder, keras = cache.held(MNIST.digest), cache.cache_folder() / MNIST.digest, keras_file()
    if kept is not None:
        verified.append(_verified(MNIST, kept, str(folder), "'digitwise data fetch mnist' fetches it again"))
    if keras.is_file():
        verified.append(_verified(MNIST, read_place((keras,)), str(keras), "delete it, and Keras fetches it again"))
    return verified


def _verified(known: Known, arrays: Arrays, place: str, mend: str) -> Verified:
    digest = digest_of(arrays)
    if digest != known.digest:
        raise DataCorrupt(f"{place} is not {known.title}: digest {digest}, expected {known.digest}; {mend}")
    return Verified(known.name, place, digest)


def _known(name: str) -> Known:
    if name not in KNOWN:
        raise unknown_name("data set", name, KNOWN)
    return KNOWN[name]
