"""Pages that are not upright, told by how surely they are read when they are turned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from digitwise.reading.geometry import Box
from digitwise.reading.ink.binarize import ink_of
from digitwise.reading.layout.analysis import find_layout
from digitwise.reading.output.orientation import likely_turns
from digitwise.reading.output.warnings import turned, warned
from digitwise.reading.picture.decode import Picture
from digitwise.reading.reader import Reader
from digitwise.reading.recognition.classify import load_classifier
from digitwise.reading.rejected import Rejected
from digitwise.reading.result import Digit, Line, Number, Reading
from digitwise.reading.ruling.line_removal import remove_ruling
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


def upright_after(turns: int, confidence: float = 0.95) -> tuple[Callable[[], int], Callable[[int], Reading]]:
    """Which way up a page seems to stand, and a reader that is sure only of it after these quarter turns."""
    return lambda: turns, lambda asked: reading(confidence if asked == turns else 0.3)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_that_is_surer_when_turned_is_warned_about(turns: int) -> None:
    """The text stays; the sentence says by how much it is turned, and what to do."""
    found = warned(reading(0.4), *upright_after(turns))
    assert found.text == "11111111"
    assert found.warnings == (
        f"the page is most likely turned by {90 * turns}° clockwise; turn it upright and read it again",
    )


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("page", [sheet("47192", 3), np.pad(paper("471920837"), 40, constant_values=235)])
def test_no_page_that_is_not_upright_is_read_for_sure_in_silence(reader: Reader, page: Pixels, turns: int) -> None:
    """Of one on its side zeros are sure, and the rest is left out: it is warned about, and nothing of it is sure."""
    found = reader.read(np.ascontiguousarray(np.rot90(page, turns)))
    if turns == 0:
        assert found.warnings == ()
        assert not any(digit.doubtful for digit in found.digits)
    else:
        assert f"most likely turned by {360 - 90 * turns}° clockwise" in found.warnings[0]
        assert found.digits
        assert all(digit.doubtful for digit in found.digits)


def test_a_sure_page_is_asked_only_where_much_was_left_out_and_more_is_read_upright() -> None:
    """As little as a signature beside sure numbers is no reason to turn it."""
    rest = Rejected(Box(0, 0, 9, 20), "not_a_digit")
    for left_out, digits, warns in ((0, 20, False), (1, 20, False), (5, 20, True), (5, 8, False)):
        page = replace(reading(0.9), rejected=(rest,) * left_out)
        assert bool(warned(page, lambda: 1, lambda turns, count=digits: reading(0.95, count)).warnings) is warns  # type: ignore[misc]


def test_no_page_is_turned_that_is_sure_or_tells_nothing() -> None:
    """Nothing is read again then: neither a sure page nor one of few digits."""

    def never(*asked: int) -> Any:
        raise AssertionError

    for sure in (reading(0.9), reading(0.2, digits=2), Reading()):
        assert warned(sure, never, never) == sure
    assert warned(reading(0.2), lambda: 0, never) == reading(0.2)


def test_a_page_that_is_unsure_whichever_way_is_not_warned_about() -> None:
    """Poor writing is no surer when it is turned, or hardly."""
    for confidence in (0.3, 0.6):
        assert warned(reading(0.5), *upright_after(2, confidence)).warnings == ()
    assert warned(reading(0.5), lambda: 2, lambda turns: reading(0.95, digits=7)).warnings == ()


def test_a_turned_picture_has_its_size_turned_too() -> None:
    """Four quarter turns bring it back; nothing else of it changes."""
    page = replace(PAGE, frames_ignored=2)
    for turns, size in ((1, (40, 60)), (2, (60, 40)), (3, (40, 60))):
        assert turned(page, turns).size == size
        assert turned(page, turns).frames_ignored == 2
        assert np.array_equal(turned(turned(page, turns), 4 - turns).pixels, page.pixels)


def test_pieces_tell_which_way_up_a_page_stands() -> None:
    """Of any page but one with fewer pieces than tell anything."""
    ink = ink_of(paper("2734527345", height=50, pen=5))
    classifier = load_classifier()
    for turns in range(4):
        levels, mask = (np.ascontiguousarray(np.rot90(array, turns)) for array in (ink.levels, ink.mask))
        layout = find_layout(remove_ruling(replace(ink, levels=levels, mask=mask)))
        assert likely_turns(layout, classifier, few=8) == -turns % 4
        assert likely_turns(layout, classifier, few=11) == 0
