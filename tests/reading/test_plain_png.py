"""Small gray PNG files: the pixels are those that Pillow gives, and nothing that is not plain and whole is decoded."""

from __future__ import annotations

import io
import struct
import zlib

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from digitwise.reading.picture.decode import decode_picture
from digitwise.reading.picture.plain_png import MAX_PIXELS, plain_gray

BEGIN = b"\x89PNG\r\n\x1a\n"


def drawn(seed: int) -> NDArray[np.uint8]:
    """A small picture, partly smooth and partly noise, so that every filter of PNG is used."""
    generator = np.random.default_rng(seed)
    height, width = generator.integers(1, 60, 2).tolist()
    smooth = np.add.outer(3 * np.arange(height), 2 * np.arange(width)) % 256
    noise = generator.integers(0, 256, (height, width))
    return np.where(generator.random() < 0.5, smooth, noise).astype(np.uint8)


def by_pillow(pixels: NDArray[np.uint8]) -> bytes:
    """The file that Pillow writes."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def part(kind: bytes, content: bytes) -> bytes:
    """A part of a PNG file, its checksum right."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def made(packed: bytes, *more: bytes, width: int = 4, height: int = 2, how: tuple[int, ...] = (8, 0, 0, 0, 0)) -> bytes:
    """A PNG file with right checksums, whatever it holds."""
    return b"".join(
        [
            BEGIN,
            part(b"IHDR", struct.pack(">II5B", width, height, *how)),
            *more,
            part(b"IDAT", packed),
            part(b"IEND", b""),
        ]
    )


@pytest.mark.parametrize("seed", range(12))
def test_pixels_are_those_that_pillow_gives(seed: int) -> None:
    """Whoever wrote the file, and with whatever filters."""
    pixels = drawn(seed)
    for file in (by_pillow(pixels), *(cv2.imencode(".png", pixels, [16, 9, 17, n])[1].tobytes() for n in range(5))):
        found = plain_gray(file)
        assert found is not None
        assert np.array_equal(found, pixels)
        assert np.array_equal(found, np.asarray(Image.open(io.BytesIO(file))))
        assert decode_picture(file).size == (pixels.shape[1], pixels.shape[0])


@pytest.mark.parametrize("seed", range(12))
def test_a_file_that_is_damaged_is_left_to_whoever_knows_why(seed: int) -> None:
    """A byte that is another, and an end that is missing."""
    file, generator = by_pillow(drawn(seed)), np.random.default_rng(seed)
    for place in generator.integers(0, len(file), 20):
        other = bytearray(file)
        other[place] ^= int(generator.integers(1, 256))
        assert plain_gray(bytes(other)) is None
        assert plain_gray(file[:place]) is None


@pytest.mark.parametrize(
    "file",
    [
        made(zlib.compress(bytes(9))),
        made(zlib.compress(bytes(11))),
        made(zlib.compress(bytes(10**7))),
        made(zlib.compress(bytes(10)) + b"more"),
        made(zlib.compress(bytes(10))[:-1]),
        made(b"no stream"),
        made(zlib.compress(bytes(10)), part(b"tRNS", b"\0\0")),
        made(zlib.compress(bytes(10)), how=(8, 0, 0, 0, 1)),
        made(zlib.compress(bytes(10)), how=(16, 0, 0, 0, 0)),
        made(zlib.compress(bytes(10)), how=(8, 2, 0, 0, 0)),
        made(zlib.compress(bytes(10)), width=0),
        made(zlib.compress(bytes(10)), width=MAX_PIXELS, height=MAX_PIXELS),
        made(zlib.compress(bytes(10))) + b"more",
        made(zlib.compress(b"\x09" + bytes(4) + b"\x09" + bytes(4))),
        BEGIN,
        b"",
    ],
)
def test_whatever_is_not_plain_and_whole_is_not_decoded_here(file: bytes) -> None:
    """Too few bytes and too many, other kinds of pixels, other parts, and what follows after the end."""
    assert plain_gray(file) is None
