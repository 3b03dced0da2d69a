"""Steps from piece to piece, and the cheapest paths that they make through a word.

A digit may be any few neighbouring pieces, so the ways to read a word are the paths of a lattice. (Matan, Burges, LeCun
and Denker, "Multi-digit recognition using a space displacement neural network", 1992.)
"""

from __future__ import annotations

from typing import NamedTuple

from digitwise.reading.result import Box

BEAM = 8
"""Ways that are followed up at each piece."""


class Symbol(NamedTuple):
    """One thing on a path: a digit, a mark, or ink that is left out (``text`` empty).

    ``group`` is the row of the image that the network saw, −1 for a mark; ``cut_from`` is the piece of ink that it is
    only a part of, −1 if it is all of its pieces.
    """

    text: str
    box: Box
    group: int
    cost: float
    cut_from: int = -1


class Path(NamedTuple):
    """One way to read a word: what it costs, in natural logarithms of probability, and what it reads."""

    cost: float
    symbols: tuple[Symbol, ...]

    @property
    def text(self) -> str:
        """The number as it would be typed."""
        return "".join(symbol.text for symbol in self.symbols)


Steps = list[list[tuple[int, Symbol]]]
"""For each piece, what may begin there, each with the piece after its last."""


def cheapest(steps: Steps, wanted: str | None = None) -> list[Path]:
    """The cheapest paths from the first piece to the last, the cheapest first.

    Args:
        steps: What may begin at each piece.
        wanted: Only paths that read this, a comma being a point; None for all.
    """
    beams: list[list[Path]] = [[] for _ in range(len(steps) + 1)]
    beams[0] = [Path(0.0, ())]
    for place, choices in enumerate(steps):
        beams[place] = sorted(beams[place])[:BEAM]
        for path in beams[place]:
            for end, symbol in choices:
                longer = Path(path.cost + symbol.cost, (*path.symbols, symbol))
                if _may_follow(path, symbol) and (wanted is None or wanted.startswith(longer.text.replace(",", "."))):
                    beams[end].append(longer)
    found = (path for path in beams[-1] if _may_end(path))
    return sorted(path for path in found if wanted is None or path.text.replace(",", ".") == wanted)[: 2 * BEAM]


def _last(path: Path) -> str:
    return next((symbol.text for symbol in reversed(path.symbols) if symbol.text), "")


def _may_follow(path: Path, symbol: Symbol) -> bool:
    """A point stands after a digit, and no mark beside another."""
    if symbol.text in (".", ","):
        return _last(path).isdigit()
    return symbol.text != "-" or _last(path) == "" or _last(path).isdigit()


def _may_end(path: Path) -> bool:
    return _last(path) not in (".", ",", "-")
