"""The networks that say what ink may be: one for a digit, one for a whole number, and both for a digit alone.

The network for whole numbers was trained otherwise, on other pictures of the same digits, so it errs elsewhere: where
the first is unsure which digit stands alone in an image, it has a say. Whether it is a digit at all stays with the
first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.images import CLASSES, Images
from digitwise.reading.recognition.classify import Classifier, Probabilities
from digitwise.reading.recognition.normalize import BOX
from digitwise.reading.recognition.parameters import RECOGNITION
from digitwise.reading.recognition.sequence import SequenceReader, log_likelihoods
from digitwise.reading.recognition.strip import strip_of

_DIGITS = list("0123456789")

Classify = Callable[[Images], Probabilities]


class Experts(NamedTuple):
    """The networks that say what ink may be.

    Attributes:
        digits: Tells digits from each other and from what is none.
        numbers: Gives the one that sees a whole number at once, when it is first needed; None to do without.
        papers: Gives the one that sees it on its printed paper, when it is first needed; None to do without.
    """

    digits: Classifier
    numbers: Callable[[], SequenceReader] | None = None
    papers: Callable[[], SequenceReader] | None = None

    def of_one(self, images: Images) -> Probabilities:
        """What both say of images ``(n, 28, 28)`` of which each stands alone: probabilities ``(n, 11)``.

        Raises:
            ImagesError: For images of another dtype or shape.
        """
        found = self.digits.classify(images)
        return found if self.numbers is None else advised(images, found, self.numbers)


def advised(images: Images, probabilities: Probabilities, numbers: Callable[[], SequenceReader]) -> Probabilities:
    """Probabilities with a second opinion where they are unsure.

    Args:
        images: ``(n, 28, 28)`` ``uint8``, 255 = ink.
        probabilities: ``(n, 11)``: what the network for single digits says of ten digits and "not a digit".
        numbers: Gives the network for whole numbers when it is first needed.

    Returns:
        ``(n, 11)``: as they were where the first is sure, and everywhere for "not a digit".

    Source:
        Hinton, "Training products of experts by minimizing contrastive divergence", Neural Computation 14 (2002),
        section 1: opinions are multiplied and made to sum to one.
    """
    unsure = np.flatnonzero(probabilities.max(axis=1) < RECOGNITION.sure)
    if not len(unsure):
        return probabilities
    network = numbers()
    heard = np.stack([_heard(images[index], network) for index in unsure])
    digits = probabilities[unsure, :CLASSES]
    logits = RECOGNITION.first_opinion * np.log(np.maximum(digits, 1e-9)) + RECOGNITION.second_opinion * heard
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    pooled = probabilities.copy()
    pooled[unsure, :CLASSES] = shares * (digits.sum(axis=1, keepdims=True) / shares.sum(axis=1, keepdims=True))
    return pooled


def _heard(image: NDArray[np.uint8], network: SequenceReader) -> NDArray[np.float64]:
    """Natural logarithms of how likely each digit is beside the likeliest, to the network for whole numbers."""
    found = log_likelihoods(network.log_probabilities(strip_of(image, BOX)), _DIGITS)
    return np.asarray(np.maximum(found - found.max(), np.log(RECOGNITION.least)), np.float64)
