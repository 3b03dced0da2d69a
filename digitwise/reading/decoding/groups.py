"""Which pieces of a word may be one digit, a point, a comma or a minus together, and what the shape of each costs."""

from __future__ import annotations

from statistics import fmean
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.images import CLASSES
from digitwise.reading.decoding.lattice import Symbol
from digitwise.reading.decoding.parameters import DECODING
from digitwise.reading.geometry import Band, Box
from digitwise.reading.layout.parameters import LAYOUT
from digitwise.reading.pieces import Pieces
from digitwise.reading.recognition.classify import NOT_A_DIGIT
from digitwise.reading.recognition.parameters import RECOGNITION


class Atoms(NamedTuple):
    """The smallest parts of a word from left to right: index of each, and of the piece it was cut from."""

    indices: list[int]
    parents: list[int]
    height: float


class Group(NamedTuple):
    """Neighboring atoms that may be one digit.

    Attributes:
        first: Place of its first atom among those of the word.
        end: The one after its last.
        box: The rectangle around them.
        cost: What its shape costs, natural logarithms of probability.
        cut_from: The piece that was cut beside it; −1 if none was.
    """

    first: int
    end: int
    box: Box
    cost: float
    cut_from: int


def groups_of(pieces: Pieces, atoms: Atoms, longest: int) -> list[Group]:
    """Every run of neighboring atoms that is no wider than a digit may be.

    Args:
        pieces: All pieces, parts of cut ones among them.
        atoms: Those of the word.
        longest: Atoms that one digit may have been broken and cut into.
    """
    found = []
    for first in range(len(atoms.indices)):
        for end in range(first + 1, min(first + longest, len(atoms.indices)) + 1):
            box = pieces.box(*atoms.indices[first:end])
            if end > first + 1 and box.width > DECODING.widest_digit * max(atoms.height, box.height):
                break
            cost = _geometry(pieces, atoms, first, end, box)
            found.append(Group(first, end, box, cost, _cut_from(atoms.parents, first, end)))
    return found


def _cut_from(parents: list[int], first: int, end: int) -> int:
    """The piece that was cut beside a group; −1 if none was."""
    if end < len(parents) and parents[end] == parents[end - 1]:
        return parents[end]
    return parents[first] if first and parents[first - 1] == parents[first] else -1


def _geometry(pieces: Pieces, atoms: Atoms, first: int, end: int, box: Box) -> float:
    """What the shape of a group costs: a cut beside it, gaps inside it, and a size that digits hardly have."""
    cut = end < len(atoms.indices) and atoms.parents[end - 1] == atoms.parents[end]
    cost = DECODING.cut_cost * cut + DECODING.height_cost * max(0.0, DECODING.low_height - box.height / atoms.height)
    right = pieces.box(atoms.indices[first]).right
    for place in range(first + 1, end):
        part = pieces.box(atoms.indices[place])
        if atoms.parents[place] not in atoms.parents[first:place]:
            cost += DECODING.join_cost + DECODING.height_cost * max(0, part.left - right) / atoms.height
        right = max(right, part.right)
    return cost


def symbols_of(number: int, group: Group, probabilities: NDArray[np.float32], height: float) -> list[Symbol]:
    """The digits that a group may be, and the group left out."""
    digits = np.argsort(-probabilities[:CLASSES])[: DECODING.guesses]
    costs = group.cost - np.log(np.maximum(probabilities, RECOGNITION.least))
    found = [Symbol(str(digit), group.box, number, float(costs[digit]), group.cut_from) for digit in digits]
    size = min(1.0, max(group.box.width, group.box.height) / height)
    as_none = float(costs[NOT_A_DIGIT]) + DECODING.none_cost
    if group.end == group.first + 1:
        as_none = min(as_none, group.cost + DECODING.skip_cost + DECODING.skip_size_cost * size**DECODING.skip_power)
    return [*found, Symbol("", group.box, number, as_none, group.cut_from)]


def band_of(pieces: Pieces, atoms: Atoms, place: int) -> Band:
    """Where the large pieces nearest to one stand."""
    large = [
        other
        for other, index in enumerate(atoms.indices)
        if pieces.boxes[index, 3] >= LAYOUT.may_be_digit * atoms.height
    ]
    near = sorted(large, key=lambda other: abs(other - place))[:2]
    boxes = [pieces.box(atoms.indices[other]) for other in near] or [pieces.box(*atoms.indices)]
    return Band(fmean(box.top for box in boxes), fmean(box.bottom for box in boxes))


def mark_of(box: Box, band: Band) -> str | None:
    """``"."``, ``","``, ``"-"``, or None if a piece of ink can be none of them.

    Args:
        box: Rectangle of the ink.
        band: Where the digits beside it stand.

    Example:
        >>> band = Band(top=0, base=40)
        >>> mark_of(Box(0, 36, 5, 5), band), mark_of(Box(0, 36, 4, 12), band), mark_of(Box(0, 18, 20, 4), band)
        ('.', ',', '-')
        >>> mark_of(Box(0, 0, 20, 40), band) is None
        True
    """
    height = band.height
    wide, high = box.width / height, box.height / height
    middle = (box.top + box.height / 2 - band.top) / height
    flat = high <= DECODING.minus_height and wide >= DECODING.minus_slenderness * high
    if flat and _is_within(wide, DECODING.minus_width) and _is_within(middle, DECODING.minus_middle):
        return "-"
    small = wide <= DECODING.point_width and high <= DECODING.point_height
    if not (small and _is_within(middle, DECODING.point_middle)):
        return None
    below = (box.bottom - band.base) / height
    hangs = below > DECODING.comma_below or high > DECODING.comma_height
    return "," if high > DECODING.comma_slenderness * wide and hangs else "."


def _is_within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]
