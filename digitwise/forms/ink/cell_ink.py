"""The ink of a sheet, found once, shared out among its cells.

Ink found on each cell's crop by itself sees noise where a cell is empty, and loses strokes that leave their cell. Here
each connected component of the sheet goes to the cell that holds most of it, and is cut at the line only where two
cells hold about as much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.forms.grids.cells import Cell
from digitwise.forms.grids.lines import Line
from digitwise.forms.ink.beyond import may_go_on, pieces_outside
from digitwise.forms.ink.guides import GUIDES, without_guides
from digitwise.forms.ink.line_removal import without_ruling
from digitwise.forms.ink.preprinted import without_preprinted
from digitwise.forms.ink.sharing import Numbers, shared_out
from digitwise.forms.ink.tails import with_tails
from digitwise.reading.components import components
from digitwise.reading.geometry import Box
from digitwise.reading.ink.binarize import Ink
from digitwise.reading.pieces import Pieces

Mask = NDArray[np.uint8]


@dataclass(frozen=True)
class CellInkSettings:
    """What decides which ink belongs to a cell."""

    wall: float = 1.5
    """Pixels beside half of its thickness that belong to a ruling line: its gray edges."""
    rest: float = 0.6
    """Of the strongest ink of a cell: a component that is nowhere darker is a rest of what was printed there."""
    speck: float = 0.3
    """Squares of a stroke's width: a smaller component is dirt."""
    hugging: float = 2.0
    """Stroke widths: ink no broader that runs along a line, close to it, is a rest of that line."""
    long: float = 0.35
    """Length of a flat rest of a line as a share of the width of its cell, at least."""
    high: float = 0.85
    """Length of an upright rest of a line as a share of the height of its cell, at least. A 1 is shorter."""
    point: float = 0.6
    """Shorter side of a point close to a line in stroke widths, at least. A rest of the line is thinner."""
    touching: float = 2.0
    """Pixels between a point and a line, at least. A rest of the line is nearer."""
    digit: float = 4.0
    """Height of a digit in stroke widths, at least. A point lies below the middle of the digits of its cell."""


@dataclass(frozen=True)
class CellInk:
    """What stands in one cell.

    Attributes:
        pieces: Its connected components.
        amount: Pixels of full ink.
        strength: Level of its strongest ink, 0–255.
        darkness: That as a share of the level of the sheet's pen.
        window: Where the arrays of ``pieces`` lie on the sheet.
        spans: Cells that one of its components goes through, at most: more than one if it was cut at their lines.
        printed: What was printed into it, and is none of its pieces: boxes on the sheet.
        is_over_print: Whether some of that could not be told from the writing over it.
        goes_on: Whether writing beyond its left or right side stands as near as the next digit of a number.
    """

    pieces: Pieces
    amount: float
    strength: float
    window: Box
    darkness: float = 1.0
    spans: int = 1
    printed: tuple[Box, ...] = ()
    is_over_print: bool = False
    goes_on: bool = False

    @property
    def is_pale(self) -> bool:
        """Whether all of it is far paler than the pen of the sheet."""
        return self.darkness < GUIDES.pen

    @property
    def longest(self) -> int:
        """Longer side of its largest component, pixels."""
        return int(self.pieces.boxes[:, 2:].max(initial=0))

    def taller(self, height: float) -> int:
        """How many of its components are at least as tall as a number of pixels."""
        return int((self.pieces.boxes[:, 3] >= height).sum())

    @property
    def tallest(self) -> int:
        """Height of its tallest component, pixels."""
        return int(self.pieces.boxes[:, 3].max(initial=0))


def ink_of_cells(
    ink: Ink,
    across: list[Line],
    down: list[Line],
    cells: list[Cell],
    kinds: Sequence[object] = (),
    owners: Sequence[int] = (),
    settings: CellInkSettings | None = None,
) -> list[CellInk]:
    """Share out the ink of a sheet among its cells.

    Args:
        ink: What was written and printed on the level sheet.
        across: Its horizontal ruling lines.
        down: Its upright ones, described on the transposed sheet.
        cells: The cells, none inside another.
        kinds: Of each cell; those of one kind were printed alike. All are of one kind if left out.
        owners: Of each cell, from 1; those of one owner are boxes of one number. Each is its own if left out.
        settings: What decides; None for the usual.

    Returns:
        What stands in each cell.
    """
    settings = settings or CellInkSettings()
    mask = without_ruling(ink.mask, across, down, settings.wall)
    places = _places(cells, mask.shape)
    kinds = kinds or [None] * len(cells)
    mask, strengths, pen = without_guides(ink, mask, places, cells, kinds)
    bare = without_preprinted(*components(mask), places, cells, kinds, ink.stroke)
    boxes = np.array([cell.box for cell in cells], np.int64).reshape(-1, 4)
    labels = with_tails(bare.labels, bare.stats, places, boxes, ink.stroke)
    labels, homes, stats, spans = shared_out(labels, places, np.array([np.inf, *boxes[:, 3]]))
    outside = pieces_outside(bare.labels, bare.stats, labels)
    groups = np.array([0, *owners]) if owners else np.arange(len(cells) + 1)
    goes_on = may_go_on(
        np.concatenate([stats[1:, :4], outside]), np.append(homes[1:], 0 * outside[:, 0]), groups, ink.stroke
    )
    found = []
    for number, cell in enumerate(cells, 1):
        mine = np.flatnonzero(homes == number)
        own = _cell_ink(ink, cell, labels, mine, stats, float(strengths[number]), pen, settings)
        printed, through = bare.printed.get(number, ()), int(spans[mine].max(initial=1))
        over, on = number in bare.over, bool(goes_on[number])
        found.append(replace(own, spans=through, printed=printed, is_over_print=over, goes_on=on))
    return found


