"""load_mnist and load_dataset: in which order data are looked for, and what is never stepped over."""

from __future__ import annotations

import gzip
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitwise.data import cache, load_dataset, load_mnist
from digitwise.data.dataset import Arrays, digest_of
from digitwise.data.find import keras_file
from digitwise.data.registry import DIGITS, MNIST
from digitwise.errors import DataCorrupt, DataNotFound, UsageError

WriteIdx = Callable[..., Path]
SaveNpz = Callable[..., None]


@pytest.fixture(autouse=True)
def talk(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that is said."""
    caplog.set_level(logging.INFO, "digitwise")
    return caplog


def _other(arrays: Arrays) -> Arrays:
    """The same with one pixel changed."""
    images = arrays.train_images.copy()
    images[0, 0, 0] ^= 1
    return arrays._replace(train_images=images)


def test_path_comes_before_everything(
    tiny_is_mnist: Arrays, write_idx: WriteIdx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also before a variable that leads nowhere."""
    monkeypatch.setenv("DIGITWISE_DATA", "nowhere")
    folder = write_idx(tiny_is_mnist)
    data = load_dataset(path=folder)
    assert (data.name, data.origin, data.note) == ("mnist", str(folder), "")
    assert data.digest == digest_of(tiny_is_mnist)


def test_variable_comes_before_the_caches(
    tiny_is_mnist: Arrays, write_idx: WriteIdx, monkeypatch: pytest.MonkeyPatch, talk: pytest.LogCaptureFixture
) -> None:
    """The origin and one line name the variable."""
    cache.keep(tiny_is_mnist, digest_of(tiny_is_mnist))
    folder = write_idx(tiny_is_mnist)
    monkeypatch.setenv("DIGITWISE_DATA", str(folder))
    assert load_dataset().origin == f"{folder} (DIGITWISE_DATA)"
    assert talk.messages == [f"MNIST: from {folder} (DIGITWISE_DATA)"]


def test_home_may_be_written_as_a_tilde(
    tiny_is_mnist: Arrays, write_idx: WriteIdx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a variable no shell has replaced it."""
    folder = write_idx(tiny_is_mnist)
    folder.rename(Path.home() / "mnist")
    monkeypatch.setenv("DIGITWISE_DATA", "~/mnist")
    assert load_dataset().name == "mnist"


@pytest.mark.parametrize("name", [None, "mnist"])
@pytest.mark.parametrize("given", ["path", "variable"])
def test_given_place_is_never_stepped_over(
    tiny_is_mnist: Arrays, name: str | None, given: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Although the cache has MNIST: who names a place means it."""
    cache.keep(tiny_is_mnist, digest_of(tiny_is_mnist))
    if given == "variable":
        monkeypatch.setenv("DIGITWISE_DATA", str(tmp_path / "gone"))
    with pytest.raises(DataNotFound, match="gone does not exist; expected a folder of the four IDX files"):
        load_dataset(name, tmp_path / "gone" if given == "path" else None)


def test_cache_comes_before_that_of_keras(
    tiny_is_mnist: Arrays, save_npz: SaveNpz, talk: pytest.LogCaptureFixture
) -> None:
    """And both before any mirror; each step is one line."""
    keras_file().parent.mkdir(parents=True)
    save_npz(keras_file(), tiny_is_mnist)
    assert load_dataset("mnist").origin == f"the cache of Keras ({keras_file()})"
    assert talk.messages == [
        "MNIST: DIGITWISE_DATA is not set",
        f"MNIST: not in the cache of Digitwise ({cache.cache_folder()})",
        f"MNIST: from the cache of Keras ({keras_file()})",
    ]
    talk.clear()
    assert load_dataset("mnist").origin.startswith("the cache of Digitwise (")
    assert len(talk.messages) == 2


def test_home_of_keras_may_be_elsewhere(
    tiny_is_mnist: Arrays, save_npz: SaveNpz, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """KERAS_HOME, as Keras has it."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    path = tmp_path / "keras" / "datasets" / "mnist.npz"
    path.parent.mkdir(parents=True)
    save_npz(path, tiny_is_mnist)
    assert load_dataset("mnist").origin == f"the cache of Keras ({path})"


@pytest.mark.parametrize("harm", ["half", "other"])
def test_damaged_file_of_keras_is_stepped_over_in_one_line(
    tiny_is_mnist: Arrays, save_npz: SaveNpz, harm: str, talk: pytest.LogCaptureFixture
) -> None:
    """Half-written downloads are what Keras is asked about most; nobody insisted on that file."""
    path = keras_file()
    path.parent.mkdir(parents=True)
    save_npz(path, _other(tiny_is_mnist))
    if harm == "half":
        path.write_bytes(path.read_bytes()[:10_000])
    assert load_dataset().name == "digits"
    reason = "is not a whole .npz file" if harm == "half" else "are not MNIST: 1 of 4 files differ"
    assert [message for message in talk.messages if reason in message]


def test_stand_in_says_so(tiny_is_mnist: Arrays, talk: pytest.LogCaptureFixture) -> None:
    """MNIST nowhere: the digits of scikit-learn, with a note and a warning that says the same."""
    data = load_dataset()
    assert (data.name, data.digest, data.origin) == ("digits", DIGITS.digest, "scikit-learn")
    assert data.note == (
        "MNIST could not be downloaded; these are the 1,797 digits of scikit-learn, enlarged to 28×28, in its place."
    )
    assert talk.records[-1].levelno == logging.WARNING
    assert talk.messages[-1] == data.note


def test_insisting_accepts_no_stand_in(tiny_is_mnist: Arrays) -> None:
    """The error says where was looked."""
    with pytest.raises(DataNotFound, match="MNIST was found nowhere: DIGITWISE_DATA is not set; not in the cache"):
        load_mnist()


def test_digits_are_loaded_by_name_whatever_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """They come with scikit-learn; a path for them is invalid."""
    monkeypatch.setenv("DIGITWISE_DATA", "nowhere")
    assert load_dataset("digits").note == ""
    with pytest.raises(UsageError, match="the data set 'digits' comes with scikit-learn, not from here; leave out one"):
        load_dataset("digits", "here")


def test_unknown_name_gets_the_nearest() -> None:
    """A slip of the finger."""
    with pytest.raises(UsageError, match="unknown data set 'minst'; did you mean 'mnist'"):
        load_dataset("minst")


def test_own_data_are_taken_and_called_so(
    tiny_is_mnist: Arrays, write_idx: WriteIdx, talk: pytest.LogCaptureFixture
) -> None:
    """Digits of the same layout that are not MNIST: a note says which files differ."""
    folder = write_idx(_other(tiny_is_mnist))
    data = load_dataset(path=folder)
    assert (data.name, data.digest) == ("custom", digest_of(_other(tiny_is_mnist)))
    assert data.note == (f"The data from {folder} are not MNIST: 1 of 4 files differ (train-images-idx3-ubyte).")
    assert talk.messages == [data.note]


def test_own_data_are_not_mnist_where_that_is_insisted_on(tiny_is_mnist: Arrays, write_idx: WriteIdx) -> None:
    """The error gives both digests and the file."""
    folder = write_idx(_other(tiny_is_mnist))
    for load in (lambda: load_mnist(folder), lambda: load_dataset("mnist", folder)):
        with pytest.raises(DataCorrupt) as caught:
            load()
        assert str(caught.value).startswith(
            f"the data from {folder} are not MNIST: 1 of 4 files differ (train-images-idx3-ubyte); digest "
            f"{digest_of(_other(tiny_is_mnist))}, expected {digest_of(tiny_is_mnist)}; fetch the files again"
        )


def test_changed_files_are_read_again(tiny_is_mnist: Arrays, write_idx: WriteIdx) -> None:
    """The cache never answers for files that have changed."""
    folder = write_idx(tiny_is_mnist)
    assert load_dataset(path=folder).name == "mnist"
    labels = folder / "t10k-labels-idx1-ubyte.gz"
    time.sleep(0.02)
    labels.write_bytes(gzip.compress(b"\0\0\x08\x01" + b"\0\0\0\x08" + bytes(8)))
    data = load_dataset(path=folder)
    assert (data.name, data.test_labels.tolist()) == ("custom", [0] * 8)


def test_unchanged_files_are_not_read_again(
    tiny_is_mnist: Arrays, write_idx: WriteIdx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second load maps the cache."""
    folder = write_idx(tiny_is_mnist)
    load_dataset(path=folder)

    def never(*_: object) -> None:
        raise AssertionError("the files were read again")

    monkeypatch.setattr("digitwise.data.find.read_noted", never)
    assert load_dataset(path=folder).digest == digest_of(tiny_is_mnist)


def test_place_that_may_not_be_read_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder of somebody else."""

    def denied(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("digitwise.data.find.files_of", denied)
    with pytest.raises(DataNotFound, match="cannot be read: Permission denied"):
        load_dataset(path=tmp_path)


def test_mnist_is_what_keras_returns(mnist_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real data: shapes, types, digest, and pixel for pixel what keras.datasets.mnist.load_data gives."""
    (train_images, train_labels), (test_images, test_labels) = load_mnist(mnist_folder)
    assert (train_images.shape, test_images.shape) == (MNIST.train_shape, MNIST.test_shape)
    assert {array.dtype for array in (train_images, train_labels, test_images, test_labels)} == {np.dtype(np.uint8)}
    assert digest_of(Arrays(train_images, train_labels, test_images, test_labels)) == MNIST.digest
    assert train_labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert train_images[1, 4, 15:20].tolist() == [51, 159, 253, 159, 50]

    from digitwise.backend import keras

    path = tmp_path / "mnist.npz"
    np.savez(path, x_train=train_images, y_train=train_labels, x_test=test_images, y_test=test_labels)
    monkeypatch.setattr("keras.src.datasets.mnist.get_file", lambda *_, **__: str(path))
    theirs = keras.datasets.mnist.load_data()
    for ours, their in zip((train_images, train_labels), theirs[0], strict=True):
        assert (type(ours), ours.dtype, ours.flags.writeable) == (type(their), their.dtype, their.flags.writeable)
        np.testing.assert_array_equal(ours, their)
    np.testing.assert_array_equal(test_images, theirs[1][0])
    np.testing.assert_array_equal(test_labels, theirs[1][1])


def test_second_load_of_mnist_takes_under_a_tenth_of_a_second(
    mnist_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the variable, the path and the cache alike."""
    monkeypatch.setenv("DIGITWISE_DATA", str(mnist_folder))
    load_mnist()
    start = time.perf_counter()
    load_mnist()
    load_mnist(mnist_folder)
    monkeypatch.delenv("DIGITWISE_DATA")
    load_mnist()
    assert time.perf_counter() - start < 0.3
