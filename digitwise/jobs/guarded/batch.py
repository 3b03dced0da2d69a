"""Several pictures in one message to the process that reads, and its answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from digitwise.workers.messages import Frame

Fields = dict[str, Any]
"""What a row says of a picture, and in ``seconds`` how long that took."""


@dataclass(frozen=True)
class How:
    """How the pictures of a job are read.

    Attributes:
        single: True if there is exactly one digit in each.
        prepared: True if they are images of 784 bytes, ready for the network.
        min_confidence: Confidence from 0 to 1 below which a digit is doubtful; None for the network's own.
        model: Run folder or ``.onnx`` file; None for the network that ships with the package.
    """

    single: bool = False
    prepared: bool = False
    min_confidence: float | None = None
    model: str | None = None


def question(pictures: Sequence[bytes]) -> Frame:
    """The message that asks for some pictures to be read."""
    return Frame({"sizes": [len(picture) for picture in pictures]}, b"".join(pictures))


def pictures_of(frame: Frame) -> list[bytes]:
    """The pictures of a question.

    Example:
        >>> pictures_of(question([b"one", b"", b"three"]))
        [b'one', b'', b'three']
    """
    found, begin = [], 0
    for size in frame.header["sizes"]:
        found.append(frame.content[begin : begin + size])
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
    except ValueError as error:
        raise EOFError("an answer that is no JSON") from error
    if not isinstance(found, list) or len(found) != expected or not all(isinstance(item, dict) for item in found):
        raise EOFError("an answer that says something else than was asked")
    return found
