"""Damage that a format can tell: the checksums of PNG and the structure of GIF.

Decoders draw what they can of a damaged file, and a digit that is half there may look like another one. What has no
checksum of its own (JPEG, WebP, BMP, HEIC, most of TIFF) is drawn as it comes.
"""

from __future__ import annotations

import struct
import zlib

from digitwise.errors import PictureError

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
GIF_SIGNATURES = (b"GIF87a", b"GIF89a")
_GIF_EXTENSION, _GIF_IMAGE, _GIF_END = 0x21, 0x2C, 0x3B


def check_integrity(data: bytes) -> None:
    """Refuse a PNG or GIF file that is damaged in its middle; one that only ends early is left to its decoder.

    Args:
        data: The whole file, of any kind.

    Raises:
        PictureError: ``damaged``.

    Example:
        >>> check_integrity(PNG_SIGNATURE + struct.pack(">I4sI", 0, b"IDAT", 7))
        Traceback (most recent call last):
        digitwise.errors.PictureError: the picture is damaged: a checksum of its part IDAT is wrong; get it again; \
nothing was read
    """
    if data.startswith(PNG_SIGNATURE):
        _check_png(memoryview(data))
    elif data.startswith(GIF_SIGNATURES):
        _check_gif(data)


def _check_png(data: memoryview) -> None:
    place = len(PNG_SIGNATURE)
    while place + 12 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, place)
        end = place + 8 + size
        if end + 4 > len(data):
            return
        if zlib.crc32(data[place + 4 : end]) != struct.unpack_from(">I", data, end)[0]:
            raise _damaged(f"a checksum of its part {kind.decode('ascii', 'replace')} is wrong")
        if kind == b"IEND":
            return
        place = end + 4


def _check_gif(data: bytes) -> None:
    if len(data) < 13:
        return
    place = 13 + _colors(data[10])
    while place < len(data):
        kind = data[place]
        if kind == _GIF_END:
            return
        if kind == _GIF_EXTENSION:
            place += 2
        elif kind == _GIF_IMAGE:
            if place + 10 > len(data):
                return
            # Its rectangle, its own colors, and the width of its codes.
            place += 10 + _colors(data[place + 9]) + 1
        else:
            raise _damaged(f"a part of it begins with byte {kind}, which no part does")
        while place < len(data) and data[place]:
            place += 1 + data[place]
        place += 1


def _colors(flags: int) -> int:
    """Bytes of a table of colors, if there is one."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 128 else 0


def _damaged(how: str) -> PictureError:
    return PictureError("damaged", f"the picture is damaged: {how}; get it again; nothing was read")
