"""Every way to read a few pieces that stand together, and how sure that makes each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitwise.images import Images
from digitwise.reading.classify import Probabilities
from digitwise.reading.lattice import Path, Symbol


@dataclass(frozen=True)
class Word:
    """Every way to read a few pieces that stand together.

    Attributes:
        paths: Ways to read them, the likeliest first.
        images: What the network saw, ``(groups, 28, 28)``.
        probabilities: What it said, ``(groups, 11)``.
        agreement: Natural logarithm of the probability of the likeliest reading in the eyes of the network that sees
            the whole word; None if it was not asked.
    """

    paths: list[Path]
    images: Images
    probabilities: Probabilities
    agreement: float | None = None

    def confidence(self, text: str) -> float:
        """Share of all paths, each by its probability, that read ``text``."""
        return self._share([path.text == text for path in self.paths])

    def support(self, symbol: Symbol) -> float:
        """Share of all paths, each by its probability, on which the ink of a symbol reads as it does there."""
        return self._share([any(_alike(symbol, other) for other in path.symbols) for path in self.paths])

    def _share(self, those: list[bool]) -> float:
        weights = np.exp(self.paths[0].cost - np.array([path.cost for path in self.paths]))
        return float(weights[np.array(those)].sum() / weights.sum())


def _alike(one: Symbol, other: Symbol) -> bool:
    """Whether two symbols read the same in the same place, though the ink may have been cut otherwise."""
    if one.text != other.text:
        return False
    shared = min(one.box.right, other.box.right) - max(one.box.left, other.box.left)
    return shared >= 0.5 * max(one.box.width, other.box.width)
