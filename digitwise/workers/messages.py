"""How the server and a process that reads for it talk: frames of JSON and bytes through a pipe.

Not `pickle`, which :mod:`multiprocessing` uses: the process decodes what strangers send, and whatever might take it
over must not be able to make the server run code.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

if TYPE_CHECKING:
    # It takes as long to import as half of the networks, and a process that reads a picture needs none of it.
    from asyncio import StreamReader

_SIZES = struct.Struct("!II")
MAXIMUM_BYTES = 2**27
"""Bytes of a frame that is received, at most: the largest picture (100 MiB) fits, and no answer fills the memory."""

CRASHED = "the decoder crashed over this picture; nothing was read"
"""The message of a picture over which a process ended, or answered what is no answer."""


def failed(error: Exception) -> str:
    """The message of a picture over which a decoder raised an error, whose own words are not ours to show.

    Example:
        >>> failed(KeyError("Exif"))
        'the decoder failed (KeyError); nothing was read'
    """
    return f"the decoder failed ({type(error).__name__}); nothing was read"


@dataclass(frozen=True)
class ReadOptions:
    """How a picture is to be read.

    Attributes:
        source: Name of the file it came from.
        single: True if there is exactly one digit.
        min_confidence: Confidence from 0 to 1 below which a digit is doubtful; None for the network's own.
        images: Also give what the network saw.
        stages: Also give a picture of each step.
        occlusion: Index of a digit for which to say also which ink speaks for it and against it; None for no digit.
        model: Run folder or ``.onnx`` file; None for the one that ships with the package.
    """

    source: str | None = None
    single: bool = False
    min_confidence: float | None = None
    images: bool = False
    stages: bool = False
    occlusion: int | None = None
    model: str | None = None


class Frame(NamedTuple):
    """A message: a few words in JSON, and bytes."""

    header: dict[str, Any]
    content: bytes = b""

    def packed(self) -> bytes:
        """The bytes that go through the pipe.

        Example:
            >>> Frame({}, b"ab").packed()
            b'\\x00\\x00\\x00\\x02\\x00\\x00\\x00\\x02{}ab'
        """
        header = json.dumps(self.header).encode()
        return _SIZES.pack(len(header), len(self.content)) + header + self.content


def read_frame(file: BinaryIO) -> Frame | None:
    """Read the next frame, None at the end of the file."""
    sizes = file.read(_SIZES.size)
    if len(sizes) < _SIZES.size:
        return None
    header, content = _SIZES.unpack(sizes)
    return Frame(json.loads(file.read(header)), file.read(content))


async def receive_frame(stream: StreamReader) -> Frame:
    """Receive the next frame.

    Raises:
        EOFError: If the other side is gone (`asyncio.IncompleteReadError`), or says what is no frame of ours.
    """
    header, content = _SIZES.unpack(await stream.readexactly(_SIZES.size))
    if header + content > MAXIMUM_BYTES:
        raise EOFError(f"a frame of {header + content:,} bytes, expected at most {MAXIMUM_BYTES:,}")
    try:
        words = json.loads(await stream.readexactly(header))
    except (ValueError, RecursionError) as error:
        raise EOFError("a frame whose header is no JSON") from error
    return Frame(words if isinstance(words, dict) else {}, await stream.readexactly(content))
