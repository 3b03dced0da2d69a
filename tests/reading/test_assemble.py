"""What the paths of the decoder become: digits with their places and how sure each is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from digitwise.reading.decoding.judgement import load_judgement
from digitwise.reading.decoding.lattice import Path, Symbol
from digitwise.reading.decoding.page_decoder import Page
from digitwise.reading.decoding.word import Word
from digitwise.reading.geometry import Box
from digitwise.reading.layout.analysis import Layout
from digitwise.reading.output.assemble import limit_of_judged, lines_of
from digitwise.reading.pieces import Pieces
from digitwise.reading.result import Number

SURE = [0.99, 0.6, 0.95]


def page(*symbols: Symbol, others: tuple[Path, ...] = (), agreement: float | None = None) -> Page:
    """A page with one word, the likeliest way to read it and others."""
    probabilities = np.full((len(SURE), 11), 0.001, np.float32)
    for group, confidence in enumerate(SURE):
        probabilities[group, 1] = confidence
    paths = [Path(0.0, symbols, "1" * len(symbols)), *others]
    word = Word(paths, np.zeros((len(SURE), 28, 28), np.uint8), probabilities, agreement)
    boxes, areas = np.zeros((0, 4), np.int64), np.zeros(0, np.int64)
    pieces = Pieces(
        np.zeros((50, 90), np.int32), np.zeros((50, 90), np.uint8), boxes, areas, areas.astype(float), 3.0, {}
    )
    return Page([[[word]]], Layout(pieces))


def symbol(group: int, cut_from: int = -1) -> Symbol:
    """A 1 that the network is as sure of as `SURE` says."""
    return Symbol("1", Box(30 * group, 5, 10, 40), group, 0.0, cut_from)


def confidences(
    *symbols: Symbol, others: tuple[Path, ...] = (), agreement: float | None = None
) -> list[tuple[float, bool]]:
    """How sure each digit is, and whether it is doubtful below 0.9."""
    ((line,), _) = lines_of(page(*symbols, others=others, agreement=agreement), lambda box: box, 0.9, 0.9)
    return [(round(digit.confidence, 2), digit.doubtful) for number in line.numbers for digit in number.digits]


def read_twice(certainty: float, *others: Path) -> Number:
    """A number of two digits that was judged to be so likely, and is doubtful below 0.95."""
    found = page(symbol(0), symbol(2), others=others)
    (((word,),),) = found.rows
    assert isinstance(word, Word)
    twice = Page([[[replace(word, certainty=certainty)]]], found.layout)
    ((line,), _) = lines_of(twice, lambda box: box, 0.9, 0.95)
    (number,) = line.numbers
    return number


def test_each_digit_is_as_sure_as_the_network() -> None:
    """Digits that stand apart do not depend on each other."""
    assert confidences(symbol(0), symbol(1), symbol(2)) == [(0.99, False), (0.6, True), (0.95, False)]


def test_digits_cut_from_one_piece_are_as_sure_as_the_least_sure_of_them() -> None:
    """If one side of a cut is no digit, the cut was wrong, and so is the other side; an H is no 11."""
    found = confidences(symbol(0, cut_from=7), symbol(1, cut_from=7), symbol(2))
    assert found == [(0.6, True), (0.6, True), (0.95, False)]


def test_digits_cut_apart_are_as_sure_as_the_network_that_sees_both() -> None:
    """By itself half of what touches looks like little; what counts is what else the whole may read."""
    cut = symbol(0, cut_from=7), symbol(1, cut_from=7)
    assert confidences(*cut, agreement=-0.1) == [(1.0, False), (1.0, False)]
    other = Path(float(np.log(2)), (symbol(0, cut_from=7), symbol(1, cut_from=7)._replace(text="7")))
    assert confidences(*cut, others=(other,), agreement=-0.1) == [(0.67, True), (0.67, True)]


def test_a_digit_is_no_surer_than_the_paths_that_hold_it() -> None:
    """Of the ways to read the word a third, by probability, has another digit in that place, or none."""
    other = Path(float(np.log(2)), (symbol(0)._replace(text="7"), symbol(2)))
    assert confidences(symbol(0), symbol(2), others=(other,)) == [(0.67, True), (0.95, False)]
    nothing = Path(float(np.log(2)), ())
    assert confidences(symbol(0), symbol(2), others=(nothing,)) == [(0.67, True), (0.67, True)]
    elsewhere = Path(float(np.log(2)), (symbol(0)._replace(box=Box(2, 5, 11, 40)), symbol(2)))
    # Of a number in doubt, as which its ink may be cut otherwise, the least sure digit is doubtful.
    assert confidences(symbol(0), symbol(2), others=(elsewhere,)) == [(0.99, False), (0.95, True)]


@pytest.mark.parametrize("certainty", [0.98, 0.93, 0.5])
def test_the_digits_of_a_number_that_was_read_twice_multiply_to_its_confidence(certainty: float) -> None:
    """The least sure takes most of the doubt; below the threshold of a whole number it is doubtful."""
    number = read_twice(certainty)
    sure = [digit.confidence for digit in number.digits]
    assert number.confidence == pytest.approx(certainty)
    assert np.prod(sure) == pytest.approx(certainty)
    assert sure[0] > sure[1]
    assert all(sum(digit.probabilities) == pytest.approx(1) for digit in number.digits)
    assert number.doubtful == (certainty < 0.95)


def test_a_mark_is_no_digit() -> None:
    """It has a place and no probabilities."""
    minus = Symbol("-", Box(0, 20, 9, 3), -1, 0.4)
    ((line,), _) = lines_of(page(minus, symbol(0)), lambda box: box, 0.9, 0.9)
    assert line.text == "-1"
    assert [mark.text for mark in line.numbers[0].pieces[:1]] == ["-"]


def test_a_number_is_doubtful_below_the_limit_that_was_fitted_unless_another_is_asked_for() -> None:
    """Also where the network for digits would not doubt its digits yet."""
    fitted = load_judgement().least
    assert 0.883 < fitted < 1
    assert limit_of_judged(0.883, own=0.883) == fitted
    assert limit_of_judged(0.5, own=0.883) == 0.5
    assert limit_of_judged(float("inf"), own=0.883) == float("inf")


@pytest.mark.parametrize(("certainty", "confidence"), [(0.8, 0.2), (0.5, 1 / 3), (0.1, 0.1)])
def test_an_alternative_is_no_likelier_than_the_number(certainty: float, confidence: float) -> None:
    """By its paths it may be; but the number was judged by more than those, and all together are no more than 1."""
    other = Path(float(np.log(2)), (symbol(0)._replace(text="7"), symbol(2)), "71")
    number = read_twice(certainty, other)
    (other_number,) = number.alternatives
    assert other_number.text == "71"
    assert other_number.confidence == pytest.approx(confidence)


@pytest.mark.parametrize(("certainty", "doubtful"), [(0.92, [False, True]), (0.96, [False, False])])
def test_a_doubtful_number_has_a_doubtful_digit(certainty: float, doubtful: list[bool]) -> None:
    """People are shown the digits: a doubt of the whole that none of them had was seen by nobody."""
    number = read_twice(certainty)
    assert min(digit.confidence for digit in number.digits) > 0.9
    assert number.doubtful is any(doubtful)
    assert sorted(digit.doubtful for digit in number.digits) == doubtful
