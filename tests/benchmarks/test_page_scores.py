"""Pages read perfectly, and with one mistake of each kind."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from benchmarks.page_scores import score
from digitwise.reading.geometry import Box
from digitwise.training.pages import Glyph, Page, PageCell, Truth, WrittenNumber


def _page(cells: tuple[PageCell, ...] = (), *numbers: tuple[str, int, int]) -> Page:
    """A page with numbers, each of digits 10 wide and 20 high, at its place."""
    written = []
    for text, left, top in numbers:
        glyphs = tuple(Glyph(sign, Box(left + 12 * k, top, 10, 20)) for k, sign in enumerate(text))
        written.append(WrittenNumber(text, Box.around([glyph.box for glyph in glyphs]), glyphs))
    blank = np.zeros((300, 300), np.uint8)
    every = tuple(glyph for number in written for glyph in number.glyphs)
    return Page(blank, "notes", Truth(blank, blank.astype(np.uint16), every, tuple(written), cells, ()))


def _answer(*numbers: tuple[str, int, int, bool], cells: tuple[Box, ...] = ()) -> dict[str, Any]:
    """A reading of numbers, each with its text, place, and whether it is doubtful."""
    digits: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    for place, (text, left, top, _) in enumerate(numbers):
        for position, sign in enumerate(text):
            box = Box(left + 12 * position, top, 10, 20)._asdict()
            item = {"text": sign, "box": box, "number": place, "position": position}
            (digits if sign.isdigit() else marks).append(item)
    reading = {"numbers": [{"doubtful": doubtful} for *_, doubtful in numbers], "digits": digits, "marks": marks}
    return {"reading": reading, "cells": [list(box) for box in cells]}


def _cell(text: str, left: int, content: str) -> PageCell:
    box = Box(left, 40, 40, 40)
    corners = ((left, 40.0), (left + 40, 40.0), (left + 40, 80.0), (left, 80.0))
    return PageCell(0, 0, left // 40, box, corners, text, content)


@pytest.mark.parametrize(
    ("read", "outcome"),
    [
        ([("12.5", 20, 50, False)], "right"),
        ([("12.6", 20, 50, False)], "silent"),
        ([("12.6", 20, 50, True)], "flagged"),
        ([("12", 20, 50, False)], "silent"),
        ([("12", 20, 50, False), (".5", 44, 50, False)], "silent"),
        ([("12.57", 20, 50, False)], "silent"),
        ([(".", 44, 50, False)], "missed"),
        ([], "missed"),
    ],
)
def test_a_number_has_one_outcome(read: list[tuple[str, int, int, bool]], outcome: str) -> None:
    """Right only as a whole: no digit more or less, and not in two parts."""
    counts = score(_page((), ("12.5", 20, 50)), _answer(*read))
    assert counts["numbers"] == 1
    assert {kind for kind in ("right", "flagged", "silent", "missed") if counts[kind]} == {outcome}


def test_signs_between_numbers_may_be_missing() -> None:
    """A date is right if its numbers are, and exact only with its slashes."""
    page = _page((), ("16/12", 20, 50))
    apart = score(page, _answer(("16", 20, 50, False), ("12", 56, 50, False)))
    whole = score(page, _answer(("16/12", 20, 50, False)))
    assert (apart["right"], apart["exact"]) == (1, 0)
    assert (whole["right"], whole["exact"]) == (1, 1)


def test_numbers_read_as_one_are_wrong() -> None:
    """Both of them."""
    page = _page((), ("1", 20, 50), ("2", 32, 50))
    assert score(page, _answer(("12", 20, 50, False)))["silent"] == 2


def test_what_nobody_wrote_is_invented() -> None:
    """Sure or not."""
    counts = score(_page(), _answer(("7", 20, 50, False), ("8", 100, 50, True)))
    assert (counts["invented"], counts["invented_sure"]) == (2, 1)


def test_cells_are_found_and_right() -> None:
    """A row of boxes holds one number; a filled one without a digit is called empty; a tick is no number."""
    cells = (_cell("4", 0, "number"), _cell("", 40, "empty"), _cell("9", 80, "number"), _cell("", 120, "mark"))
    page = _page(cells, ("4", 15, 50), ("9", 95, 50))
    boxes = tuple(cell.box for cell in cells)
    good = score(page, _answer(("4", 15, 50, False), ("9", 95, 50, False), cells=boxes))
    assert (good["cells"], good["found"], good["filled"], good["filled_right"]) == (4, 4, 2, 2)
    assert (good["empty"], good["empty_right"], good["marks_read_sure"], good["right"]) == (1, 1, 0, 2)
    bad = score(page, _answer(("5", 15, 50, False), ("1", 55, 50, False), ("1", 135, 50, False), cells=boxes[:3]))
    assert (bad["found"], bad["filled_right"], bad["filled_called_empty"]) == (3, 0, 1)
    assert (bad["empty_right"], bad["marks"], bad["marks_read_sure"]) == (0, 1, 1)
