"""Pages that do not stand upright: told by how surely they are read when they are turned, and read upright."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from digitwise.reading.geometry import Box
from digitwise.reading.ink.binarize import ink_of
from digitwise.reading.layout.analysis import find_layout
from digitwise.reading.output.explanation import explain
from digitwise.reading.output.orientation import likely_turns, may_be_turned, surest_turn, turned_back, turned_picture
from digitwise.reading.picture.decode import Picture
from digitwise.reading.reader import Reader
from digitwise.reading.recognition.classify import load_classifier
from digitwise.reading.rejected import Rejected
from digitwise.reading.result import Digit, Line, Number, Reading
from digitwise.reading.ruling.line_removal import remove_ruling
from digitwise.reading.trace import Trace
from tests.reading.drawings import Pixels, paper, sheet

PAGE = Picture(np.arange(600, dtype=np.uint8).reshape(20, 30), (60, 40))
IMAGE = np.zeros((28, 28), np.uint8)


def reading(confidence: float, digits: int = 8) -> Reading:
    """A number of some digits, as sure as that."""
    digit = Digit("1", Box(0, 0, 9, 20), confidence, (0.0,) * 11, False, IMAGE)
    return Reading(code="ok", lines=(Line((Number((digit,) * digits, confidence),)),))


@pytest.fixture(scope="module")
def reader() -> Reader:
    """One for all pages."""
    return Reader(threads=1)


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("page", [sheet("47192", 3), np.pad(paper("471920837"), 40, constant_values=235)])
def test_a_page_is_read_upright_whichever_way_it_stands(reader: Reader, page: Pixels, turns: int) -> None:
    """The text is that of the page upright, the boxes hold the ink where it stands in the picture, and it is said."""
    upright = reader.read(page)
    given = np.ascontiguousarray(np.rot90(page, turns))
    found = reader.read(given)
    assert found.text == upright.text
    assert found.size == given.shape[::-1]
    assert [digit.doubtful for digit in found.digits] == [digit.doubtful for digit in upright.digits]
    said = f"the page was turned by {360 - 90 * turns}° clockwise, and turned back"
    assert found.warnings == ((said,) if turns else ())
    for digit, before in zip(found.digits, upright.digits, strict=True):
        across, down, wide, high = digit.box
        seen = np.rot90(given[down : down + high, across : across + wide], -turns)
        across, down, wide, high = before.box
        assert np.array_equal(seen, page[down : down + high, across : across + wide])


def test_a_page_on_its_head_is_explained_where_it_stands(reader: Reader) -> None:
    """The steps are those of the page upright, the places those of the picture."""
    trace = Trace()
    found = reader.read(
        np.ascontiguousarray(np.rot90(np.pad(paper("471920837"), 40, constant_values=235), 2)), trace=trace
    )
    assert trace.reading == found
    (variant,) = explain(trace)["variants"]
    assert (variant["text"], variant["turn"]) == ("471920837", 180.0)
    places = [tuple(symbol["box"]) for word in variant["words"] for symbol in word["paths"][0]["symbols"]]
    assert places == [tuple(digit.box) for digit in found.digits]


def test_a_sure_page_is_asked_only_where_much_was_left_out_and_more_is_read_upright() -> None:
    """As little as a signature beside sure numbers is no reason to turn it."""
    rest = Rejected(Box(0, 0, 9, 20), "not_a_digit")
    for left_out, digits, turns in ((0, 20, False), (1, 20, False), (5, 20, True), (5, 8, False)):
        page = replace(reading(0.9), rejected=(rest,) * left_out)
        assert (may_be_turned(page) and surest_turn(page, {1: reading(0.95, digits)}) == 1) is turns


def test_no_page_is_asked_about_that_is_sure_or_tells_nothing() -> None:
    """Neither a sure page nor one of few digits."""
    for sure in (reading(0.9), reading(0.2, digits=2), Reading()):
        assert not may_be_turned(sure)
    assert may_be_turned(reading(0.2))


def test_a_page_that_is_unsure_whichever_way_is_not_turned() -> None:
    """Poor writing is no surer when it is turned, or hardly; of two ways the surer one is taken."""
    for confidence, digits, turns in ((0.3, 8, 0), (0.45, 8, 0), (0.95, 7, 0), (0.95, 8, 2)):
        assert surest_turn(reading(0.4), {2: reading(confidence, digits)}) == turns
    assert surest_turn(reading(0.2), {1: reading(0.6), 3: reading(0.8)}) == 3


def test_what_is_less_than_sure_upright_stays_in_doubt() -> None:
    """It is read turned, and said; but no digit of it is sure."""
    for confidence in (0.6, 0.8):
        found = turned_back(replace(reading(confidence), size=(100, 200)), 1)
        assert found.warnings == ("the page was turned by 90° clockwise, and turned back",)
        assert {digit.doubtful for digit in found.digits} == {confidence < 0.7}


def test_a_turned_picture_has_its_size_turned_too() -> None:
    """Four quarter turns bring it back; nothing else of it changes."""
    page = replace(PAGE, frames_ignored=2)
    for turns, size in ((1, (40, 60)), (2, (60, 40)), (3, (40, 60))):
        assert turned_picture(page, turns).size == size
        assert turned_picture(page, turns).frames_ignored == 2
        assert np.array_equal(turned_picture(turned_picture(page, turns), 4 - turns).pixels, page.pixels)


def test_pieces_tell_which_way_up_a_page_stands() -> None:
    """Of any page but one with fewer pieces than tell anything."""
    ink = ink_of(paper("2734527345", height=50, pen=5))
    classifier = load_classifier()
    for turns in range(4):
        levels, mask = (np.ascontiguousarray(np.rot90(array, turns)) for array in (ink.levels, ink.mask))
        layout = find_layout(remove_ruling(replace(ink, levels=levels, mask=mask)))
        assert likely_turns(layout, classifier) == -turns % 4
        written = [index for line in layout.lines for word in line for index in word.indices]
        few = replace(layout, lines=((replace(layout.lines[0][0], indices=written[:7]),),))
        assert likely_turns(few, classifier) == 0
