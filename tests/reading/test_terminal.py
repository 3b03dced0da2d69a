"""What a person sees of a reading in a terminal."""

from __future__ import annotations

import numpy as np

from digitwise.reading.geometry import Box
from digitwise.reading.output.terminal import STYLE, legend, marked_lines
from digitwise.reading.result import Digit, Line, Mark, Number, Reading


def digit(text: str, doubtful: bool) -> Digit:
    """A digit somewhere."""
    return Digit(text, Box(0, 0, 9, 9), 0.5 if doubtful else 1.0, (0.0,) * 11, doubtful, np.zeros((28, 28), np.uint8))


def reading() -> Reading:
    """``4.7`` of which the 7 is doubtful, and ``1`` in a second line."""
    first = Number((digit("4", False), Mark(".", Box(0, 0, 1, 1)), digit("7", True)), 0.5)
    return Reading("ok", lines=(Line((first,)), Line((Number((digit("1", False),), 1.0),))))


def test_doubtful_digits_are_underlined() -> None:
    """They alone, and the text is that of the reading."""
    lines = list(marked_lines(reading()))
    assert "\n".join(line.plain for line in lines) == reading().text
    assert [(line.plain[span.start : span.end], str(span.style)) for line in lines for span in line.spans] == [
        ("7", STYLE)
    ]


def test_without_styles_there_is_a_question_mark() -> None:
    """In a terminal that has no other way."""
    assert [line.plain for line in marked_lines(reading(), styled=False)] == ["4.7?", "1"]


def test_the_legend_counts() -> None:
    """And says how they are marked; nothing where all is sure."""
    assert legend([reading()]).startswith("underlined: doubtful, 1 of 3 digits")
    # A terminal of 80 columns shows it in one line, also of a folder of many digits.
    assert len(legend([reading()] * 4000, styled=False)) <= 80
    assert legend([reading()], styled=False).startswith("followed by ?: doubtful")
    assert legend([Reading()]) == ""
