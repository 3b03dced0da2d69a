"""Words and boxes read twice, cleaned and as they lie on their paper; the likelier reading of each is kept."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from digitwise.reading.decoding.lattice import Symbol
from digitwise.reading.decoding.uncleaned import (
    Sight,
    as_word,
    is_bare,
    less_sure,
    look,
    numbers_of,
)
from digitwise.reading.decoding.word import Word
from digitwise.reading.geometry import Box
from digitwise.reading.layout.analysis import Cell, CellRow, Layout, TextWord
from digitwise.reading.recognition.sequence import SequenceReader

_NEAR, _BRIDGED = 1.1, 2.6  # heights apart are words read together, at most; and where a sign stands between
_FILLED = 0.03  # of an empty box is ink, at least, if something may stand in it
_INSIDE = 0.12  # of a box, on each side, may be its walls
_EMPTY = 0.9  # probability that a box is empty in which no piece is writing
_TEXT = 0.9  # probability that a word is text which looks like text
_FEW = 4  # pieces of either part of a half, at most
_BESIDE, _BELOW = 0.6, 0.4  # heights are its parts apart, at most
_OF_HALF = 0.62, 0.9  # of the height of a half is that of a digit: where a whole number stands before it, and alone
_DIGITS = frozenset("0123456789")
_UNKNOWN = frozenset("/:½")  # signs that the network for loose numbers never saw
_LIKELY = 0.3  # probability of a reading that may replace one of other digits, at least
_SURE = 0.95  # probability of a single piece on bare paper that needs no second hypothesis
_UNCLEANED, _BARE = 0.6, 0.3  # what that counts for, and where there is nothing around the writing

Row = list[list[Word | Cell]]
Numbers = Callable[[], SequenceReader]


class _Run(NamedTuple):
    """Words of a line that stand near each other, and what each was read as."""

    words: list[TextWord]
    read: list[list[Word]]

    @property
    def indices(self) -> list[int]:
        return [index for word in self.words for index in word.indices]

    @property
    def parts(self) -> list[Word]:
        return [part for parts in self.read for part in parts]


def reread_lines(layout: Layout, lines: list[list[list[Word]]], numbers: Numbers) -> list[Row]:
    """Lines of free writing, each run of words in the likelier of its two readings.

    Args:
        layout: Where the words stand.
        lines: For each word of each line the numbers that it was read as.
        numbers: Gives the network that reads whole numbers.
    """
    runs = [_runs(layout, list(line), read) for line, read in zip(layout.lines, lines, strict=True)]
    halves = _halves(layout, runs, numbers)
    return [
        [
            number
            for place, run in enumerate(line)
            for number in (halves[row, place] if (row, place) in halves else _reread(layout, run, numbers))
        ]
        for row, line in enumerate(runs)
    ]


def _halves(layout: Layout, lines: list[list[_Run]], numbers: Numbers) -> dict[tuple[int, int], Row]:
    """What stands for two runs, one below the other, that together are a half, with a whole number before it or not."""
    assert layout.ink is not None
    found: dict[tuple[int, int], Row] = {}
    placed = [((row, place), run) for row, line in enumerate(lines) for place, run in enumerate(line)]
    small = [(key, run, layout.pieces.box(*run.indices)) for key, run in placed if len(run.indices) <= _FEW]
    for number, (key, run, box) in enumerate(small):
        for other_key, other, below in small[number + 1 :]:
            if key[0] == other_key[0] or {key, other_key} & set(found) or not _is_stacked(run, box, other, below):
                continue
            together, parts = Box.around([box, below]), [*run.parts, *other.parts]
            sights = [look(layout.ink.levels, together, share * together.height, numbers()) for share in _OF_HALF]
            best = max((one for one in sights if one is not None), key=lambda one: one.probability, default=None)
            if best is None or "½" not in best.text:
                continue
            chosen = _likelier(parts, best, numbers_of(best, []))
            if any("½" in part.paths[0].text for one in chosen for part in one if isinstance(part, Word)):
                found[key], found[other_key] = chosen, []
    return found


def _is_stacked(run: _Run, box: Box, other: _Run, below: Box) -> bool:
    """Whether two runs may be the upper and the lower part of a half."""
    height = max(word.height for one in (run, other) for word in one.words)
    across = max(below.left - box.right, box.left - below.right)
    down = max(below.top - box.bottom, box.top - below.bottom)
    return across <= _BESIDE * height and down <= _BELOW * height


def reread_boxes(layout: Layout, row: CellRow, read: Row, numbers: Numbers) -> Row:
    """A row of boxes, each in the likelier of its two readings.

    Args:
        layout: Where they stand.
        row: The boxes.
        read: What they were read as.
        numbers: Gives the network that reads whole numbers.
    """
    parts = [part for number in read for part in number]
    parts = [
        other
        for cell, part in zip(row.cells, parts, strict=True)
        for other in _box(layout, cell, row.height, part, numbers)
    ]
    return [parts] if row.is_one_number else [[part] for part in parts]


def _runs(layout: Layout, words: list[TextWord], read: list[list[Word]]) -> list[_Run]:
    runs: list[_Run] = []
    signs = [layout.pieces.box(index) for index, reason in layout.pieces.reasons.items() if reason == "sign"]
    for word, parts in zip(words, read, strict=True):
        if runs and _go_together(layout, runs[-1].words[-1], word, signs):
            runs[-1].words.append(word)
            runs[-1].read.append(parts)
        else:
            runs.append(_Run([word], [parts]))
    return runs


def _go_together(layout: Layout, one: TextWord, other: TextWord, signs: list[Box]) -> bool:
    before, after = layout.pieces.box(*one.indices), layout.pieces.box(*other.indices)
    height = max(one.height, other.height)
    if min(one.height, other.height) < 0.5 * height:
        return False
    gap = after.left - before.right
    bridged = any(
        before.right - 0.3 * height <= sign.left + sign.width / 2 <= after.left + 0.3 * height
        and sign.top < max(before.bottom, after.bottom)
        and sign.bottom > min(before.top, after.top)
        for sign in signs
    )
    return gap <= (_BRIDGED if bridged else _NEAR) * height


def _reread(layout: Layout, run: _Run, numbers: Numbers) -> Row:
    cleaned: Row = [[part] for part in run.parts]
    box, height = layout.pieces.box(*run.indices), max(word.height for word in run.words)
    assert layout.ink is not None
    bare = is_bare(layout.ink.mask, layout.pieces.labels, run.indices, box, height)
    if bare and len(run.indices) == 1 and _chance(run.parts[0]) > _SURE:
        return cleaned
    sight = look(layout.ink.levels, box, height, numbers(), "".join(_text(part) for part in run.parts))
    if sight is None:
        return cleaned
    read = [[symbol.box for symbol in part.paths[0].symbols if symbol.text] for part in run.parts if not part.is_text]
    edges = [Box.around(boxes) for boxes in read if boxes]
    gaps = [(float(one.right), float(other.left)) for one, other in pairwise(edges)]
    spans = numbers_of(sight, gaps)
    return _likelier(run.parts, sight, spans, bare)


def _likelier(parts: list[Word], sight: Sight, spans: list[tuple[int, int]], bare: bool = False) -> Row:
    """The likelier of both readings, each as sure as it is beside the other."""
    cleaned: Row = [[part] for part in parts]
    texts = ["".join(symbol.text for symbol in sight.symbols[first:end]) for first, end in spans]
    own = [_text(part) for part in parts]
    if [text for text in own if text] == texts:
        return cleaned
    symbols = tuple(symbol for part in parts if not part.is_text for symbol in part.paths[0].symbols if symbol.text)
    chance = float(np.prod([_chance(part) for part in parts]))
    if "".join(own).translate(_NO_SIGNS) == "".join(texts).translate(_NO_SIGNS):
        # Both see the same digits, so that they are as sure as the surer says; signs only the one sees that has them.
        sight = _with_digits_of(sight, parts, spans) if chance > sight.probability else sight
        return [[as_word(sight, first, end, 1.0, (), "")] for first, end in spans]
    weight = _BARE if bare and not _UNKNOWN & set(sight.text) else _UNCLEANED
    other, first = weight * sight.probability, (1 - weight) * chance
    share = other / max(other + first, 1e-9)
    if share > 0.5 and sight.probability >= _LIKELY:
        return [[as_word(sight, start, end, share, symbols, "".join(own))] for start, end in spans]
    rival = tuple(Symbol(one.text, _box_of(sight, one.left, one.right), -1, 0.0) for one in sight.symbols)
    return [[less_sure(part, 1 - share, rival, "".join(texts))] for part in parts]


_NO_SIGNS = str.maketrans("", "", ".,·-/:")


def _with_digits_of(sight: Sight, parts: list[Word], spans: list[tuple[int, int]]) -> Sight:
    """The sight with the images and probabilities of the digits that were read from cleaned pieces."""
    groups = [
        (part.probabilities[symbol.group], part.images[symbol.group])
        for part in parts
        if not part.is_text
        for symbol in part.paths[0].symbols
        if symbol.text in _DIGITS
    ]
    rows = [
        row
        for row, place in enumerate(place for place, one in enumerate(sight.symbols) if one.text in _DIGITS)
        if any(first <= place < end for first, end in spans)
    ]
    if len(rows) != len(groups):
        return sight
    digits, images = sight.digits.copy(), sight.images.copy()
    for row, (probabilities, image) in zip(rows, groups, strict=True):
        digits[row], images[row] = probabilities, image
    return Sight(sight.symbols, sight.probability, digits, images, sight.box)


def _box(layout: Layout, cell: Cell, height: float, part: Word | Cell, numbers: Numbers) -> list[Word | Cell]:
    assert layout.ink is not None
    inside = cell.box
    if isinstance(part, Cell):
        across, down = round(_INSIDE * inside.width), round(_INSIDE * inside.height)
        window = layout.ink.mask[inside.top + down : inside.bottom - down, inside.left + across : inside.right - across]
        if cv2.countNonZero(window) < _FILLED * max(1, window.size):
            return [part]
        tall = height or 0.6 * inside.height
        sight = look(layout.ink.levels, inside, tall, numbers())
        if sight is None or _UNCLEANED * sight.probability <= (1 - _UNCLEANED) * _EMPTY:
            return [part]
        spans = numbers_of(sight, [])
        worth = _UNCLEANED * sight.probability
        share = worth / (worth + (1 - _UNCLEANED) * _EMPTY)
        return [as_word(sight, first, end, share, (), "") for first, end in spans] or [part]
    written = layout.pieces.box(*cell.indices)
    box = Box(inside.left, written.top, inside.width, written.height)
    bare = is_bare(layout.ink.mask, layout.pieces.labels, list(cell.indices), written, height)
    if bare and len(cell.indices) == 1 and _chance(part) > _SURE:
        return [part]
    sight = look(layout.ink.levels, box, height, numbers(), _text(part))
    if sight is None:
        return [part]
    found = _likelier([part], sight, numbers_of(sight, []), bare)
    return [one for number in found for one in number] or [part]


def _text(word: Word) -> str:
    return "" if word.is_text else word.paths[0].text


def _chance(word: Word) -> float:
    """How likely a word is to read as it does, of its own."""
    if word.is_text:
        return _TEXT
    best = word.paths[0]
    digits = [
        float(word.probabilities[symbol.group, int(symbol.text)]) for symbol in best.symbols if symbol.text in _DIGITS
    ]
    return min(word.confidence(best.text), float(np.prod(digits)))


def _box_of(sight: Sight, left: float, right: float) -> Box:
    return Box(round(left), sight.box.top, max(1, round(right - left)), sight.box.height)
