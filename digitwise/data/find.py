"""Where data comes from: the one place that knows the order of the search."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from digitwise.data import cache
from digitwise.data.dataset import Arrays, digest_of, part_digests
from digitwise.data.fetching import fetch_mnist
from digitwise.data.places import files_of, read_noted
from digitwise.data.registry import MNIST, MNIST_FILES
from digitwise.errors import DataCorrupt, DataError, DataNotFound, FetchFailed

VARIABLE = "DIGITWISE_DATA"

logger = logging.getLogger("digitwise")


class Found(NamedTuple):
    """Arrays, their digest, one line on where they were found, and what was done to bring them to MNIST's form."""

    arrays: Arrays
    digest: str
    origin: str
    changes: str = ""


def given_place(path: str | os.PathLike[str] | None) -> tuple[Path, str] | None:
    """Return the place that the caller or the environment insists on, with the words to call it by; or None."""
    if path is not None:
        place = Path(path).expanduser()
        return place, str(place)
    if value := os.environ.get(VARIABLE):
        place = Path(value).expanduser()
        return place, f"{place} ({VARIABLE})"
    return None


def read_given(place: Path, words: str) -> Found:
    """Return the data at a place that was given; whatever is wrong there is an error, never a step elsewhere.

    Raises:
        DataError: If there is no data set at that place, or a damaged one.
    """
    try:
        files = files_of(place)
        identity = cache.identity_of(files)
    except OSError as error:
        raise DataNotFound(f"{place} cannot be read: {error.strerror or error}") from error
    digest = cache.recall(files)
    arrays = None if digest is None else cache.find(digest)
    if digest is None or arrays is None:
        read, changes = read_noted(files)
        digest = digest_of(read)
        arrays = cache.keep(read, digest)
        cache.remember(files, identity, digest, changes)
    else:
        changes = cache.note_of(files)
    return Found(arrays, digest, words, changes)


def insist_on_mnist(found: Found) -> Found:
    """Return ``found`` if it is MNIST.

    Raises:
        DataCorrupt: With both digests, and the files that differ.
    """
    if found.digest == MNIST.digest:
        return found
    raise DataCorrupt(
        f"the data from {found.origin} are not MNIST: {differing_files(found.arrays)}; digest {found.digest}, expected "
        f"{MNIST.digest}; fetch the files again, or load them as your own data, without insisting on MNIST"
    )


def differing_files(arrays: Arrays) -> str:
    """Say which of the four files hold other bytes than those of MNIST."""
    digests = part_digests(arrays)
    differing = [file.name for file, digest in zip(MNIST_FILES, digests, strict=True) if file.sha256 != digest]
    return f"{len(differing)} of 4 files differ ({', '.join(differing)})"


def search_mnist() -> Found:
    """Look for MNIST in each place in turn, say each step in one line, and return what the first one has.

    Raises:
        DataNotFound: Listing every place and why it did not serve.
    """
    tried = [f"{VARIABLE} is not set"]
    for step in (_in_cache, _in_keras_cache):
        logger.info("MNIST: %s", tried[-1])
        try:
            return insist_on_mnist(step())
        except (DataError, OSError) as error:
            tried.append(str(error))
    logger.info("MNIST: %s", tried[-1])
    try:
        return _on_mirrors()
    except FetchFailed as error:
        raise DataNotFound(
            f"MNIST was found nowhere: {'; '.join(tried)}; {error}. With a network it is fetched; without one, give "
            "--data a folder with its four files, or choose --dataset digits"
        ) from error


def mnist_here() -> Found | None:
    """Return MNIST if one of the caches has it."""
    for step in (_in_cache, _in_keras_cache):
        with suppress(DataError, OSError):
            return insist_on_mnist(step())
    return None


def keras_file() -> Path:
    """Return where Keras keeps MNIST."""
    home = os.environ.get("KERAS_HOME")
    return (Path(home).expanduser() if home else Path.home() / ".keras") / "datasets" / "mnist.npz"


def _in_cache() -> Found:
    arrays = cache.find(MNIST.digest)
    if arrays is None:
        raise DataNotFound(f"not in the cache of Digitwise ({cache.cache_folder()})")
    return Found(arrays, MNIST.digest, f"the cache of Digitwise ({cache.cache_folder() / MNIST.digest})")


def _in_keras_cache() -> Found:
    path = keras_file()
    if not path.is_file():
        raise DataNotFound(f"not in the cache of Keras ({path})")
    return read_given(path, f"the cache of Keras ({path})")


def _on_mirrors() -> Found:
    arrays, mirror = fetch_mnist()
    return Found(arrays, MNIST.digest, mirror)
