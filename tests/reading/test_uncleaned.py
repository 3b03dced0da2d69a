"""Writing as it lies on its paper: what a sight says, and when it is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from digitwise.reading.decoding.lattice import Symbol
from digitwise.reading.decoding.seen_words import as_word, less_sure, numbers_of
from digitwise.reading.decoding.surrounding_ink import ink_around, without_walls
from digitwise.reading.decoding.uncleaned import Sight, look
from digitwise.reading.geometry import Box
from digitwise.reading.recognition.sequence import PAPER_SYMBOLS, SequenceReader

BOX = Box(40, 20, 120, 40)


class Says:
    """A network that reads one text, evenly spread over the columns, whatever it is shown."""

    def __init__(self, text: str, sure: float = 0.95) -> None:
        self.text, self.sure = text, sure

    def log_probabilities(self, strip: np.ndarray) -> np.ndarray:
        """Each symbol in one column, and nothing in the others."""
        columns = strip.shape[1] // 2
        chances = np.full((columns, len(PAPER_SYMBOLS) + 1), (1 - self.sure) / len(PAPER_SYMBOLS))
        chances[:, -1] = self.sure
        for place, symbol in enumerate(self.text):
            column = round((place + 0.5) * columns / len(self.text))
            chances[column] = (1 - self.sure) / len(PAPER_SYMBOLS)
            chances[column, PAPER_SYMBOLS.index(symbol)] = self.sure
        return np.asarray(np.log(chances))


def seen(text: str) -> Sight:
    """What such a network sees in the box of a page."""
    page = np.zeros((80, 200), np.uint8)
    page[20:60, 50:150:20] = 255
    return look(page, BOX, 40.0, cast(SequenceReader, Says(text)))


def test_symbols_have_places_and_digits_have_probabilities() -> None:
    """From left to right inside of the box; the digits' own probabilities multiply to that of the text."""
    sight = seen("16/12")
    assert sight.text == "16/12"
    middles = [symbol.middle for symbol in sight.symbols]
    assert middles == sorted(middles)
    assert all(BOX.left - 8 <= middle <= BOX.right + 8 for middle in middles)
    assert sight.digits.argmax(axis=1).tolist() == [1, 6, 1, 2]
    assert np.prod(sight.digits.max(axis=1)) == pytest.approx(sight.probability, rel=1e-3)
    assert sight.images.shape == (4, 28, 28)


def test_a_doubtful_text_is_looked_at_again_though_it_was_expected() -> None:
    """At two more heights; one that is sure and expected at the first is not."""
    page = np.zeros((80, 200), np.uint8)
    sure, unsure = (cast(SequenceReader, Says("12", value)) for value in (0.999, 0.9))
    assert len(look(page, BOX, 40.0, sure, "12").looks) == 1
    assert len(look(page, BOX, 40.0, sure, "13").looks) == 3
    assert len(look(page, BOX, 40.0, unsure, "12").looks) == 3


def test_writing_taller_than_a_strip_is_seen_whole() -> None:
    """As where a line climbs, or a half stands beside low digits: no row of its ink is cut off then."""

    strips: list[np.ndarray] = []

    class Keeps(Says):
        def log_probabilities(self, strip: np.ndarray) -> np.ndarray:
            strips.append(strip)
            return super().log_probabilities(strip)

    page = np.zeros((120, 300), np.uint8)
    page[10:110, 60:64] = 255
    look(page, Box(40, 10, 200, 100), 40.0, cast(SequenceReader, Keeps("1")))
    ends = [bool(strip[0].any() or strip[-1].any()) for strip in strips]
    assert ends == [True, True, False]


def test_other_signs_alone_are_nothing() -> None:
    """A word, or a crossing-out, is no number."""
    assert not look(np.zeros((80, 200), np.uint8), BOX, 40.0, cast(SequenceReader, Says("#"))).is_number


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("08:1513:40", ["08:15", "13:40"]),
        ("8:159:40", ["8:15", "9:40"]),
        ("08:15:30", ["08:15:30"]),
        ("08:15", ["08:15"]),
        ("08:9513:40", ["08:9513:40"]),
    ],
)
def test_times_beside_each_other_are_two_numbers(text: str, numbers: list[str]) -> None:
    """However close they stand; seconds are part of a time."""
    sight = replace(seen(text), box=Box(0, 0, 400, 80))
    assert [text[first:end] for first, end in numbers_of(sight, [])] == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("#12.50", ["12.50"]),
        ("12#34", ["12", "34"]),
        ("100/-", ["100"]),
        ("-3", ["-3"]),
        ("/2½", ["2½"]),
    ],
)
def test_other_signs_part_numbers_and_signs_at_ends_go(text: str, numbers: list[str]) -> None:
    """What stands between numbers is no part of one, and nor is a slash that has nothing to part."""
    sight = seen(text)
    assert [sight.text[first:end] for first, end in numbers_of(sight, [])] == numbers


def test_a_gap_parts_numbers_only_where_no_sign_bridges_it() -> None:
    """The middle of a dash lies in the gap, or there is none."""
    assert len(numbers_of(seen("16-12"), [(90.0, 110.0)])) == 1
    assert len(numbers_of(seen("1612"), [(95.0, 105.0)])) == 2
    # A date stays whole; what only begins like one does not.
    assert len(numbers_of(seen("16/12/2023"), [(125.0, 135.0)])) == 1
    assert len(numbers_of(seen("16/82/2023"), [(125.0, 135.0)])) == 2


def test_a_rival_takes_what_it_is_worth() -> None:
    """A word of three parts in four, and one that is left so by the other hypothesis."""
    rival = (Symbol("7", BOX, -1, 0.0),)
    word = as_word(seen("12"), 0, 2, 0.75, rival, "7")
    assert word.paths[0].text == "12"
    assert word.confidence("12") == pytest.approx(0.75)
    again = less_sure(as_word(seen("12"), 0, 2, 1.0, (), ""), 0.6, rival, "7")
    assert again.confidence("12") == pytest.approx(0.6)


def test_bare_paper_shows_nothing_new() -> None:
    """Other ink in the strip is seen; ink far above it is not."""
    labels, mask = np.zeros((200, 200), np.int32), np.zeros((200, 200), np.uint8)
    labels[80:120, 60:100] = 1
    mask[80:120, 60:100] = mask[5:10] = 1
    box = Box(60, 80, 40, 40)
    assert ink_around(mask, labels, [0], box, 40.0) == (0, 0)
    mask[122:125] = 1
    assert ink_around(mask, labels, [0], box, 40.0).inside > 0.05


def test_a_slash_that_goes_on_is_a_wall() -> None:
    """It reaches from border to border of the page, or is longer than slashes are; one that ends is a slash."""
    sight = seen("2/7")
    page = np.zeros((200, 200), np.uint8)
    column = round(sight.symbols[1].middle)
    page[15:70, column] = 1
    assert without_walls(sight, page, 40.0).text == "2/7"
    page[15:120, column] = 1
    assert without_walls(sight, page, 40.0).text == "27"
    page[:] = 0
    page[:, column] = 1
    assert without_walls(sight, page[:80], 40.0).text == "27"
