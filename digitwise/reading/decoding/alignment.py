"""A text that no path through the pieces reads, laid over their ink.

Where digits lie across each other, no cut gives two digits; the network that sees the whole number may read it all the
same. Then each symbol is given the ink between its borders, as that network sees them.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digitwise.images import Images
from digitwise.reading.decoding.lattice import MARKS, Path, Symbol
from digitwise.reading.decoding.parameters import DECODING
from digitwise.reading.geometry import Box
from digitwise.reading.pieces import Pieces
from digitwise.reading.recognition.classify import Classifier, Probabilities
from digitwise.reading.recognition.normalize import ink_bounds, normalize_many
from digitwise.reading.recognition.parameters import RECOGNITION


def dictated(
    pieces: Pieces, indices: list[int], text: str, cuts: NDArray[np.float64], classifier: Classifier, first: int
) -> tuple[Path, Images, Probabilities]:
    """The path that reads a text.

    Args:
        pieces: All pieces.
        indices: Those of the word.
        text: What they read.
        cuts: Where its symbols meet, pixels of the page from the left; one fewer than there are symbols.
        classifier: The network for single digits.
        first: Number of the first image among those of the word.

    Returns:
        The path, and for each of its digits the image and the probabilities, to be added to those of the word.
    """
    ink, around = pieces.ink(*indices), pieces.box(*indices)
    # The map has the same fringe on both sides, unless the border of the page cuts it off.
    left = min(around.left, (ink.shape[1] - around.width) // 2)
    top = min(around.top, (ink.shape[0] - around.height) // 2)
    edges = np.clip(np.rint([around.left, *cuts, around.right]).astype(int), around.left, around.right)
    boxes, inks = [], []
    for start, end in pairwise(edges):
        part = ink[:, start - around.left + left : max(end, start + 1) - around.left + left]
        up, down, near, far = ink_bounds(part) or (0, part.shape[0], 0, part.shape[1])
        boxes.append(Box(int(start + near), int(around.top - top + up), max(1, far - near), max(1, down - up)))
        inks.append(part)
    digits = [place for place, symbol in enumerate(text) if symbol not in MARKS]
    images = normalize_many([inks[place] for place in digits])
    probabilities = classifier.classify(images)
    path = Path(0.0, ())
    for place, (symbol, box) in enumerate(zip(text, boxes, strict=True)):
        if place not in digits:
            path = path.followed_by(Symbol(symbol, box, -1, 0.0))
            continue
        row = digits.index(place)
        cost = min(DECODING.laid_over_cost, -float(np.log(max(probabilities[row, int(symbol)], RECOGNITION.least))))
        path = path.followed_by(Symbol(symbol, box, first + row, cost))
    return path, images, probabilities
