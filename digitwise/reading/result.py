"""What was read from a picture: one schema for the library, the command line, the web page and the batch jobs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from digitwise.html import picture, table, words
from digitwise.reading.digit import Alternative as Alternative
from digitwise.reading.digit import Digit as Digit
from digitwise.reading.digit import alternatives_to_list, digit_to_dict
from digitwise.reading.geometry import Box
from digitwise.reading.rejected import Rejected as Rejected
from digitwise.reading.text_value import kind_of, value_of

SCHEMA = 1

SHOWN_DIGITS = 24
"""How many digits a notebook shows of a reading."""

EMPTY = "□"
"""A printed box that is empty. No converter takes a text with it for a number; with ``_`` Python's ``int`` does."""


@dataclass(frozen=True)
class Mark:
    """What stands in a number beside digits: one of ``.,·-/:½``, or `EMPTY` for a box that is empty."""

    text: str
    box: Box


@dataclass(frozen=True)
class Number:
    """Digits and marks that belong together.

    Attributes:
        pieces: Digits and marks from left to right.
        confidence: Probability from 0 to 1 that every digit of it is right and none is missing.
        alternatives: Other readings of the whole number, likeliest first.
        unsure: True if that is less than is asked of a number, however sure each digit is by itself.
    """

    pieces: tuple[Digit | Mark, ...]
    confidence: float
    alternatives: tuple[Alternative, ...] = ()
    unsure: bool = False

    @property
    def text(self) -> str:
        """The number as it would be typed, doubtful digits included."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def box(self) -> Box:
        """The rectangle around all of it."""
        return Box.around([piece.box for piece in self.pieces])

    @property
    def digits(self) -> tuple[Digit, ...]:
        """Its digits, without the marks."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Digit))

    @property
    def doubtful(self) -> bool:
        """True if any of its digits is, or all of it together."""
        return self.unsure or any(digit.doubtful for digit in self.digits)

    @property
    def value(self) -> Decimal | None:
        """Its value, where the text is a plain number, a decimal or a half; else None."""
        return value_of(self.text)

    @property
    def kind(self) -> str | None:
        """``"integer"``, ``"decimal"``, ``"fraction"``, ``"date-like"`` or ``"time-like"`` by its signs, or None."""
        return kind_of(self.text)


@dataclass(frozen=True)
class Line:
    """A line of writing: numbers from left to right."""

    numbers: tuple[Number, ...]

    @property
    def text(self) -> str:
        """Its numbers, with a space between them."""
        return " ".join(number.text for number in self.numbers)

    @property
    def box(self) -> Box:
        """The rectangle around all of it."""
        return Box.around([number.box for number in self.numbers])


