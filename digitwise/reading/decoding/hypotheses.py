"""Words and boxes read twice, cleaned and as they lie on their paper; the likelier reading of each is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from digitwise.reading.decoding.judgement import Evidence, load_judgement
from digitwise.reading.decoding.lattice import Symbol
from digitwise.reading.decoding.parameters import DECODING
from digitwise.reading.decoding.seen_words import as_word, less_sure, numbers_of, with_digits_of
from digitwise.reading.decoding.surrounding_ink import Around, go_together, ink_around, without_sides, without_walls
from digitwise.reading.decoding.uncleaned import Sight, look
from digitwise.reading.decoding.word import Word
from digitwise.reading.geometry import Box
from digitwise.reading.layout.analysis import Cell, CellRow, Layout, TextWord
from digitwise.reading.pieces import Pieces
from digitwise.reading.recognition.sequence import SequenceReader

Row = list[list[Word | Cell]]
Numbers = Callable[[], SequenceReader]


class _Scene(NamedTuple):
    """What writing stands in: height of its digits, other ink around it, and whether in a box."""

    height: float
    around: Around
    boxed: bool = False


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


def reread_lines(layout: Layout, lines: list[list[list[Word]]], numbers: Numbers, on_print: bool = False) -> list[Row]:
    """Lines of free writing, each run of words in the likelier of its two readings.

    Args:
        layout: Where the words stand.
        lines: For each word of each line the numbers that it was read as.
        numbers: Gives the network that reads whole numbers.
        on_print: Whether most of the page is print, whose text needs no second reading.
    """
    layout = _without_rings(layout)
    runs = [_runs(layout, list(line), read) for line, read in zip(layout.lines, lines, strict=True)]
    halves = _halves(layout, runs, numbers)
    return [
        [
            number
            for place, run in enumerate(line)
            for number in (halves[row, place] if (row, place) in halves else _reread(layout, run, numbers, on_print))
        ]
        for row, line in enumerate(runs)
    ]


def _without_rings(layout: Layout) -> Layout:
    """The layout whose ink shows no rings around writing: an arc of one is no slash, and joins no numbers."""
    ink, pieces = layout.ink, layout.pieces
    height = max((word.height for line in layout.lines for word in line), default=0.0)
    # A nought or a 6 that was named one is no higher than the digits beside it.
    least = DECODING.ring_height * height
    rings = [
        index + 1 for index, why in pieces.reasons.items() if why == "ring" and pieces.boxes[index, 2:].min() >= least
    ]
    if not rings or ink is None or ink.levels.shape != pieces.labels.shape:
        return layout
    is_ring = np.zeros(len(pieces.boxes) + 1, np.uint8)
    is_ring[rings] = 1
    around = cv2.dilate(is_ring[pieces.labels], np.ones((5, 5), np.uint8))
    is_ring[:] = 1 - is_ring
    is_ring[0] = 0
    around[cv2.dilate(is_ring[pieces.labels], np.ones((3, 3), np.uint8)) > 0] = 0
    levels, mask = (np.where(around > 0, np.uint8(0), array) for array in (ink.levels, ink.mask))
    return replace(layout, ink=replace(ink, levels=levels, mask=mask))


def _halves(layout: Layout, lines: list[list[_Run]], numbers: Numbers) -> dict[tuple[int, int], Row]:
    """What stands for two runs, one below the other, that together are a half, with a whole number before it or not."""
    assert layout.ink is not None
    found: dict[tuple[int, int], Row] = {}
    placed = [((row, place), run) for row, line in enumerate(lines) for place, run in enumerate(line)]
    small = [
        (key, run, layout.pieces.box(*run.indices)) for key, run in placed if len(run.indices) <= DECODING.half_pieces
    ]
    for number, (key, run, box) in enumerate(small):
        for other_key, other, below in small[number + 1 :]:
            if key[0] == other_key[0] or {key, other_key} & set(found) or not _is_stacked(run, box, other, below):
                continue
            together, parts = Box.around([box, below]), [*run.parts, *other.parts]
            sights = [
                look(layout.ink.levels, together, share * together.height, numbers()) for share in DECODING.half_digits
            ]
            best = max((one for one in sights if one.is_number), key=lambda one: one.probability, default=None)
            if best is None or "½" not in best.text or best.probability < DECODING.half_chance:
                continue
            indices, height = [*run.indices, *other.indices], DECODING.half_digits[0] * together.height
            scene = _Scene(height, ink_around(layout.ink.mask, layout.pieces.labels, indices, together, height))
            chosen = _likelier(parts, best, numbers_of(best, []), scene)
            if any("½" in part.paths[0].text for one in chosen for part in one if isinstance(part, Word)):
                found[key], found[other_key] = chosen, []
    return found


def _is_stacked(run: _Run, box: Box, other: _Run, below: Box) -> bool:
    """Whether two runs may be the upper and the lower part of a half."""
    height = max(word.height for one in (run, other) for word in one.words)
    beside = -box.shared_columns(below) <= DECODING.half_beside * height
    return beside and -box.shared_rows(below) <= DECODING.half_below * height


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
        for other in _box(layout, cell, row.height, part, numbers, row.is_one_number)
    ]
    return [parts] if row.is_one_number else [[part] for part in parts]


def second_reading(pieces: Pieces, indices: list[int], height: float, word: Word, numbers: Numbers) -> Word | None:
    """What writing with nothing around it, as that of a table's cell, rather reads, if not what it was read as.

    Args:
        pieces: All pieces; their levels show no other ink.
        indices: Those of the writing.
        height: Height of its digits, pixels.
        word: What it was read as.
        numbers: Gives the network that reads whole numbers.

    Returns:
        The number that is likelier to stand there; None if there is none, or more than one.
    """
    sight = look(pieces.levels, pieces.box(*indices), height, numbers(), _text(word))
    found = _likelier([word], sight, numbers_of(sight, []), _Scene(height, Around(0.0, 0.0)))
    words = [part for number in found for part in number if isinstance(part, Word)]
    return words[0] if len(words) == 1 and words[0].paths[0].text != word.paths[0].text else None


def _runs(layout: Layout, words: list[TextWord], read: list[list[Word]]) -> list[_Run]:
    runs: list[_Run] = []
    for word, parts in zip(words, read, strict=True):
        if runs and go_together(layout, runs[-1].words[-1], word):
            runs[-1].words.append(word)
            runs[-1].read.append(parts)
        else:
            runs.append(_Run([word], [parts]))
    return runs


def _reread(layout: Layout, run: _Run, numbers: Numbers, on_print: bool) -> Row:
    cleaned: Row = [[part] for part in run.parts]
    if on_print and any(part.is_text for part in run.parts):
        return cleaned
    box, height = layout.pieces.box(*run.indices), max(word.height for word in run.words)
    assert layout.ink is not None
    other = ink_around(layout.ink.mask, layout.pieces.labels, run.indices, box, height)
    is_plain = len(run.indices) == 1 and run.parts[0].chance > DECODING.single_sure
    if not other.inside and (is_plain or all(part.is_text for part in run.parts)):
        return cleaned
    sight = look(layout.ink.levels, box, height, numbers(), "".join(_text(part) for part in run.parts))
    sight = without_walls(sight, layout.ink.mask, height)
    read = [[symbol.box for symbol in part.paths[0].symbols if symbol.text] for part in run.parts if not part.is_text]
    edges = [Box.around(boxes) for boxes in read if boxes]
    gaps = [(float(one.right), float(other.left)) for one, other in pairwise(edges)]
    spans = numbers_of(sight, gaps)
    return _likelier(run.parts, sight, spans, _Scene(height, other))


def _likelier(parts: list[Word], sight: Sight, spans: list[tuple[int, int]], scene: _Scene) -> Row:
    """The likelier of both readings, each as sure as it is beside the other."""
    cleaned: Row = [[part] for part in parts]
    texts = ["".join(symbol.text for symbol in sight.symbols[first:end]) for first, end in spans]
    own = [_text(part) for part in parts]
    if not any(own) and not texts:
        return cleaned
    chance = float(np.prod([part.chance for part in parts]))
    read, seen = " ".join(text for text in own if text), " ".join(texts)
    heard = sight.log_likelihood("".join(own))
    omitted = sum(part.left_out for part in parts) / scene.height**2
    is_text = any(part.is_text for part in parts)
    facts = scene.height, *scene.around, scene.boxed, omitted, sight.margin, is_text, sight.steadiness
    agreement = sum(part.agreement or 0.0 for part in parts)
    evidence = Evidence(read, seen, chance, sight.probability, agreement, heard, *facts)
    as_read, as_seen = load_judgement().of(evidence)
    if evidence.agree:
        return [[replace(part, evidence=evidence, certainty=as_read)] for part in parts]
    share = as_seen / max(as_read + as_seen, 1e-9)
    if spans and load_judgement().prefers_seen(evidence):
        if read.translate(_NO_SIGNS) == seen.translate(_NO_SIGNS) and chance > sight.probability:
            # Both see the same digits; signs only the one sees that has them.
            sight = with_digits_of(sight, parts, spans)
        symbols = tuple(symbol for part in parts if not part.is_text for symbol in part.paths[0].symbols if symbol.text)
        found = [as_word(sight, first, end, share, symbols, "".join(own)) for first, end in spans]
        return [[replace(word, evidence=evidence, certainty=as_seen)] for word in found]
    rival = tuple(Symbol(one.text, _box_of(sight, one.left, one.right), -1, 0.0) for one in sight.symbols)
    left = [less_sure(part, 1 - share, rival, "".join(texts)) for part in parts]
    return [[replace(part, evidence=evidence, certainty=as_read)] for part in left]


_NO_SIGNS = str.maketrans("", "", ".,·-/: ")


def _box(
    layout: Layout, cell: Cell, height: float, part: Word | Cell, numbers: Numbers, single: bool
) -> list[Word | Cell]:
    assert layout.ink is not None
    inside = cell.box
    if isinstance(part, Cell):
        across, down = round(DECODING.box_walls * inside.width), round(DECODING.box_walls * inside.height)
        window = layout.ink.mask[inside.top + down : inside.bottom - down, inside.left + across : inside.right - across]
        if cv2.countNonZero(window) < DECODING.box_filled * max(1, window.size):
            return [part]
        tall = height or DECODING.box_digit * inside.height
        sight = look(layout.ink.levels, inside, tall, numbers())
        if (
            not sight.is_number
            or DECODING.box_uncleaned * sight.probability <= (1 - DECODING.box_uncleaned) * DECODING.box_empty
        ):
            return [part]
        spans = numbers_of(sight, [])
        worth = DECODING.box_uncleaned * sight.probability
        share = worth / (worth + (1 - DECODING.box_uncleaned) * DECODING.box_empty)
        return [as_word(sight, first, end, share, (), "") for first, end in spans] or [part]
    written = layout.pieces.box(*cell.indices)
    box = Box(inside.left, written.top, inside.width, written.height)
    other = ink_around(layout.ink.mask, layout.pieces.labels, list(cell.indices), written, height)
    if not other.inside and len(cell.indices) == 1 and part.chance > DECODING.single_sure:
        return [part]
    sight = look(layout.ink.levels, box, height, numbers(), _text(part))
    if single:
        sight = without_sides(sight, _text(part), written)
    found = _likelier([part], sight, numbers_of(sight, []), _Scene(height, other, boxed=True))
    return [one for number in found for one in number] or [part]


def _text(word: Word) -> str:
    return "" if word.is_text else word.paths[0].text


def _box_of(sight: Sight, left: float, right: float) -> Box:
    return Box(round(left), sight.box.top, max(1, round(right - left)), sight.box.height)
