"""Which way up a page seems to stand, told by its pieces alone.

To read a page again, turned, costs as much as to read it, and more where it then stands on its head: every way to cut
and join its pieces is tried. A 6 and a 9 do not tell which way up they stand, but a 2, a 4 and a 7 turned are no
digits: of many pieces more are digits the right way up.
"""

from __future__ import annotations

import numpy as np

from digitwise.images import CLASSES, Images
from digitwise.reading.layout.analysis import Layout
from digitwise.reading.output.parameters import OUTPUT
from digitwise.reading.recognition.classify import Classifier
from digitwise.reading.recognition.normalize import normalize_many


def likely_turns(layout: Layout, classifier: Classifier, few: int) -> int:
    """By how many quarter turns against the clock a page seems to stand upright; 0 as it is.

    Args:
        layout: Where writing stands.
        classifier: Tells digits from each other and from what is none.
        few: Pieces below which a page tells nothing.

    Returns:
        From 0 to 3. It is a guess, which a reading of the turned page has to confirm.
    """
    written = [index for line in layout.lines for word in line for index in word.indices]
    written += [index for row in layout.grid for cell in row.cells for index in cell.indices]
    if len(written) < few:
        return 0
    chosen = np.unique(np.linspace(0, len(written) - 1, OUTPUT.sample).astype(int)).tolist()
    return turns_of(normalize_many([layout.pieces.ink(written[place]) for place in chosen]), classifier)


def turns_of(images: Images, classifier: Classifier) -> int:
    """By how many quarter turns against the clock most of some pieces seem to stand upright; 0 as they are.

    Args:
        images: ``(n, 28, 28)`` ``uint8``, 255 = ink.
        classifier: Tells digits from each other and from what is none.
    """
    if not len(images):
        return 0
    turned = np.concatenate([np.rot90(images, turns, axes=(1, 2)) for turns in range(4)])
    surest = classifier.classify(turned)[:, :CLASSES].max(axis=1)
    shares = surest.reshape(4, len(images)).mean(axis=1)
    best = int(shares.argmax())
    return best if shares[best] >= max(OUTPUT.upright_digits, shares[0] + OUTPUT.surer_digits) else 0