def _places(cells: list[Cell], shape: tuple[int, ...]) -> NDArray[np.int32]:
    """For each pixel the number of its cell, from 1; 0 where there is none."""
    places = np.zeros(shape, np.int32)
    for number, cell in enumerate(cells, 1):
        cv2.fillPoly(places, [np.rint(cell.corners).astype(np.int32)], number)
    return places


def _cell_ink(
    ink: Ink,
    cell: Cell,
    labels: NDArray[np.int32],
    mine: NDArray[np.intp],
    stats: Numbers,
    strength: float,
    pen: float,
    settings: CellInkSettings,
) -> CellInk:
    """The pieces of one cell, dirt and rests of its lines left out."""
    boxes = stats[mine]
    keep = boxes[:, 4] >= max(3.0, settings.speck * ink.stroke**2)
    keep &= ~_along_walls(boxes, cell.box, ink.stroke, settings)
    mine, boxes = mine[keep], boxes[keep]
    around = Box.around([cell.box, *(Box(*box[:4].tolist()) for box in boxes)])
    fringe = max(2, round(ink.stroke))
    left, top = max(0, around.left - fringe), max(0, around.top - fringe)
    window = Box(left, top, around.right + fringe - left, around.bottom + fringe - top)
    part = labels[window.top : window.bottom, window.left : window.right]
    numbers = np.zeros(len(stats) + 1, np.int32)
    numbers[mine] = np.arange(1, len(mine) + 1)
    # Ink of others is neither paper nor this cell's: one number beyond its own pieces.
    own = np.where((part > 0) & (numbers[part] == 0), len(mine) + 1, numbers[part]).astype(np.int32)
    levels = ink.levels[window.top : window.bottom, window.left : window.right]
    levels = np.where(own > len(mine), 0, levels).astype(np.uint8)
    own[own > len(mine)] = 0
    own, boxes = _without_print(own, levels, boxes, strength * settings.rest)
    sums = np.bincount(own.ravel(), levels.ravel().astype(np.float64), minlength=len(boxes) + 1)[1:]
    pieces = Pieces(
        labels=own,
        levels=levels,
        boxes=boxes[:, :4] - np.array([window.left, window.top, 0, 0]),
        areas=boxes[:, 4],
        strengths=sums / np.maximum(boxes[:, 4], 1),
        stroke=ink.stroke,
        reasons={},
    )
    return CellInk(pieces, float(sums.sum() / max(pen, 1.0)), strength, window, strength / max(pen, 1.0))


def _without_print(
    own: NDArray[np.int32], levels: NDArray[np.uint8], boxes: Numbers, least: float
) -> tuple[NDArray[np.int32], Numbers]:
    """The pieces that the pen has written: those that are nowhere as dark are rests of what was printed under them."""
    darkest = np.zeros(len(boxes) + 1, levels.dtype)
    np.maximum.at(darkest, own.ravel().astype(np.intp), levels.ravel())
    kept = np.flatnonzero(darkest[1:] >= least)
    if len(kept) == len(boxes):
        return own, boxes
    numbers = np.zeros(len(boxes) + 1, np.int32)
    numbers[kept + 1] = np.arange(1, len(kept) + 1)
    return numbers[own], boxes[kept]


def _along_walls(boxes: Numbers, cell: Box, stroke: float, settings: CellInkSettings) -> NDArray[np.bool_]:
    """Which pieces are what was left of a ruling line: thin, close to a side of the cell, and along it."""
    thin, reach = settings.hugging * max(1.0, stroke), settings.hugging * max(1.0, stroke) + 1
    left, top, wide, high = (boxes[:, place] for place in range(4))
    flat = (high <= thin) & (wide >= settings.long * cell.width)
    at_side = (top - cell.top <= reach) | (cell.bottom - (top + high) <= reach)
    steep = (wide <= thin) & (high >= settings.high * cell.height)
    at_end = (left - cell.left <= reach) | (cell.right - (left + wide) <= reach)
    away = np.minimum(np.minimum(top - cell.top, cell.bottom - top - high), left - cell.left)
    away = np.minimum(away, cell.right - left - wide)
    is_point = (np.minimum(wide, high) >= settings.point * stroke) & (away > settings.touching)
    middle, digits = top + high / 2, high > settings.digit * stroke
    is_point &= middle > np.median(middle[digits]) if digits.any() else False
    tiny = (np.maximum(wide, high) <= thin) & ~is_point
    return np.asarray((flat & at_side) | (steep & at_end) | (tiny & (at_side | at_end)))