@dataclass(frozen=True, repr=False)
class Reading:
    """What was read from one picture.

    Attributes:
        code: ``"ok"``; ``"no_digit"`` if there is none in the picture; otherwise why the picture could not be read,
            such as ``"not_an_image"`` or ``"truncated"``.
        message: One sentence for a person when ``code`` is neither ``"ok"`` nor ``"no_digit"``; else empty.
        source: Name of the file it came from, if it came from one.
        size: Width and height of the picture in pixels, upright.
        lines: Lines of writing, from top to bottom.
        rejected: Pieces of ink that were not read.
        warnings: What a person should know, such as that only the first of several frames was read.
        frames_ignored: Number of frames or pages after the first that were not read.
        look: At which look it was read: ``"usual"``, ``"smoothed"`` or ``"inverted"``.
        model: Name of the model.
        model_sha256: Digest of its file.
    """

    code: str = "no_digit"
    message: str = ""
    source: str | None = None
    size: tuple[int, int] = (0, 0)
    lines: tuple[Line, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    warnings: tuple[str, ...] = ()
    frames_ignored: int = 0
    look: str = "usual"
    model: str = ""
    model_sha256: str = ""

    @property
    def text(self) -> str:
        """Everything read: a line of text for each line of writing, a space between numbers."""
        return "\n".join(line.text for line in self.lines)

    @property
    def numbers(self) -> tuple[Number, ...]:
        """All numbers in reading order."""
        return tuple(number for line in self.lines for number in line.numbers)

    @property
    def digits(self) -> tuple[Digit, ...]:
        """All digits in reading order."""
        return tuple(digit for number in self.numbers for digit in number.digits)

    @property
    def ok(self) -> bool:
        """True if the picture could be read, a blank one included."""
        return self.code in ("ok", "no_digit")

    def __repr__(self) -> str:
        """The text and what is doubtful, in one line."""
        if not self.ok:
            return f"Reading(code={self.code!r}, message={self.message!r})"
        digits = self.digits
        doubtful = sum(digit.doubtful for digit in digits)
        count = f"{len(digits)} digit{'' if len(digits) == 1 else 's'}"
        return f"Reading({self.text!r}, {count}" + (f", {doubtful} doubtful)" if doubtful else ")")

    def _repr_html_(self) -> str:
        """What a notebook shows: the text, and what the network saw of each digit; doubtful ones are underlined."""
        if not self.ok:
            return f"<p>{words(self.message)}</p>"
        text = words(self.text).replace("\n", "<br>")
        columns = [
            (
                picture(digit.image),
                f"<u>{words(digit.text)}</u>" if digit.doubtful else words(digit.text),
                f"{min(99, int(100 * digit.confidence))} %",
            )
            for digit in self.digits[:SHOWN_DIGITS]
        ]
        return f"<p><b>{text or 'no digit'}</b></p>" + (table(zip(*columns, strict=True)) if columns else "")

    def to_dict(self, images: bool = False) -> dict[str, Any]:
        """Everything as plain Python values, ready for JSON.

        Args:
            images: Also give what the network saw of each digit, and of what it took for none: ``image``, its 784 bytes
                row by row in base64.

        Returns:
            A dictionary with the keys described in ``docs/reading.md``.

        Example:
            >>> Reading(source="blank.png", size=(28, 28)).to_dict()["code"]
            'no_digit'
        """
        places = [
            ({"number": index, "position": position}, piece)
            for index, number in enumerate(self.numbers)
            for position, piece in enumerate(number.pieces)
        ]
        return {
            "source": self.source,
            "code": self.code,
            "message": self.message,
            "text": self.text,
            "width": self.size[0],
            "height": self.size[1],
            "lines": [{"text": line.text, "box": line.box._asdict()} for line in self.lines],
            "numbers": [
                _number_to_dict(number) | {"line": row}
                for row, line in enumerate(self.lines)
                for number in line.numbers
            ],
            "digits": [place | digit_to_dict(piece, images) for place, piece in places if isinstance(piece, Digit)],
            "marks": [
                place | {"text": piece.text, "box": piece.box._asdict()}
                for place, piece in places
                if isinstance(piece, Mark)
            ],
            "rejected": [item.to_dict(images) for item in self.rejected],
            "warnings": list(self.warnings),
            "frames_ignored": self.frames_ignored,
            "model": {"name": self.model, "sha256": self.model_sha256},
        }


def readings_to_dict(readings: list[Reading], images: bool = False) -> dict[str, Any]:
    """The document that ``--json`` prints and the web API answers with, whether for one picture or many.

    Example:
        >>> readings_to_dict([])
        {'schema': 1, 'readings': []}
    """
    return {"schema": SCHEMA, "readings": [reading.to_dict(images) for reading in readings]}


def _number_to_dict(number: Number) -> dict[str, Any]:
    return {
        "text": number.text,
        "value": None if number.value is None else str(number.value),
        "kind": number.kind,
        "box": number.box._asdict(),
        "confidence": round(number.confidence, 4),
        "doubtful": number.doubtful,
        "alternatives": alternatives_to_list(number.alternatives),
    }
