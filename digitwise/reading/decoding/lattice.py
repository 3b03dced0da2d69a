"""Steps from piece to piece, and the cheapest paths that they make through a word.

A digit may be any few neighboring pieces, so the ways to read a word are the paths of a lattice. (Matan, Burges, LeCun
and Denker, "Multi-digit recognition using a space displacement neural network", 1992.)
"""

from __future__ import annotations

from typing import NamedTuple

from digitwise.reading.decoding.parameters import DECODING
from digitwise.reading.geometry import Box

MARKS = (".", ",", "·", "-", "/", ":", "½")
"""What stands in a number beside digits."""


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
    """One way to read a word: what it costs, in natural logarithms of probability, its symbols, and the text they make.

    Example:
        >>> Path(0.0, ()).followed_by(Symbol("4", Box(0, 0, 9, 20), 0, 0.5)).text
        '4'
    """

    cost: float
    symbols: tuple[Symbol, ...]
    text: str = ""

    def followed_by(self, symbol: Symbol) -> Path:
        """The path one symbol further."""
        return Path(self.cost + symbol.cost, (*self.symbols, symbol), self.text + symbol.text)


Steps = list[list[tuple[int, Symbol]]]
"""For each piece, what may begin there, each with the piece after its last."""


def cheapest(steps: Steps, wanted: str | None = None) -> list[Path]:
    """The cheapest paths from the first piece to the last, the cheapest first.

    Args:
        steps: What may begin at each piece.
        wanted: Only paths that read this, a comma being a point; None for all.
    """
    # Plain tuples of what a path has: there are thousands, and a dozen of them become paths.
    beams: list[list[tuple[float, tuple[Symbol, ...], str]]] = [[] for _ in range(len(steps) + 1)]
    beams[0] = [(0.0, (), "")]
    for place, choices in enumerate(steps):
        for cost, symbols, text in sorted(beams[place])[: DECODING.paths]:
            for end, symbol in choices:
                if symbol.text not in MARKS or _may_follow(text, symbol.text):
                    longer = text + symbol.text
                    if wanted is None or wanted.startswith(longer.replace(",", ".")):
                        beams[end].append((cost + symbol.cost, (*symbols, symbol), longer))
    ended = (path for path in beams[-1] if path[2][-1:] not in MARKS)
    found = sorted(path for path in ended if wanted is None or path[2].replace(",", ".") == wanted)
    return [Path(*path) for path in found[: 2 * DECODING.paths]]


def _may_follow(before: str, mark: str) -> bool:
    """Whether a mark may stand there: a point stands after a digit, and no mark beside another."""
    return (mark == "-" and not before) or before[-1:].isdigit()
