"""A layout to the words and cells of a page, each with every way to read it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from statistics import median

from digitwise.reading.decoding.hypotheses import reread_boxes, reread_lines
from digitwise.reading.decoding.sequence_scores import is_print, text_from
from digitwise.reading.decoding.word import Word, parted
from digitwise.reading.decoding.word_decoder import digits_of_dense_page, read_single_pass, read_word
from digitwise.reading.geometry import Box
from digitwise.reading.layout.analysis import Cell, Layout
from digitwise.reading.pieces import Pieces
from digitwise.reading.recognition.ensemble import Experts
from digitwise.reading.recognition.gathering import WORDS, GatheringClassifier

_Asked = tuple[list[int], float, int | None]
"""The pieces of a word, the height of its digits, and from how many pieces on it is text if it is likely to be."""

Row = list[list[Word | Cell]]
"""Numbers of a line; each has parts: words, and empty boxes."""


@dataclass(frozen=True)
class Page:
    """What was read from a layout.

    Attributes:
        rows: Lines in reading order; each has numbers, each number parts: words, and empty boxes.
        layout: Where they stand.
        is_print: Whether most of it is print.
        single_pass: Whether it has so many pieces, most of them no digits, that each was seen once.
    """

    rows: list[Row]
    layout: Layout
    is_print: bool = False
    single_pass: bool = False


def read_layout(layout: Layout, experts: Experts, further_look: bool = False) -> Page:
    """Read all words and boxes of a page.

    Args:
        layout: Where writing stands.
        experts: The networks that say what ink may be.
        further_look: Whether the page was looked at before, and nothing was sure: of print it is not worth its time.

    Returns:
        The lines of writing in reading order, each word with every way to read it.
    """
    pieces = layout.pieces
    whole = [([index for word in line for index in word.indices], line[0].height) for line in layout.lines if line]
    on_print = is_print(pieces, whole, experts)
    every = [index for indices, _ in whole for index in indices]
    dense = None if on_print and not further_look else digits_of_dense_page(pieces, every, experts.digits)
    if dense is None:
        lines = _read_lines(layout, experts, on_print)
    else:
        lines = [
            [parted(read_single_pass(pieces, word.indices, word.height, experts, dense)) for word in line]
            for line in layout.lines
        ]
    free: list[Row] = [[[part] for parts in line for part in parts] for line in lines]
    boxed = _read_boxes(layout, experts)
    if experts.papers is not None and layout.ink is not None:
        if dense is None:
            free = reread_lines(layout, lines, experts.papers, on_print)
        boxed = [reread_boxes(layout, row, read, experts.papers) for row, read in zip(layout.grid, boxed, strict=True)]
    rows = _in_order(free, boxed, [[cell.box for cell in row.cells] for row in layout.grid])
    return Page(rows, layout, is_print=on_print or dense is not None, single_pass=dense is not None)


def _read_lines(layout: Layout, experts: Experts, on_print: bool) -> list[list[list[Word]]]:
    """For each word of each line the numbers that it is read as."""
    asked: list[_Asked] = []
    for line in layout.lines:
        likely = text_from([word.indices for word in line]) if on_print else None
        asked += [(word.indices, word.height, likely) for word in line]
    words = iter(_read_words(layout.pieces, asked, experts))
    return [[parted(next(words)) for _ in line] for line in layout.lines]


def _read_boxes(layout: Layout, experts: Experts) -> list[Row]:
    """Each row of boxes as the numbers that it may hold."""
    asked: list[_Asked] = [
        (list(cell.indices), row.height, None) for row in layout.grid for cell in row.cells if cell.indices
    ]
    words = iter(_read_words(layout.pieces, asked, experts))
    rows: list[Row] = []
    for row in layout.grid:
        parts: list[Word | Cell] = [next(words) if cell.indices else cell for cell in row.cells]
        rows.append([parts] if row.is_one_number else [[part] for part in parts])
    return rows


def _read_words(pieces: Pieces, asked: list[_Asked], experts: Experts) -> list[Word]:
    """Every way to read each word, with one call of the network for what several of them ask."""
    if len(asked) == 1:
        indices, height, likely = asked[0]
        return [read_word(pieces, indices, height, experts, likely)]
    gathering = GatheringClassifier(experts.digits)
    together = experts._replace(digits=gathering)
    works = [partial(read_word, pieces, indices, height, together, likely) for indices, height, likely in asked]
    return gathering.run(works, WORDS)


def _in_order(free: list[Row], boxed: list[Row], cells: list[list[Box]]) -> list[Row]:
    """Lines from top to bottom; writing that stands level with a row of boxes belongs to that line."""
    if not boxed and len(free) == 1:
        return free
    placed: list[tuple[float, Row]] = []
    for row, boxes in zip(boxed, cells, strict=True):
        around = Box.around(boxes)
        level = [other for other in free if around.top < _middle(other)[1] < around.bottom]
        free = [other for other in free if not any(other is one for one in level)]
        together = [number for other in [row, *level] for number in other]
        placed.append((around.top, sorted(together, key=lambda number: _middle([number])[0])))
    placed += [(_middle(row)[1], row) for row in free]
    return [row for _, row in sorted(placed, key=lambda pair: pair[0])]


def _middle(row: Row) -> tuple[float, float]:
    """Where the writing of a line stands in the middle, across and down."""
    boxes = [part.box for number in row for part in number if isinstance(part, Cell)]
    words = [part for number in row for part in number if isinstance(part, Word)]
    boxes += [symbol.box for word in words for symbol in word.paths[0].symbols]
    if not boxes:
        return 0.0, 0.0
    return median(box.center[0] for box in boxes), median(box.center[1] for box in boxes)
