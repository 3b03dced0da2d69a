"""Pages that are not upright, told by how surely they are read when they are turned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from digitwise.reading.geometry import Box
from digitwise.reading.output.warnings import turned, warned
from digitwise.reading.picture.decode import Picture
from digitwise.reading.result import Digit, Line, Number, Reading

PAGE = Picture(np.arange(600, dtype=np.uint8).reshape(20, 30), (60, 40))
IMAGE = np.zeros((28, 28), np.uint8)


def reading(confidence: float, digits: int = 8) -> Reading:
    """A number of some digits, as sure as that."""
    digit = Digit("1", Box(0, 0, 9, 20), confidence, (0.0,) * 11, False, IMAGE)
    return Reading(code="ok", lines=(Line((Number((digit,) * digits, confidence),)),))


def upright_after(turns: int, confidence: float = 0.95) -> Callable[[Picture], Reading]:
    """A reader that is sure only of the page after some quarter turns."""
    right = turned(PAGE, turns).pixels
    return lambda picture: reading(confidence if np.array_equal(picture.pixels, right) else 0.3)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_that_is_surer_when_turned_is_warned_about(turns: int) -> None:
    """The text stays; the sentence says by how much it is turned, and what to do."""
    found = warned(reading(0.4), PAGE, upright_after(turns))
    assert found.text == "11111111"
    assert found.warnings == (
        f"the page is most likely turned by {90 * turns}° clockwise; turn it upright and read it again",
    )


def test_no_page_is_turned_that_is_sure_or_tells_nothing() -> None:
    """Nothing is read again then: neither a sure page nor one of few digits."""

    def never(picture: Picture) -> Reading:
        raise AssertionError

    for sure in (reading(0.9), reading(0.2, digits=2), Reading()):
        assert warned(sure, PAGE, never) == sure


def test_a_page_that_is_unsure_whichever_way_is_not_warned_about() -> None:
    """Poor writing is no surer when it is turned, or hardly."""
    for confidence in (0.3, 0.6):
        assert warned(reading(0.5), PAGE, upright_after(2, confidence)).warnings == ()
    assert warned(reading(0.5), PAGE, lambda picture: reading(0.95, digits=7)).warnings == ()


def test_a_turned_picture_has_its_size_turned_too() -> None:
    """Four quarter turns bring it back; nothing else of it changes."""
    page = replace(PAGE, frames_ignored=2)
    for turns, size in ((1, (40, 60)), (2, (60, 40)), (3, (40, 60))):
        assert turned(page, turns).size == size
        assert turned(page, turns).frames_ignored == 2
        assert np.array_equal(turned(turned(page, turns), 4 - turns).pixels, page.pixels)
