"""Several pictures in one message to a process that reads them, and its answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from digitwise.reading.picture.pdf import PdfFile, PdfPage
from digitwise.workers.messages import Frame

Fields = dict[str, Any]
"""What became of a picture, as plain values."""

PictureInput = bytes | PdfPage
"""A picture as it is sent: the bytes of its file, or a page of a PDF, with which the whole file goes."""

READ, COUNT, SIGNATURE = "read", "count", "signature"
"""What may be asked: to read pictures, how many pages a PDF has, and what the network is."""


@dataclass(frozen=True)
class ReadSettings:
    """How the pictures of one process are read.

    Attributes:
        single: True if there is exactly one digit in each.
        prepared: True if they are images of 784 bytes, ready for the network.
        min_confidence: Confidence from 0 to 1 below which a digit is doubtful; None for the network's own.
        model: Run folder or ``.onnx`` file; None for the network that ships with the package.
        form: Form file of the sheets that they are; None for any picture.
    """

    single: bool = False
    prepared: bool = False
    min_confidence: float | None = None
    model: str | None = None
    form: str | None = None

    def argument(self) -> str:
        """The same as an argument of the process.

        Example:
            >>> ReadSettings(**json.loads(ReadSettings(single=True).argument())).single
            True
        """
        return json.dumps(asdict(self))


def question(pictures: Sequence[PictureInput], what: str = READ) -> Frame:
    """The message that asks something of some pictures.

    Args:
        pictures: What it is about.
        what: :data:`READ`, :data:`COUNT` or :data:`SIGNATURE`.
    """
    contents = [picture.file.data if isinstance(picture, PdfPage) else picture for picture in pictures]
    pages = [picture.number if isinstance(picture, PdfPage) else None for picture in pictures]
    sizes = [len(content) for content in contents]
    return Frame({"what": what, "sizes": sizes, "pages": pages}, b"".join(contents))


def pictures_of(frame: Frame) -> list[PictureInput]:
    """The pictures of a question.

    Example:
        >>> pictures_of(question([b"one", b"", b"three"]))
        [b'one', b'', b'three']
    """
    found: list[PictureInput] = []
    begin = 0
    for size, page in zip(frame.header["sizes"], frame.header["pages"], strict=True):
        content = frame.content[begin : begin + size]
        found.append(content if page is None else PdfPage(PdfFile(content), page))
        begin += size
    return found


def answer(fields: Sequence[Fields]) -> Frame:
    """The message that says what became of each picture."""
    return Frame({}, json.dumps(list(fields)).encode())


def fields_in(frame: Frame, expected: int) -> list[Fields]:
    """What an answer says.

    Raises:
        EOFError: If it is no answer of ours; the process may have been taken over by a picture.
    """
    try:
        found = json.loads(frame.content)
    except (ValueError, RecursionError) as error:
        raise EOFError("an answer that is no JSON") from error
    if not isinstance(found, list) or len(found) != expected or not all(isinstance(item, dict) for item in found):
        raise EOFError("an answer that says something else than was asked")
    return found
