"""The one digit of a picture: which of its ink that is, and what it says."""

from __future__ import annotations

import numpy as np

from digitwise.images import CLASSES
from digitwise.reading.layout.analysis import Layout
from digitwise.reading.layout.single_digit import groups_of_one, weight_of
from digitwise.reading.output.assemble import Place, digit_of
from digitwise.reading.recognition.ensemble import Classify
from digitwise.reading.recognition.normalize import normalize_many
from digitwise.reading.result import Digit


def one_digit(layout: Layout, classify: Classify, place: Place, threshold: float) -> Digit | None:
    """Return the likeliest digit that some of the pieces make, whatever else is there; None without ink.

    Args:
        layout: All pieces.
        classify: Gives probabilities ``(n, 11)`` of images.
        place: Maps a rectangle of the page to one of the picture as it was given.
        threshold: Confidence below which a digit is doubtful.
    """
    pieces = layout.pieces
    groups = groups_of_one(pieces)
    if not groups:
        return None
    images = normalize_many([pieces.ink(*group) for group in groups])
    probabilities = classify(images)
    areas = np.array([sum(weight_of(pieces, index) for index in group) for group in groups])
    # To leave ink out must pay: the less is left of the likeliest group, the surer the network has to be.
    worth = probabilities[:, :CLASSES].max(axis=1) * np.minimum(1, areas / areas[0]) ** 2
    best = int(worth.argmax())
    text = str(int(probabilities[best, :CLASSES].argmax()))
    box = place(layout.upright(pieces.box(*groups[best])))
    return digit_of(text, box, probabilities[best], images[best], threshold)
