"""Pages of print: letters are left out without a search through every way to cut and join them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitwise.reading.decoding import sequence_scores, word_decoder
from digitwise.reading.decoding.cuts import split_wide
from digitwise.reading.decoding.parameters import DECODING
from digitwise.reading.ink.binarize import ink_of
from digitwise.reading.layout.analysis import find_layout
from digitwise.reading.nontext.find_pieces import find_pieces
from digitwise.reading.reader import Reader
from digitwise.reading.ruling.line_removal import remove_ruling
from digitwise.reading.trace import Trace
from tests.reading.drawings import Pixels, write

SENTENCE = "the quick brown fox jumps over the lazy dog while"


def printed_page(lines: int = 10) -> Pixels:
    """Lines of a typeface without serifs, as of a letter."""
    page = np.full((40 * lines + 60, 900), 240, np.uint8)
    for line in range(lines):
        place = (40, 60 + 40 * line)
        cv2.putText(page, SENTENCE, place, cv2.FONT_HERSHEY_DUPLEX, 0.9, 30, 2, cv2.LINE_AA)
    return page


def test_a_page_of_print_has_next_to_no_digits() -> None:
    """Its letters are rejected, each with its reason."""
    reading = Reader().read(printed_page())
    assert sum(not digit.doubtful for digit in reading.digits) <= 1
    assert len(reading.rejected) > 200


def test_no_cut_is_sought_in_a_line_of_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """The network that sees the whole line is believed that there is no number in it."""
    cuts: list[int] = []

    def counted(*arguments: object) -> object:
        cuts.append(1)
        return split_wide(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(word_decoder, "split_wide", counted)
    Reader().read(printed_page(3))
    words = len(SENTENCE.split()) * 3
    assert len(cuts) < words / 2
    assert len(find_pieces(ink_of(printed_page(3)), []).writing) > 100


def test_long_lines_of_print_are_left_out_before_any_cut_and_long_numbers_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The network is asked part by part: whole, a line of a hundred letters is too small for it."""
    asked: list[bool] = []
    is_text = sequence_scores.is_line_of_text

    def noted(*arguments: object) -> bool:
        asked.append(is_text(*arguments))  # type: ignore[arg-type]
        return asked[-1]

    monkeypatch.setattr(word_decoder, "is_line_of_text", noted)
    page = np.full((120, 1900), 240, np.uint8)
    digits = "31415926535897932384626433832795028841971693"
    for place, digit in enumerate(digits):
        cv2.putText(page, digit, (30 + 42 * place, 80), cv2.FONT_HERSHEY_SIMPLEX, 1.4, 30, 3, cv2.LINE_AA)
    Reader().read(page)
    assert asked == [False]
    letters = np.full((120, 2400), 240, np.uint8)
    words = "manyxwordsxofxnoxmeaningxwithoutxaxgapxbetweenxthemxallxalongxthexline"
    cv2.putText(letters, words, (30, 80), cv2.FONT_HERSHEY_DUPLEX, 1.4, 30, 2, cv2.LINE_AA)
    assert Reader().read(letters).text == ""
    assert asked[1:2] == [True]


def test_print_on_its_side_is_read_in_a_single_pass_and_nothing_of_it_is_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no lines that tell what it is, only very many words; a page of as many digits is read as ever."""
    monkeypatch.setattr(type(DECODING), "dense_pieces", 300)
    reading = Reader().read(np.ascontiguousarray(np.rot90(printed_page())))
    assert "it was read in one pass" in reading.warnings[0]
    assert all(digit.doubtful for digit in reading.digits)
    assert len(reading.rejected) > 200
    numbers = np.full((460, 1500), 240, np.uint8)
    for line in range(11):
        write(numbers, "3141 5926535 8979323 84 6264 338 32 79", 30, 20 + 40 * line, 24, 3, 30)
    trace = Trace()
    assert Reader().read(numbers, trace=trace).warnings == ()
    assert len(trace.attempts[0].layout.pieces.boxes) > 300
    assert not trace.attempts[0].is_print


def test_a_page_of_print_is_read_once_and_a_number_on_it_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """No second look is taken at it, nor at the page turned; what stands apart from its lines is read.

    A page of numbers is no print.
    """
    monkeypatch.setattr("digitwise.reading.attempts.may_be_turned", None)
    words = f"{SENTENCE} we count every letter of this page and then".split()
    draw = np.random.default_rng(0)
    page = np.full((1100, 3000), 240, np.uint8)
    for line in range(12):
        text = " ".join(draw.permutation(words)[:14].tolist())
        cv2.putText(page, text, (100, 80 + 62 * line), cv2.FONT_HERSHEY_DUPLEX, 1.55, 30, 3, cv2.LINE_AA)
    write(page, "407", 1400, 930, 40, 4, 30)
    trace = Trace()
    reader = Reader(threads=1)
    assert reader.read(page, trace=trace).text == "407"
    assert [(attempt.variant, attempt.is_print) for attempt in trace.attempts] == [("usual", True)]
    numbers = np.full((460, 1500), 240, np.uint8)
    for line in range(11):
        write(numbers, "3141592653589793238462643383279502884197", 30, 20 + 40 * line, 24, 3, 30)
    layout = find_layout(remove_ruling(ink_of(numbers)))
    lines = [([index for word in row for index in word.indices], row[0].height) for row in layout.lines]
    assert min(len(indices) for indices, _ in lines) > 30
    assert not sequence_scores.is_print(layout.pieces, lines, reader.experts)
