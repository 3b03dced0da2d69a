"""Writing that is read twice: which of its two readings is kept, where it stands, and what is said of it."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
import pytest

from digitwise.reading.decoding.groups import Atoms, band_of, groups_of, mark_of, symbols_of
from digitwise.reading.decoding.hypotheses import reread_boxes, reread_lines, second_reading
from digitwise.reading.decoding.lattice import Path, Symbol
from digitwise.reading.decoding.word import Word
from digitwise.reading.ink.binarize import ink_of
from digitwise.reading.layout.analysis import Cell, Layout, find_layout
from digitwise.reading.nontext.find_pieces import find_pieces
from digitwise.reading.recognition.sequence import SequenceReader
from digitwise.reading.ruling.line_removal import remove_ruling
from tests.reading.drawings import Pixels, paper, write
from tests.reading.test_uncleaned import Says


def network(text: str, sure: float = 0.999) -> SequenceReader:
    """One that reads the same whatever it is shown."""
    return cast(SequenceReader, Says(text, sure))


def word_of(layout: Layout, indices: list[int], text: str, chance: float) -> Word:
    """Pieces from left to right, each read as a digit of a text, as sure as given."""
    symbols = tuple(
        Symbol(digit, layout.pieces.box(index), place, 0.0)
        for place, (index, digit) in enumerate(zip(indices, text, strict=False))
    )
    shares = np.full((len(symbols), 11), (1 - chance) / 10, np.float32)
    shares[np.arange(len(symbols)), [int(digit) for digit in text[: len(symbols)]]] = chance
    return Word([Path(0.0, symbols, text)], np.zeros((len(symbols), 28, 28), np.uint8), shares, 0.0)


def layout_of(page: Pixels) -> Layout:
    """Where writing stands on a page."""
    return find_layout(remove_ruling(ink_of(page)))


def lined() -> Layout:
    """Two digits with a line of dots through their feet, so that ink is around them which is no part of them."""
    page = paper("47", 60, 6)
    for left in range(4, page.shape[1], 12):
        cv2.circle(page, (left, 92), 2, 60, -1)
    return layout_of(page)


@pytest.mark.parametrize(("seen", "kept"), [("49", "49"), ("4/7", "4/7"), ("47", "47")])
def test_the_likelier_reading_of_a_line_is_kept_and_stands_where_it_was_seen(seen: str, kept: str) -> None:
    """A cleaned reading that is hardly sure gives way to a sure one; where both are the same, it is known to be so."""
    layout = lined()
    ((word,),) = layout.lines
    cleaned = word_of(layout, word.indices, "47", 0.4)
    ((found,),) = [[number for row in reread_lines(layout, [[[cleaned]]], lambda: network(seen)) for number in row]]
    (part,) = found
    assert isinstance(part, Word)
    assert part.paths[0].text == kept
    assert part.evidence is not None
    assert part.certainty is not None
    assert part.evidence.other_ink > 0
    written = layout.pieces.box(*word.indices)
    boxes = [symbol.box for symbol in part.paths[0].symbols]
    assert [box.left for box in boxes] == sorted(box.left for box in boxes)
    assert all(written.left - 10 <= box.left and box.right <= written.right + 10 for box in boxes)


def test_print_is_not_read_again() -> None:
    """Words of a page of print, of which one is text, stay as they were."""
    layout = lined()
    ((word,),) = layout.lines
    letters = tuple(Symbol("", layout.pieces.box(index), place, 0.0) for place, index in enumerate(2 * word.indices))
    shape = len(letters)
    text = Word([Path(0.0, letters)], np.zeros((shape, 28, 28), np.uint8), np.zeros((shape, 11), np.float32), 0.0)
    assert text.is_text
    (((found,),),) = reread_lines(layout, [[[text]]], lambda: network("49"), on_print=True)
    assert found is text


def test_a_box_that_seems_empty_is_empty_unless_the_network_surely_reads_its_ink() -> None:
    """Boxes without ink are not looked at; their numbers stand inside of them."""
    page = np.full((120, 420), 255, np.uint8)
    for left in range(30, 390, 90):
        cv2.rectangle(page, (left, 20), (left + 90, 100), 90, 2)
    write(page, "7", 60, 35, 50, 5)
    layout = layout_of(page)
    (row,) = layout.grid
    words: list[Word | Cell] = [
        word_of(layout, list(cell.indices), "7", 0.9999) if cell.indices else cell for cell in row.cells
    ]
    ((first, *others),) = reread_boxes(layout, row, [words], lambda: network("7"))
    assert isinstance(first, Word)
    assert first.paths[0].text == "7"
    assert others == [cell for cell in row.cells if not cell.indices]
    assert len(others) == 3


def test_a_cell_is_read_a_second_time() -> None:
    """What else it reads, if that is likelier; None where it is the same."""
    layout = layout_of(paper("47", 60, 6))
    ((word,),) = layout.lines
    unsure = word_of(layout, word.indices, "41", 0.3)
    other = second_reading(layout.pieces, word.indices, word.height, unsure, lambda: network("4½"))
    assert other is not None
    assert other.paths[0].text == "4½"
    assert second_reading(layout.pieces, word.indices, word.height, unsure, lambda: network("41")) is None


def test_groups_are_runs_of_parts_that_are_no_wider_than_a_digit() -> None:
    """Two digits beside each other are none; each may be left out, and a dot after them is a point."""
    page = np.full((120, 260), 235, np.uint8)
    write(page, "4", 30, 30, 60, 6)
    write(page, "7", 120, 30, 60, 6)
    cv2.circle(page, (175, 88), 4, 20, -1)
    pieces = find_pieces(ink_of(page), [])
    order = sorted(pieces.writing, key=lambda index: pieces.boxes[index, 0])
    atoms = Atoms(order, order, 60.0)
    found = groups_of(pieces, atoms, 2)
    assert [(group.first, group.end) for group in found if group.end == group.first + 1] == [(0, 1), (1, 2), (2, 3)]
    assert (0, 2) not in [(group.first, group.end) for group in found]
    assert [group.box for group in found if group.end == group.first + 1] == [pieces.box(index) for index in order]
    assert mark_of(pieces.box(order[2]), band_of(pieces, atoms, 2)) == "."
    assert [mark_of(pieces.box(index), band_of(pieces, atoms, 0)) for index in order[:2]] == [None, None]
    sure = np.full(11, 0.001, np.float32)
    sure[4] = 0.99
    symbols = symbols_of(0, found[0], sure, 60.0)
    assert symbols[0].text == "4"
    assert symbols[0].box == found[0].box
    assert symbols[-1].text == ""
    assert symbols[0].cost < symbols[-1].cost
