"""Images to calibrated probabilities: ten digits and, last, "not a digit"."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.images import CLASSES, Images
from digitwise.models import OnnxModel, load_onnx
from digitwise.models.run_pointer import follow
from digitwise.reading.recognition.parameters import RECOGNITION
from digitwise.reading.recognition.softmax import logits_of, softmax

Probabilities = NDArray[np.float32]

NOT_A_DIGIT = CLASSES
"""Column of "not a digit"."""

WEIGHTS = Path(__file__).parent / "weights" / "reader.onnx"
"""The network that ships with the package."""


class Classifier:
    """A network that tells digits apart, with confidences that mean what they say.

    Attributes:
        model: The network.
        name: Its name.
        sha256: Digest of its file.
        threshold: Confidence below which a digit is doubtful.
    """

    def __init__(self, model: OnnxModel) -> None:
        self.model = model
        self.name = model.name
        self.sha256 = model.card.sha256
        self.threshold = float(model.card.calibration.get("threshold", RECOGNITION.threshold))
        self._temperature = float(model.card.calibration.get("temperature", 1.0))

    def classify(self, images: Images) -> Probabilities:
        """Return ``(n, 11)`` ``float32`` for images ``(n, 28, 28)`` ``uint8``, 255 = ink; each row sums to one.

        A network that knows no "not a digit" gets a last column of zeros.

        Raises:
            ImagesError: For images of another dtype or shape.
        """
        return self.finished(self.model.predict(images))

    def finished(self, probabilities: Probabilities) -> Probabilities:
        """What the network says, calibrated, with a column for "not a digit"."""
        found = _cooled(probabilities, self._temperature)
        if found.shape[1] > CLASSES:
            return found
        return np.pad(found, ((0, 0), (0, 1)))


def load_classifier(model: str | Path | None = None, threads: int = 2) -> Classifier:
    """Load the network that ships with the package, or a run folder or ``.onnx`` file of one's own.

    Args:
        model: Run folder or ``.onnx`` file with its card; None for the one that ships with the package.
        threads: Threads for one batch of images.

    Raises:
        ModelError: If there is no such model, or it is not what its card says.
    """
    if model is None:
        return _shipped(threads)
    return Classifier(load_onnx(path_of(model), threads))


def path_of(model: str | Path | None) -> Path:
    """The ``.onnx`` file of the network that ships, of a run folder, or the file itself."""
    if model is None:
        return WEIGHTS
    path = follow(Path(model))
    return path / "model.onnx" if path.is_dir() else path


@functools.lru_cache(maxsize=2)
def _shipped(threads: int) -> Classifier:
    return Classifier(load_onnx(WEIGHTS, threads))


def handed_over_as_digits(probabilities: Probabilities) -> Probabilities:
    """Probabilities of images that somebody took for digits, where those of ink found on a page are given.

    In training one image in eight was no digit, as on a page; among images that are handed over as digits hardly one
    in a hundred is.

    Args:
        probabilities: ``(n, 11)``, each row summing to one.

    Returns:
        The same, the odds of "not a digit" a tenth of what they were.

    Source:
        Saerens, Latinne and Decaestecker, "Adjusting the outputs of a classifier to new a priori probabilities",
        Neural Computation 14 (2002), equation 2.4.

    Example:
        >>> found = np.zeros((1, 11), np.float32)
        >>> found[0, [4, 10]] = 0.5
        >>> handed_over_as_digits(found)[0, [4, 10]].round(3).tolist()
        [0.9089999794960022, 0.09099999815225601]
    """
    weighed = probabilities.copy()
    weighed[:, NOT_A_DIGIT] *= RECOGNITION.not_a_digit_odds
    return np.asarray(weighed / weighed.sum(axis=1, keepdims=True), np.float32)


def _cooled(probabilities: NDArray[Any], temperature: float) -> Probabilities:
    """Probabilities at another temperature: above 1 less sure, below 1 more. (Guo et al. 2017.)"""
    if temperature == 1:
        return probabilities
    return softmax(logits_of(probabilities) / temperature)
