"""The digest of a data set, and what is refused as one."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from digitwise.data.dataset import Arrays, check_arrays, digest_of, part_digests
from digitwise.errors import DataCorrupt

NAMES = ("a", "b", "c", "d")


def test_digest_is_that_of_the_unpacked_files(tiny: Arrays, write_idx: object) -> None:
    """`cat` of the four files through `sha256sum` prints the same."""
    assert callable(write_idx)
    folder: Path = write_idx(tiny, packed=False)
    names = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
    contents = [(folder / name).read_bytes() for name in names]
    assert digest_of(tiny) == hashlib.sha256(b"".join(contents)).hexdigest()
    assert part_digests(tiny) == tuple(hashlib.sha256(content).hexdigest() for content in contents)


def test_digest_does_not_depend_on_the_layout_in_memory(tiny: Arrays) -> None:
    """A view with other strides holds the same digits."""
    turned = np.asfortranarray(tiny.train_images)
    assert digest_of(tiny._replace(train_images=turned)) == digest_of(tiny)


def test_digest_tells_where_one_image_ends(tiny: Arrays) -> None:
    """The same bytes in another shape are other data."""
    assert digest_of(tiny._replace(train_images=tiny.train_images.reshape(20, 56, 28))) != digest_of(tiny)


@pytest.mark.parametrize(
    ("part", "array", "message"),
    [
        ("train_images", np.zeros((40, 28, 28), np.float32), "^a: images are float32, expected uint8"),
        ("test_images", np.zeros((8, 28, 29), np.uint8), r"^c: images have shape \(8, 28, 29\)"),
        ("train_labels", np.zeros(39, np.uint8), "^b holds 39 labels, expected 40: one for each image of a"),
        ("test_labels", np.full(8, 11, np.uint8), "^d: labels run from 11 to 11, expected 0 to 9; nothing was changed"),
        ("test_labels", np.zeros((8, 10), np.uint8), r"^d: labels have shape \(8, 10\), expected \(8,\)"),
        ("train_labels", np.zeros(40), "^b: labels are float64"),
    ],
)
def test_wrong_arrays_are_refused_by_name(tiny: Arrays, part: str, array: np.ndarray, message: str) -> None:
    """Naming what was read, what was expected and what was found."""
    with pytest.raises(DataCorrupt, match=message):
        check_arrays(tiny._replace(**{part: array}), NAMES)


def test_whole_numbers_of_any_kind_are_labels(tiny: Arrays) -> None:
    """They come out as uint8."""
    checked = check_arrays(tiny._replace(train_labels=tiny.train_labels.astype(np.int32)), NAMES)
    assert checked.train_labels.dtype == np.uint8
    np.testing.assert_array_equal(checked.train_labels, tiny.train_labels)
