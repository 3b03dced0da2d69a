"""Places that people name: what is found there, and what is said when it is not."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from digitwise.data.dataset import Arrays, digest_of
from digitwise.data.places import files_of, read_place
from digitwise.errors import DataCorrupt, DataNotFound

WriteIdx = Callable[..., Path]


@pytest.mark.parametrize("packed", [True, False])
def test_folder_of_idx_files_is_read(tiny: Arrays, write_idx: WriteIdx, packed: bool) -> None:
    """Gzipped or not."""
    assert digest_of(read_place(files_of(write_idx(tiny, packed=packed)))) == digest_of(tiny)


def test_packed_and_unpacked_files_may_be_mixed(tiny: Arrays, write_idx: WriteIdx) -> None:
    """Each file is looked for in both forms."""
    folder = write_idx(tiny)
    packed = folder / "t10k-labels-idx1-ubyte.gz"
    packed.with_suffix("").write_bytes(gzip.decompress(packed.read_bytes()))
    packed.unlink()
    assert digest_of(read_place(files_of(folder))) == digest_of(tiny)


def test_spelling_with_a_dot_is_known(tiny: Arrays, write_idx: WriteIdx) -> None:
    """The download of Kaggle is called train-images.idx3-ubyte."""
    folder = write_idx(tiny, packed=False)
    for path in folder.iterdir():
        path.rename(folder / path.name.replace("-idx", ".idx"))
    assert digest_of(read_place(files_of(folder))) == digest_of(tiny)


def test_empty_folder(tmp_path: Path) -> None:
    """All four names are said."""
    with pytest.raises(DataNotFound) as caught:
        files_of(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path} has none of the four IDX files of MNIST; it lacks train-images-idx3-ubyte, "
        "train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte (each may end in .gz)"
    )


def test_half_a_folder(tiny: Arrays, write_idx: WriteIdx) -> None:
    """Only what is lacking is named."""
    folder = write_idx(tiny)
    for path in folder.glob("t10k-*"):
        path.unlink()
    with pytest.raises(
        DataNotFound,
        match=r"has 2 of the four IDX files of MNIST; it lacks t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte \(each",
    ):
        files_of(folder)


def test_folder_with_the_file_of_keras_gets_a_hint(tmp_path: Path) -> None:
    """Who names ~/.keras/datasets means the file in it."""
    (tmp_path / "mnist.npz").touch()
    with pytest.raises(DataNotFound, match=f"did you mean {tmp_path / 'mnist.npz'}\\?"):
        files_of(tmp_path)


def test_neither_folder_nor_npz(tmp_path: Path) -> None:
    """A missing place and a file of another kind are told apart."""
    with pytest.raises(DataNotFound, match="missing does not exist; expected a folder of the four IDX files"):
        files_of(tmp_path / "missing")
    (tmp_path / "mnist.txt").touch()
    with pytest.raises(
        DataNotFound, match=r"mnist.txt is no data set; expected a folder of the four IDX files of MNIST or an .npz"
    ):
        files_of(tmp_path / "mnist.txt")


def test_one_table_is_not_enough(tmp_path: Path) -> None:
    """A network is tested on digits that it has not seen; file and folder are answered alike."""
    (tmp_path / "digits.csv").touch()
    for place in (tmp_path, tmp_path / "digits.csv"):
        with pytest.raises(
            DataNotFound, match=r"\(digits.csv\) are no two tables; expected one to train and one to test on"
        ):
            files_of(place)


def test_pipe_in_place_of_a_file_does_not_block(tiny: Arrays, write_idx: WriteIdx) -> None:
    """Only regular files are opened."""
    folder = write_idx(tiny)
    pipe = folder / "t10k-labels-idx1-ubyte.gz"
    pipe.unlink()
    os.mkfifo(pipe)
    with pytest.raises(DataNotFound, match="lacks t10k-labels-idx1-ubyte"):
        files_of(folder)


def test_exchanged_and_unfitting_files_are_named(tiny: Arrays, write_idx: WriteIdx) -> None:
    """The message names the file that is wrong, not only the folder."""
    folder = write_idx(tiny._replace(test_labels=np.full(8, 12, np.uint8)), "labels")
    with pytest.raises(DataCorrupt, match=r"labels/t10k-labels-idx1-ubyte.gz: labels run from 12 to 12"):
        read_place(files_of(folder))
    folder = write_idx(tiny._replace(train_labels=tiny.train_labels[:39]), "counts")
    with pytest.raises(DataCorrupt, match=r"train-labels-idx1-ubyte.gz holds 39 labels, expected 40: .*train-images"):
        read_place(files_of(folder))
    folder = write_idx(tiny, "swapped")
    images, labels = folder / "train-images-idx3-ubyte.gz", folder / "train-labels-idx1-ubyte.gz"
    (labels.read_bytes(), images.replace(labels))
    images.write_bytes(gzip.compress(b"\0\0\x08\x01" + bytes(8)))
    with pytest.raises(DataCorrupt, match=r"train-images-idx3-ubyte.gz begins with 00000801 \(a file of labels\)"):
        read_place(files_of(folder))
