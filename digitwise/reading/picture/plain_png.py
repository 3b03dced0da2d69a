"""PNG files of the plainest kind, as drawn digits are kept in by the thousand: decoded without a decoder of all kinds.

To open a file, to see what it holds and how many frames, and to get at its pixels takes Pillow longer than to decode
28×28 of them. Whatever is not entirely plain is left to it, and so is what is damaged: it knows why.
"""

from __future__ import annotations

import struct
import zlib

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.picture.integrity import PNG_SIGNATURE

MAX_BYTES, MAX_PIXELS = 2**14, 2**16
"""Of what is decoded here: for more it does not matter how a decoder is called."""

_HEADER = struct.Struct(">I4sII5BI")
_GRAY = (8, 0, 0, 0, 0)  # bits, gray, and the usual compression, filters and order of rows
_END = struct.pack(">I4sI", 0, b"IEND", zlib.crc32(b"IEND"))


def plain_gray(data: bytes) -> NDArray[np.uint8] | None:
    """The pixels of a small PNG file of eight bits of gray and nothing else.

    Args:
        data: The whole file, of any kind.

    Returns:
        ``(h, w)``, ``uint8``; None for any other file, and for one that is damaged.

    Example:
        >>> file = cv2.imencode(".png", np.eye(3, dtype=np.uint8))[1].tobytes()
        >>> plain_gray(file).tolist(), plain_gray(file[:-1]) is None
        ([[1, 0, 0], [0, 1, 0], [0, 0, 1]], True)
    """
    begin = len(PNG_SIGNATURE)
    if not begin + _HEADER.size < len(data) <= MAX_BYTES or not data.startswith(PNG_SIGNATURE):
        return None
    size, kind, width, height, *how, checksum = _HEADER.unpack_from(data, begin)
    if (size, kind, tuple(how)) != (13, b"IHDR", _GRAY) or not 0 < width * height <= MAX_PIXELS:
        return None
    if zlib.crc32(data[begin + 4 : begin + 21]) != checksum:
        return None
    packed = _packed(data, begin + _HEADER.size)
    if packed is None or not _is_whole(packed, height * (width + 1)):
        return None
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    return None if pixels is None or pixels.shape != (height, width) else np.asarray(pixels, np.uint8)


def _packed(data: bytes, place: int) -> bytes | None:
    """What the parts hold that hold pixels; None if there are others, or something is wrong with one."""
    parts = []
    while data[place + 4 : place + 8] == b"IDAT":
        end = place + 8 + int.from_bytes(data[place : place + 4], "big")
        if zlib.crc32(data[place + 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
            return None
        parts.append(data[place + 8 : end])
        place = end + 4
    return b"".join(parts) if data[place:] == _END else None


def _is_whole(packed: bytes, size: int) -> bool:
    """Whether as many bytes are packed as there should be, no matter how many there would be."""
    opened = zlib.decompressobj()
    try:
        unpacked = opened.decompress(packed, size + 1)
    except zlib.error:
        return False
    return len(unpacked) == size and opened.eof and not opened.unused_data
