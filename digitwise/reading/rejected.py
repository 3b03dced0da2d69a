"""A piece of ink that was not read."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.geometry import Box


@dataclass(frozen=True)
class Rejected:
    """A piece of ink that was not read, and why.

    Attributes:
        box: Where it stands in the picture.
        reason: ``"not_a_digit"`` where the network decided it; otherwise a rule did, before any network was asked:
            ``"speck"``, ``"ruling"``, ``"ring"`` (drawn or printed around writing), ``"border"`` (part of something
            outside the picture), ``"texture"`` (all ink of a picture that shows grain, cloth or wood) or ``"sign"`` (a
            slash, a colon).
        confidence: Probability from 0 to 1 that it is no digit; 1 where a rule decided.
        probabilities: Eleven numbers that sum to 1: the ten digits and, last, "not a digit"; None where a rule decided.
        image: What the network saw, ``(28, 28)`` ``uint8``, 255 = ink; None where a rule decided.
    """

    box: Box
    reason: str
    confidence: float = 1.0
    probabilities: tuple[float, ...] | None = None
    image: NDArray[np.uint8] | None = field(default=None, repr=False, compare=False)

    def to_dict(self, images: bool = False) -> dict[str, Any]:
        """Return everything as plain Python values, ready for JSON.

        Args:
            images: Also give ``image``, its 784 bytes row by row in base64, or None.

        Example:
            >>> Rejected(Box(4, 5, 2, 1), "speck").to_dict()["probabilities"] is None
            True
        """
        shares = self.probabilities
        seen = None if self.image is None else base64.b64encode(self.image.tobytes()).decode()
        return {
            "box": self.box._asdict(),
            "reason": self.reason,
            "confidence": round(self.confidence, 4),
            "probabilities": None if shares is None else [round(value, 5) for value in shares],
            **({"image": seen} if images else {}),
        }
