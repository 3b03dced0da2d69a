"""One person's hand: how far the last layer of the network for digits is shifted to read it better.

The logits of a digit become ``logits + features @ weights``. Zero weights change nothing; the probabilities of the
network are its logits but for a constant, which the softmax does not see.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitwise.errors import ModelError
from digitwise.files import read_bounded, whole_file
from digitwise.images import Images
from digitwise.models.features import FeatureModel
from digitwise.reading.recognition.classify import Classifier, Probabilities
from digitwise.reading.recognition.softmax import logits_of, softmax

LARGEST = 10 * 2**20
"""Bytes of a file; ours have 60,000."""

FORMAT = 1


@dataclass(frozen=True)
class Hand:
    """A shift of the last layer, and how well it does.

    Attributes:
        weights: ``(width, classes)`` ``float32``.
        model_sha256: Digest of the network that it shifts.
        taught: Corrected digits that it was taught with.
        wrong_before: Of them, when held back, those that the network reads wrongly without it;
        wrong_after: and those it reads wrongly with what the others taught.
    """

    weights: NDArray[np.float32]
    model_sha256: str
    taught: int
    wrong_before: int
    wrong_after: int

    @property
    def sentence(self) -> str:
        """How well it does."""
        return (
            f"of {self.taught} corrected digits, each held back once, {self.wrong_before} were read wrongly before and "
            f"{self.wrong_after} after"
        )

    def shifted(self, probabilities: Probabilities, features: NDArray[np.float32]) -> Probabilities:
        """Probabilities ``(n, classes)`` as this hand has them."""
        return softmax(logits_of(probabilities) + features @ self.weights)

    def save(self, path: Path) -> None:
        """Write it, whole or not at all.

        Raises:
            OutputError: If it cannot be written.
        """
        counts = np.array([FORMAT, self.taught, self.wrong_before, self.wrong_after], np.int64)
        digest = np.frombuffer(self.model_sha256.encode(), np.uint8)
        # Half precision, as the weights that ship have: the shift is small beside them.
        with whole_file(path) as file:
            np.savez_compressed(file, weights=self.weights.astype(np.float16), counts=counts, model=digest)


def load_hand(path: Path) -> Hand:
    """Load a hand.

    Raises:
        ModelError: If the file is missing, too large, or none of a hand; nothing of it is run.
    """
    try:
        content = read_bounded(path, LARGEST)
    except OSError as error:
        raise ModelError(f"{path} is no hand that was taught; teach it again, or use --no-hand") from error
    if len(content) > LARGEST:
        raise ModelError(f"{path} is larger than {LARGEST // 2**20} MiB; no hand is")
    try:
        # Arrays of objects would be pickles, which are never opened.
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            weights = file["weights"].astype(np.float32)
            form, taught, before, after = (int(value) for value in file["counts"])
            digest = file["model"].astype(np.uint8).tobytes().decode("ascii")
    except Exception as error:  # zipfile and zlib have errors of their own
        raise ModelError(f"{path} is no hand that was taught; teach it again, or use --no-hand") from error
    if form != FORMAT or weights.ndim != 2 or not np.isfinite(weights).all():
        raise ModelError(f"{path} is no hand of this Digitwise; teach it again, or use --no-hand")
    return Hand(weights, digest, taught, before, after)


class HandClassifier(Classifier):
    """The network for digits, its last layer shifted to one person's hand.

    Args:
        classifier: The one that is shifted.
        network: The same network, with its features.
        hand: The shift.

    Raises:
        ModelError: If the hand was taught with another network.
    """

    def __init__(self, classifier: Classifier, network: FeatureModel, hand: Hand) -> None:
        if hand.model_sha256 != classifier.sha256:
            raise ModelError(
                f"this hand was taught with the model {hand.model_sha256[:12]}…, and {classifier.name} is "
                f"{classifier.sha256[:12]}…; teach it again, or use --no-hand"
            )
        super().__init__(classifier.model)
        self._network = network
        self._hand = hand

    def classify(self, images: Images) -> Probabilities:
        """Probabilities as :meth:`Classifier.classify` gives them, of this hand."""
        return self.finished(self._hand.shifted(*self._network.predict(images)))
