"""The IDX parser: right on files of MNIST, one clear line on anything else."""

from __future__ import annotations

import gzip
import io
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitwise.data.idx import LARGEST, idx_header, parse_idx, read_idx
from digitwise.errors import DataCorrupt, DataNotFound

IMAGES = struct.pack(">IIII", 2051, 2, 28, 28) + bytes(range(256)) * 6 + bytes(32)


def _message(content: bytes, rank: int = 3) -> str:
    with pytest.raises(DataCorrupt) as caught:
        parse_idx(io.BytesIO(content), rank, name="the file")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_header_follows_the_published_format() -> None:
    """Magic 2051 and three lengths for images, 2049 and one for labels, big-endian."""
    assert idx_header(np.zeros((5, 28, 27), np.uint8)) == struct.pack(">IIII", 2051, 5, 28, 27)
    assert idx_header(np.zeros(70_000, np.uint8)) == struct.pack(">II", 2049, 70_000)


@pytest.mark.parametrize("packed", [True, False])
def test_file_is_read_packed_or_not_whatever_its_name(tmp_path: Path, packed: bool) -> None:
    """The content decides, not the suffix; the array can be written to."""
    path = tmp_path / ("plain" if packed else "name.gz")
    path.write_bytes(gzip.compress(IMAGES) if packed else IMAGES)
    images = read_idx(path, rank=3)
    assert images.shape == (2, 28, 28)
    assert images.tobytes() == IMAGES[16:]
    images[0] = 1


def test_labels_in_place_of_images() -> None:
    """Files that were exchanged are told apart by their magic number."""
    content = struct.pack(">II", 2049, 4) + bytes(4)
    assert _message(content) == (
        "the file begins with 00000801 (a file of labels), expected 00000803: an IDX file of images"
    )
    assert "begins with 00000803 (a file of images), expected 00000801" in _message(IMAGES, rank=1)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file begins with nothing, expected 00000803: an IDX file of images"),
        (b"\x89PNG\r\n", "the file begins with 89504e47, expected 00000803"),
        (IMAGES[:9], "the file has 9 bytes, expected a header of 16"),
        (IMAGES[:-1], "the file ends after 1,567 of the 1,568 bytes that its header announces; fetch or copy it again"),
        (IMAGES + b"!", "the file goes on after the 1,568 bytes that its header announces"),
    ],
)
def test_damage_is_named(content: bytes, message: str) -> None:
    """What was found and what was expected, in one line."""
    assert _message(content).startswith(message)


def test_header_is_not_trusted_with_memory() -> None:
    """A header that announces a gigabyte costs what the file holds, not a gigabyte."""
    content = struct.pack(">IIII", 2051, LARGEST // 784, 28, 28) + bytes(1000)
    tracemalloc.start()
    assert "ends after 1,000 of the" in _message(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_header_beyond_all_reason_is_refused() -> None:
    """Lengths that multiply to more than a gigabyte are not even read."""
    content = struct.pack(">IIII", 2051, *[2**32 - 1] * 3)
    assert f"announces {(2**32 - 1) ** 3:,} bytes in shape" in _message(content)
    assert f"expected at most {LARGEST:,}" in _message(content)


@pytest.mark.parametrize("cut", [5, 20, 300, -9, -1])
def test_gzip_cut_anywhere_is_damaged(tmp_path: Path, cut: int) -> None:
    """A download that stopped early, in the header, the content or the checksum."""
    path = tmp_path / "train-images-idx3-ubyte.gz"
    path.write_bytes(gzip.compress(IMAGES)[:cut])
    with pytest.raises(DataCorrupt, match=r"train-images-idx3-ubyte\.gz is a damaged gzip file .*copy it again"):
        read_idx(path, rank=3)


def test_gzip_with_a_wrong_checksum_is_damaged(tmp_path: Path) -> None:
    """One flipped bit is found even where the length is right."""
    packed = bytearray(gzip.compress(IMAGES))
    packed[-8] ^= 1
    path = tmp_path / "x.gz"
    path.write_bytes(packed)
    with pytest.raises(DataCorrupt, match="CRC"):
        read_idx(path, rank=3)


def test_folder_and_missing_file_are_no_files(tmp_path: Path) -> None:
    """Only a regular file is opened, so nothing blocks."""
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(DataNotFound, match="is not a file, expected an IDX file of labels"):
            read_idx(path, rank=1)


@given(st.binary(max_size=200), st.sampled_from([1, 3]))
def test_any_bytes_are_an_array_or_one_error(content: bytes, rank: int) -> None:
    """No other exception leaves the parser."""
    try:
        array = parse_idx(io.BytesIO(content), rank, name="x")
    except DataCorrupt:
        return
    assert idx_header(array) + array.tobytes() == content


@given(
    st.lists(st.integers(0, 5), min_size=3, max_size=3), st.binary(max_size=130), st.sampled_from([2049, 2051, 2050])
)
def test_any_header_with_any_content(shape: list[int], content: bytes, magic: int) -> None:
    """An array comes out exactly where magic, lengths and content agree."""
    stream = io.BytesIO(struct.pack(">IIII", magic, *shape) + content)
    fits = magic == 2051 and np.prod(shape) == len(content)
    try:
        array = parse_idx(stream, 3, name="x")
    except DataCorrupt:
        assert not fits
    else:
        assert fits
        assert array.shape == tuple(shape)


def test_no_images_of_a_size_that_no_memory_holds_are_refused() -> None:
    """Nothing times anything is nothing, and no array has such a shape all the same. Found by fuzzing."""
    header = bytes.fromhex("00000803 00000000 b7b7b7b7 b7b7b712")
    with pytest.raises(
        DataCorrupt, match=r"announces 0 bytes in shape \(0, 3082270647, 3082270482\), expected at most"
    ):
        parse_idx(io.BytesIO(header), 3, "images")
