"""IDX, the file format of MNIST: a magic number, the lengths of the axes, then the bytes.

Source of the format: LeCun, Cortes and Burges, "The MNIST database of handwritten digits" (1998), last section.
"""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from digitwise.errors import DataCorrupt, DataNotFound

# Room for a million images; a file that announces more is damaged or means harm.
LARGEST = 1 << 30

_UNSIGNED_BYTE = 8
_CHUNK = 1 << 20
_CONTENT = {1: "labels", 3: "images"}


def idx_header(array: NDArray[np.uint8]) -> bytes:
    """Return the bytes that stand before those of ``array`` in an IDX file.

    Example:
        >>> idx_header(np.zeros((60000, 28, 28), np.uint8)).hex(" ", 4)
        '00000803 0000ea60 0000001c 0000001c'
    """
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, _UNSIGNED_BYTE, array.ndim, *array.shape)


def read_idx(path: Path, rank: int) -> NDArray[np.uint8]:
    """Read an IDX file of unsigned bytes, gzipped or not, whatever its name says.

    Args:
        path: The file.
        rank: Number of axes it must have: 3 for images, 1 for labels.

    Returns:
        A writable array of the shape that the file announces.

    Raises:
        DataNotFound: If there is no such file, or it may not be read.
        DataCorrupt: If it is damaged or something else; the message says what was expected and found.
    """
    if not path.is_file():
        raise DataNotFound(f"{path} is not a file, expected an IDX file of {_CONTENT[rank]}")
    try:
        with path.open("rb") as raw, unpacked(raw) as stream:
            return parse_idx(stream, rank, name=str(path))
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataCorrupt(f"{path} is a damaged gzip file ({error}); fetch or copy it again") from error
    except OSError as error:
        raise DataNotFound(f"{path} cannot be read: {error.strerror or error}") from error


def parse_idx(stream: IO[bytes], rank: int, name: str) -> NDArray[np.uint8]:
    """Turn an IDX stream into an array. Memory grows with the bytes that come, not with those announced.

    Args:
        stream: Unpacked bytes from the beginning of the file.
        rank: Number of axes it must have.
        name: What to call it in an error.

    Returns:
        A writable array.

    Raises:
        DataCorrupt: If the magic number, the lengths or the number of bytes are wrong.

    Example:
        >>> import io
        >>> parse_idx(io.BytesIO(bytes.fromhex("00000801 00000003 070201")), rank=1, name="labels")
        array([7, 2, 1], dtype=uint8)
    """
    shape = _parse_header(stream.read(4 + 4 * rank), rank, name)
    announced = math.prod(shape)
    if max(announced, *shape) > LARGEST:
        raise DataCorrupt(f"{name} announces {announced:,} bytes in shape {shape}, expected at most {LARGEST:,}")
    content = _read(stream, announced + 1)
    if len(content) < announced:
        raise DataCorrupt(
            f"{name} ends after {len(content):,} of the {announced:,} bytes that its header announces; "
            "fetch or copy it again"
        )
    if len(content) > announced:
        raise DataCorrupt(f"{name} goes on after the {announced:,} bytes that its header announces")
    return np.frombuffer(content, np.uint8).reshape(shape)


def unpacked(raw: IO[bytes]) -> IO[bytes]:
    """The content of a stream that may be gzipped, whatever its name says."""
    packed = raw.read(2) == b"\x1f\x8b"
    raw.seek(0)
    return gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[return-value]


def _parse_header(header: bytes, rank: int, name: str) -> tuple[int, ...]:
    magic = bytes([0, 0, _UNSIGNED_BYTE, rank])
    if header[:4] != magic:
        found = header[:4].hex() or "nothing"
        other = next((_CONTENT[r] for r in _CONTENT if header[:4] == bytes([0, 0, _UNSIGNED_BYTE, r])), "")
        hint = f" (a file of {other})" if other else ""
        raise DataCorrupt(f"{name} begins with {found}{hint}, expected {magic.hex()}: an IDX file of {_CONTENT[rank]}")
    if len(header) < 4 + 4 * rank:
        raise DataCorrupt(f"{name} has {len(header)} bytes, expected a header of {4 + 4 * rank}")
    return struct.unpack(f">{rank}I", header[4:])


def _read(stream: IO[bytes], limit: int) -> bytearray:
    content = bytearray()
    while len(content) < limit and (chunk := stream.read(min(_CHUNK, limit - len(content)))):
        content += chunk
    return content
