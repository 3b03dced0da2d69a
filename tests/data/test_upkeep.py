"""Fetch and verify."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitwise.data import cache, fetch, verify
from digitwise.data.dataset import Arrays, digest_of
from digitwise.data.find import keras_file
from digitwise.data.registry import DIGITS
from digitwise.errors import DataCorrupt, DataNotFound, FetchFailed, OutputError, UsageError

UseMirrors = Callable[..., Any]
WriteIdx = Callable[..., Path]
SaveNpz = Callable[..., None]


def _flip(digest: str) -> Path:
    """Alter one pixel in the cache, so that only its digest tells."""
    path = cache.cache_folder() / digest / "test_images.npy"
    array = np.load(path)
    array[0, 0, 0] ^= 1
    np.save(path, array)
    return path


def test_fetched_data_are_kept(use_mirrors: UseMirrors, tiny: Arrays) -> None:
    """And are not fetched again."""
    server = use_mirrors("good")
    for _ in range(2):
        data = fetch("mnist")
        assert (data.name, data.digest) == ("mnist", digest_of(tiny))
        assert data.origin == str(cache.cache_folder() / digest_of(tiny))
    assert server.requests == {"good": 4}


def test_altered_copy_is_fetched_again(use_mirrors: UseMirrors, tiny: Arrays, caplog: Any) -> None:
    """Fetching reads every byte of what is there."""
    caplog.set_level(logging.INFO, "digitwise")
    server = use_mirrors("good")
    fetch("mnist")
    _flip(digest_of(tiny))
    fetch("mnist")
    assert server.requests == {"good": 8}
    assert "the cache is damaged and will be made again: " in caplog.text
    assert [one.name for one in verify("mnist")] == ["mnist"]


def test_cache_that_cannot_be_written_is_an_error_of_fetching(use_mirrors: UseMirrors) -> None:
    """Whose whole purpose is to keep."""
    use_mirrors("good")
    cache.cache_folder().parent.mkdir(parents=True)
    cache.cache_folder().write_text("in the way")
    with pytest.raises(
        OutputError, match=r"MNIST was fetched from https://.*, but could not be kept in .*XDG_CACHE_HOME"
    ):
        fetch("mnist")


def test_failure_is_passed_on(use_mirrors: UseMirrors) -> None:
    """With its list of mirrors."""
    use_mirrors("forbidden")
    with pytest.raises(FetchFailed, match="it answered 403 Forbidden"):
        fetch("mnist")


def test_digits_need_no_fetching() -> None:
    """They are here."""
    assert fetch("digits").digest == DIGITS.digest


@pytest.mark.parametrize("call", [fetch, verify])
def test_unknown_name(call: Callable[[str], object]) -> None:
    """With the nearest known one."""
    with pytest.raises(UsageError, match="unknown data set 'mnits'; did you mean 'mnist'"):
        call("mnits")


def test_everything_right_is_listed(
    tiny_is_mnist: Arrays, write_idx: WriteIdx, save_npz: SaveNpz, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The place of the variable, the cache, the cache of Keras, scikit-learn."""
    folder = write_idx(tiny_is_mnist)
    monkeypatch.setenv("DIGITWISE_DATA", str(folder))
    digest = digest_of(tiny_is_mnist)
    cache.keep(tiny_is_mnist, digest)
    keras_file().parent.mkdir(parents=True)
    save_npz(keras_file(), tiny_is_mnist)
    verified = verify()
    assert [(one.name, one.place) for one in verified] == [
        ("mnist", f"{folder} (DIGITWISE_DATA)"),
        ("mnist", str(cache.cache_folder() / digest)),
        ("mnist", str(keras_file())),
        ("digits", "scikit-learn"),
    ]
    assert [one.digest for one in verified] == [digest] * 3 + [DIGITS.digest]


def test_one_altered_pixel_is_found(tiny_is_mnist: Arrays) -> None:
    """With both digests, and how to mend it."""
    digest = digest_of(tiny_is_mnist)
    cache.keep(tiny_is_mnist, digest)
    folder = _flip(digest).parent
    with pytest.raises(DataCorrupt) as caught:
        verify("mnist")
    altered = digest_of(Arrays(*(np.load(folder / f"{part}.npy") for part in Arrays._fields)))
    assert str(caught.value) == (
        f"{folder} is not MNIST: digest {altered}, expected {digest}; 'digitwise data fetch mnist' fetches it again"
    )


def test_files_are_read_again_though_their_digest_is_remembered(
    tiny_is_mnist: Arrays, write_idx: WriteIdx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Verifying trusts neither dates nor the cache."""
    folder = write_idx(tiny_is_mnist, packed=False)
    files = tuple(sorted(folder.iterdir()))
    path = folder / "t10k-images-idx3-ubyte"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    cache.remember(files, cache.identity_of(files), digest_of(tiny_is_mnist))
    with pytest.raises(DataCorrupt, match=r"are not MNIST: 1 of 4 files differ \(t10k-images-idx3-ubyte\); digest"):
        verify("mnist", folder)
    assert [one.name for one in verify(path=folder)] == ["custom", "digits"]


def test_nothing_to_verify_is_an_error() -> None:
    """Nothing right was found, so nothing is claimed."""
    with pytest.raises(DataNotFound, match="MNIST is not on this machine; 'digitwise data fetch mnist' fetches it"):
        verify("mnist")
