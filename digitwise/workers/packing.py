"""Readings as plain values and back, so that they pass from process to process without loss."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.images import SIDE
from digitwise.reading.digit import Alternative
from digitwise.reading.geometry import Box
from digitwise.reading.result import Digit, Line, Mark, Number, Reading, Rejected

_PLAIN = ("code", "message", "source", "frames_ignored", "look", "model", "model_sha256")


def packed(reading: Reading) -> dict[str, Any]:
    """A reading as plain values, ready for JSON."""
    return {
        **{name: getattr(reading, name) for name in _PLAIN},
        "size": list(reading.size),
        "lines": [[_packed_number(number) for number in line.numbers] for line in reading.lines],
        "rejected": [_packed_rejected(item) for item in reading.rejected],
        "warnings": list(reading.warnings),
    }


def unpacked(values: Mapping[str, Any]) -> Reading:
    """The reading that :func:`packed` made these values of.

    Raises:
        ValueError: If they are of no reading.

    Example:
        >>> reading = Reading(code="truncated", message="cut off", size=(28, 28))
        >>> unpacked(packed(reading)) == reading
        True
    """
    try:
        return Reading(
            **{name: values[name] for name in _PLAIN},
            size=(int(values["size"][0]), int(values["size"][1])),
            lines=tuple(Line(tuple(_number(number) for number in line)) for line in values["lines"]),
            rejected=tuple(map(_rejected, values["rejected"])),
            warnings=tuple(values["warnings"]),
        )
    except (KeyError, TypeError, IndexError, AttributeError, OverflowError) as error:
        raise ValueError(f"received what is no reading ({error})") from error


def _packed_number(number: Number) -> dict[str, Any]:
    return {
        "pieces": [_packed_piece(piece) for piece in number.pieces],
        "confidence": float(number.confidence),
        "alternatives": [[other.text, float(other.confidence)] for other in number.alternatives],
        "unsure": bool(number.unsure),
    }


def _number(values: Mapping[str, Any]) -> Number:
    alternatives = tuple(Alternative(text, confidence) for text, confidence in values["alternatives"])
    return Number(tuple(map(_piece, values["pieces"])), values["confidence"], alternatives, values["unsure"])


def _packed_piece(piece: Digit | Mark) -> list[Any]:
    if isinstance(piece, Mark):
        return [piece.text, list(piece.box)]
    chances = [float(value) for value in piece.probabilities]
    return [piece.text, list(piece.box), float(piece.confidence), chances, bool(piece.doubtful), _text(piece.image)]


def _piece(values: Sequence[Any]) -> Digit | Mark:
    text, box, *rest = values
    if not rest:
        return Mark(text, Box(*box))
    confidence, chances, doubtful, image = rest
    return Digit(text, Box(*box), confidence, tuple(chances), doubtful, _image(image))


def _packed_rejected(item: Rejected) -> list[Any]:
    chances = None if item.probabilities is None else [float(value) for value in item.probabilities]
    image = None if item.image is None else _text(item.image)
    return [list(item.box), item.reason, float(item.confidence), chances, image]


def _rejected(values: Sequence[Any]) -> Rejected:
    box, reason, confidence, chances, image = values
    probabilities = None if chances is None else tuple(chances)
    return Rejected(Box(*box), reason, confidence, probabilities, None if image is None else _image(image))


def _text(image: NDArray[np.uint8]) -> str:
    return base64.b64encode(image.tobytes()).decode()


def _image(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(SIDE, SIDE)
