"""Slashes as people write them between the parts of a date: leaning, bowed, hooked, and both of a date nearly alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitwise.training.augmentation.printed_paper.glyphs import HIGH, TALL, Layer, cropped, stroke

_POINTS = 9  # of the line that a slash is drawn as; only the first and the last are hooked


@dataclass(frozen=True)
class Slash:
    """How a hand writes its slashes; those of one date are nearly alike.

    Attributes:
        lean: Columns to the right for each row upwards.
        high: Height, in heights of a digit.
        bow: How far its middle lies beside the straight line, heights of a digit; ends bend the other way.
        hook: How far either end bends, heights of a digit.
    """

    lean: float
    high: float
    bow: float
    hook: tuple[float, float]

    @classmethod
    def of(cls, rng: np.random.Generator) -> Slash:
        """A way to write them: as upright as a 1, or leaning back, and then longer than digits are high."""
        lean = rng.uniform(-0.3, 0.25) if rng.random() < 0.5 else rng.uniform(0.15, 0.75)
        upright = lean < 0.12
        high = rng.uniform(1.15 if upright else 0.9, 2.3 if upright else 1.9)
        bent = 0.12 if rng.random() < 0.35 else 0.04
        hooks = [rng.normal(0, 0.12) if rng.random() < 0.3 else 0.0 for _ in range(2)]
        return cls(lean, high, rng.normal(0, bent), (hooks[0], hooks[1]))

    def again(self, rng: np.random.Generator) -> Slash:
        """The same once more, which is never quite the same."""
        return Slash(
            self.lean + rng.normal(0, 0.05),
            self.high * float(np.exp(rng.normal(0, 0.08))),
            self.bow + rng.normal(0, 0.02),
            (self.hook[0] * rng.uniform(0.5, 1.5), self.hook[1] * rng.uniform(0.5, 1.5)),
        )

    def drawn(self, thick: int) -> Layer:
        """Its ink, from foot to head, without the paper around it.

        Args:
            thick: Width of the stroke, pixels.

        Returns:
            ``(height, width)`` ``uint8``, 255 = ink.

        Example:
            >>> Slash(0.0, 1.5, 0.0, (0.0, 0.0)).drawn(3).shape[0] >= 1.5 * TALL
            True
        """
        field = np.zeros((HIGH, 4 * TALL), np.uint8)
        high = self.high * TALL
        rows = np.linspace(0.5, -0.5, _POINTS)
        places = 2 * TALL - self.lean * high * rows + self.bow * TALL * np.cos(np.pi * rows)
        places[0] += self.hook[0] * TALL
        places[-1] += self.hook[1] * TALL
        stroke(field, [*zip(places, HIGH / 2 + high * rows, strict=True)], thick)
        return cropped(field)
