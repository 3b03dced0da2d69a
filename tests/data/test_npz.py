"""The .npz of Keras: read without pickle, one clear line on anything else."""

from __future__ import annotations

import os
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitwise.data import npz
from digitwise.data.dataset import Arrays, digest_of
from digitwise.data.npz import read_npz
from digitwise.errors import DataCorrupt, DataError, DataNotFound

SaveNpz = Callable[..., None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file is to be."""
    return tmp_path / "mnist.npz"


def _refused(path: Path) -> str:
    with pytest.raises(DataCorrupt) as caught:
        read_npz(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_arrays_come_back_as_they_were(path: Path, tiny: Arrays, save_npz: SaveNpz) -> None:
    """The same digest as from IDX files, and arrays that can be written to."""
    save_npz(path, tiny)
    arrays = read_npz(path)
    assert digest_of(arrays) == digest_of(tiny)
    arrays.train_images[0] = 1


def test_labels_of_another_integer_type_become_uint8(path: Path, tiny: Arrays, save_npz: SaveNpz) -> None:
    """People save labels as int64; the numbers are what counts."""
    save_npz(path, tiny, y_train=tiny.train_labels.astype(np.int64))
    assert read_npz(path).train_labels.dtype == np.uint8


class Canary:
    """An object that makes a file where it is loaded."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.path),)


def test_pickle_inside_is_refused_and_does_not_run(path: Path, tiny: Arrays, save_npz: SaveNpz, tmp_path: Path) -> None:
    """An array of objects is named; its code does nothing."""
    objects = np.empty(40, object)
    objects[:] = [Canary(tmp_path / "canary")] * 40
    save_npz(path, tiny, y_train=objects)
    assert _refused(path).startswith(f"y_train in {path} holds pickled Python objects, which could run code")
    assert not (tmp_path / "canary").exists()


def test_pickle_under_the_name_is_refused(path: Path, tmp_path: Path) -> None:
    """A pickle is no zip file, whatever it is called."""
    path.write_bytes(pickle.dumps(Canary(tmp_path / "canary")))
    assert "is not a whole .npz file" in _refused(path)
    assert not (tmp_path / "canary").exists()


def test_lacking_array_is_named(path: Path, tiny: Arrays) -> None:
    """What is there is listed beside what is not."""
    np.savez(path, x_train=tiny.train_images, labels=tiny.train_labels)
    assert _refused(path) == (
        f"{path} lacks y_train, x_test, y_test; it holds labels, x_train, expected x_train, y_train, x_test, y_test"
    )


@pytest.mark.parametrize(
    ("others", "message"),
    [
        ({"x_train": np.zeros((40, 28, 28))}, "x_train in .*: images are float64, expected uint8"),
        ({"x_test": np.zeros((8, 20, 20), np.uint8)}, r"x_test in .*: images have shape \(8, 20, 20\)"),
        ({"y_train": np.full(40, 10, np.uint8)}, "y_train in .*: labels run from 10 to 10, expected 0 to 9"),
        ({"y_test": np.zeros(7, np.uint8)}, "y_test in .* holds 7 labels, expected 8: one for each image of x_test"),
        ({"x_test": np.zeros((0, 28, 28), np.uint8)}, "x_test in .* holds no image, expected at least one"),
    ],
)
def test_wrong_arrays_are_named(
    path: Path, tiny: Arrays, save_npz: SaveNpz, others: dict[str, Any], message: str
) -> None:
    """The same checks as for IDX files, with the key in the message."""
    save_npz(path, tiny, **others)
    with pytest.raises(DataCorrupt, match=message):
        read_npz(path)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_half_written_file_is_refused(path: Path, tiny: Arrays, save_npz: SaveNpz, share: float) -> None:
    """What is left of a download that was stopped."""
    save_npz(path, tiny)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert "is not a whole .npz file" in _refused(path)


def test_header_that_announces_too_much_is_refused(path: Path, tiny: Arrays, save_npz: SaveNpz) -> None:
    """The lengths in the header of an array are no license to take memory."""
    save_npz(path, tiny)
    member = (
        b"\x93NUMPY\x01\x00\x76\x00"
        + b"{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999, 28, 28), }".ljust(117)
        + b"\n"
    )
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (members | {"x_train.npy": member}).items():
            archive.writestr(name, content)
    assert f"x_train in {path}" in _refused(path)


def test_member_that_unpacks_to_too_much_is_refused(
    path: Path, tiny: Arrays, save_npz: SaveNpz, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A zip bomb is recognized from the directory of the file."""
    monkeypatch.setattr(npz, "LARGEST", 1000)
    save_npz(path, tiny)
    assert "x_train in " in _refused(path)
    assert "unpacks to 31,488 bytes, expected at most 1,000" in _refused(path)


def test_missing_file_is_not_found(path: Path) -> None:
    """And a folder under the name is no file either."""
    for _ in range(2):
        with pytest.raises(DataNotFound, match=r"is not a file, expected an \.npz file as Keras has it"):
            read_npz(path)
        path.mkdir(exist_ok=True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(position=st.floats(0, 1, exclude_max=True), change=st.integers(1, 255))
def test_one_altered_byte_is_an_error_or_harmless(
    path: Path, tiny: Arrays, save_npz: SaveNpz, position: float, change: int
) -> None:
    """No exception but ours leaves the reader, and no altered pixel passes (the zip file has checksums)."""
    if not path.exists():
        save_npz(path, tiny)
        path.with_suffix(".whole").write_bytes(path.read_bytes())
    content = bytearray(path.with_suffix(".whole").read_bytes())
    content[int(position * len(content))] ^= change
    path.write_bytes(content)
    try:
        assert digest_of(read_npz(path)) == digest_of(tiny)
    except DataError as error:
        message = str(error)
    else:
        message = ""
    assert "\n" not in message


def test_names_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """A list of members that says UTF-8 and holds something else. Found by fuzzing."""
    path = tmp_path / "mnist.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ä", b"")
    path.write_bytes(path.read_bytes().replace("ä".encode(), b"\xff\xff"))
    with pytest.raises(DataCorrupt, match=r"is not a whole \.npz file"):
        read_npz(path)
