"""Pieces of ink to numbers: every way to put the pieces together is a path, and the likeliest path is the reading.

Touching digits have been cut wherever they might be cut, broken digits lie in several pieces; a digit may be any few
neighbouring pieces. The network says of each such group which digit it is or that it is none, the geometry says how
natural the group is, and a beam search adds both up. Where several pieces stand together, a second network that sees
them all has its say on every text that was found, and may add one of its own. (Over-segmentation with a lattice, as in
Matan, Burges, LeCun and Denker, "Multi-digit recognition using a space displacement neural network", 1992.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.images import CLASSES, Images
from digitwise.reading.classify import NOT_A_DIGIT, Classifier, Probabilities
from digitwise.reading.marks import Band, mark_of
from digitwise.reading.normalise import normalise_many
from digitwise.reading.pieces import Pieces
from digitwise.reading.result import Box
from digitwise.reading.sequence import SequenceReader, likeliest, log_likelihoods
from digitwise.reading.strip import strip_of

_LONGEST = 5  # pieces that one digit may have been broken and cut into
_BEAM = 8
_GUESSES = 3  # digits that each group may stand for
_CUT = 0.25  # costs, in natural logarithms of probability
_JOIN, _GAP = 0.3, 8.0
_SMALL = 8.0
_MARK = 0.4
_SKIP, _SKIP_SIZE = 1.0, 8.0
_NOT_A_DIGIT = 2.5
_PARTS, _WHOLE = 0.5, 1.0  # what the pieces alone and the word as a whole count for
_NEVER = 60.0


class Experts(NamedTuple):
    """The networks that say what ink may be.

    Attributes:
        digits: Tells digits from each other and from what is none.
        numbers: Gives the one that sees a whole number at once, when it is first needed; None to do without.
    """

    digits: Classifier
    numbers: Callable[[], SequenceReader] | None = None


class Symbol(NamedTuple):
    """One thing on a path: a digit, a mark, or ink that is left out (``text`` empty).

    ``cut_from`` is the piece of ink that it is only a part of; −1 if it is all of its pieces.
    """

    text: str
    box: Box
    group: int
    cost: float
    cut_from: int = -1


class Path(NamedTuple):
    """One way to read a word: what it costs and what it reads."""

    cost: float
    symbols: tuple[Symbol, ...]

    @property
    def text(self) -> str:
        """The number as it would be typed."""
        return "".join(symbol.text for symbol in self.symbols)


@dataclass(frozen=True)
class Word:
    """Every way to read a few pieces that stand together.

    Attributes:
        paths: Ways to read them, the likeliest first.
        images: What the network saw, ``(groups, 28, 28)``.
        probabilities: What it said, ``(groups, 11)``.
    """

    paths: list[Path]
    images: Images
    probabilities: Probabilities

    def confidence(self, text: str) -> float:
        """Share of all paths, each by its probability, that read ``text``."""
        weights = np.exp(self.paths[0].cost - np.array([path.cost for path in self.paths]))
        same = np.array([path.text == text for path in self.paths])
        return float(weights[same].sum() / weights.sum())


class Atoms(NamedTuple):
    """The smallest parts of a word from left to right: index of each, and of the piece it was cut from."""

    indices: list[int]
    parents: list[int]
    height: float


class _Group(NamedTuple):
    first: int
    end: int
    box: Box
    cost: float
    cut_from: int


def decode(pieces: Pieces, atoms: Atoms, experts: Experts) -> Word:
    """Read one word.

    Args:
        pieces: All pieces, cut ones included.
        atoms: The parts that make up the word.
        experts: The networks that say what ink may be.

    Returns:
        The ways to read it, at least one.
    """
    groups = _groups(pieces, atoms)
    images = normalise_many([pieces.ink(*atoms.indices[group.first : group.end]) for group in groups])
    probabilities = experts.digits.classify(images)
    steps: list[list[tuple[int, Symbol]]] = [[] for _ in atoms.indices]
    for number, group in enumerate(groups):
        for symbol in _symbols(number, group, probabilities[number], atoms.height):
            steps[group.first].append((group.end, symbol))
    for place, index in enumerate(atoms.indices):
        mark = mark_of(pieces.box(index), _band(pieces, atoms, place))
        # Part of a stroke that was cut is no mark: those stand apart.
        if mark and atoms.parents[place] == index:
            steps[place].append((place + 1, Symbol(mark, pieces.box(index), -1, _MARK)))
    paths = _search(steps)
    if experts.numbers is not None and len(atoms.indices) > 1:
        strip = strip_of(pieces.ink(*atoms.indices), atoms.height)
        paths = _weighed(paths, steps, experts.numbers(), strip)
    return Word(paths, images, probabilities)


def _groups(pieces: Pieces, atoms: Atoms) -> list[_Group]:
    found = []
    for first in range(len(atoms.indices)):
        for end in range(first + 1, min(first + _LONGEST, len(atoms.indices)) + 1):
            box = pieces.box(*atoms.indices[first:end])
            if end > first + 1 and box.width > 1.6 * max(atoms.height, box.height):
                break
            cost = _geometry(pieces, atoms, first, end, box)
            found.append(_Group(first, end, box, cost, _cut_from(atoms.parents, first, end)))
    return found


def _cut_from(parents: list[int], first: int, end: int) -> int:
    """The piece that was cut beside a group; −1 if none was."""
    if end < len(parents) and parents[end] == parents[end - 1]:
        return parents[end]
    return parents[first] if first and parents[first - 1] == parents[first] else -1


def _geometry(pieces: Pieces, atoms: Atoms, first: int, end: int, box: Box) -> float:
    """What the shape of a group costs: a cut beside it, gaps inside it, and a size that digits hardly have."""
    cut = end < len(atoms.indices) and atoms.parents[end - 1] == atoms.parents[end]
    cost = _CUT * cut + _SMALL * max(0.0, 0.5 - box.height / atoms.height)
    right = pieces.box(atoms.indices[first]).right
    for place in range(first + 1, end):
        part = pieces.box(atoms.indices[place])
        if atoms.parents[place] not in atoms.parents[first:place]:
            cost += _JOIN + _GAP * max(0, part.left - right) / atoms.height
        right = max(right, part.right)
    return cost


def _symbols(number: int, group: _Group, probabilities: NDArray[np.float32], height: float) -> list[Symbol]:
    """The digits that a group may be, and the group left out."""
    digits = np.argsort(-probabilities[:CLASSES])[:_GUESSES]
    costs = group.cost - np.log(np.maximum(probabilities, 1e-6))
    found = [Symbol(str(digit), group.box, number, float(costs[digit]), group.cut_from) for digit in digits]
    size = min(1.0, max(group.box.width, group.box.height) / height)
    as_none = float(costs[NOT_A_DIGIT]) + _NOT_A_DIGIT
    if group.end == group.first + 1:
        as_none = min(as_none, group.cost + _SKIP + _SKIP_SIZE * size**1.5)
    return [*found, Symbol("", group.box, number, as_none, group.cut_from)]


def _band(pieces: Pieces, atoms: Atoms, place: int) -> Band:
    """Where the large pieces nearest to one stand."""
    large = [other for other, index in enumerate(atoms.indices) if pieces.boxes[index, 3] >= 0.6 * atoms.height]
    near = sorted(large, key=lambda other: abs(other - place))[:2]
    boxes = [pieces.box(atoms.indices[other]) for other in near] or [pieces.box(*atoms.indices)]
    return Band(float(np.mean([box.top for box in boxes])), float(np.mean([box.bottom for box in boxes])))


def _search(steps: list[list[tuple[int, Symbol]]], wanted: str | None = None) -> list[Path]:
    """The cheapest paths from the first piece to the last; only those that read ``wanted``, if that is given."""
    beams: list[list[Path]] = [[] for _ in range(len(steps) + 1)]
    beams[0] = [Path(0.0, ())]
    for place, choices in enumerate(steps):
        beams[place] = sorted(beams[place])[:_BEAM]
        for path in beams[place]:
            for end, symbol in choices:
                longer = Path(path.cost + symbol.cost, (*path.symbols, symbol))
                if _may_follow(path, symbol) and (wanted is None or wanted.startswith(longer.text.replace(",", "."))):
                    beams[end].append(longer)
    found = (path for path in beams[-1] if _may_end(path))
    return sorted(path for path in found if wanted is None or path.text.replace(",", ".") == wanted)[: 2 * _BEAM]


def _weighed(
    paths: list[Path], steps: list[list[tuple[int, Symbol]]], sequence: SequenceReader, strip: NDArray[np.uint8]
) -> list[Path]:
    """The paths with what the network that sees the whole word thinks of them; its own text is added if it is new."""
    chances = sequence.log_probabilities(strip)
    text = likeliest(chances)
    if all(path.text.replace(",", ".") != text for path in paths):
        paths = paths + _search(steps, text)[:1]
    texts = list(dict.fromkeys(path.text for path in paths))
    costs = dict(zip(texts, -log_likelihoods(chances, texts), strict=True))
    return sorted(Path(_WHOLE * min(costs[path.text], _NEVER) + _PARTS * path.cost, path.symbols) for path in paths)


def _last(path: Path) -> str:
    return next((symbol.text for symbol in reversed(path.symbols) if symbol.text), "")


def _may_follow(path: Path, symbol: Symbol) -> bool:
    """A point stands after a digit, and no mark beside another."""
    if symbol.text in (".", ","):
        return _last(path).isdigit()
    return symbol.text != "-" or _last(path) == "" or _last(path).isdigit()


def _may_end(path: Path) -> bool:
    return _last(path) not in (".", ",", "-")
