"""The one digit of a picture: which of its ink that is, and what it says."""

from __future__ import annotations

from digitwise.images import CLASSES
from digitwise.reading.layout.analysis import Layout
from digitwise.reading.layout.single_digit import group_of_one
from digitwise.reading.output.assemble import Place, digit_of
from digitwise.reading.recognition.ensemble import Classify
from digitwise.reading.recognition.normalize import normalize
from digitwise.reading.result import Digit


def one_digit(layout: Layout, classify: Classify, place: Place, threshold: float) -> Digit | None:
    """Return the digit that the largest piece makes with those near it, whatever else is there; None without ink.

    Args:
        layout: All pieces.
        classify: Gives probabilities ``(n, 11)`` of images.
        place: Maps a rectangle of the page to one of the picture as it was given.
        threshold: Confidence below which a digit is doubtful.
    """
    pieces = layout.pieces
    group = group_of_one(pieces)
    if not group:
        return None
    image = normalize(pieces.ink(*group))
    (probabilities,) = classify(image[None])
    text = str(int(probabilities[:CLASSES].argmax()))
    return digit_of(text, place(layout.upright(pieces.box(*group))), probabilities, image, threshold)
