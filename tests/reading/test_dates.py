"""Dates among the texts of a strip, against the calendar of the standard library."""

from __future__ import annotations

from datetime import date
from math import exp

import pytest

from digitwise.reading.recognition.dates import as_dates, is_date, is_day, log_advantage_of_digits


def test_separators_taken_for_ones_make_a_date_again() -> None:
    """Both at once, which no change of a single symbol reaches."""
    assert "18/12/23" in as_dates("18112123")
    assert "4/1/2023" in as_dates("41112023")
    assert as_dates("18512623") == []
    assert as_dates("1811212") == []
    assert "41/1/2023" not in as_dates("41112023")


def test_days_are_those_of_the_calendar() -> None:
    """Day and month in either order, of a leap year, and what no month has to be as long as the longest."""
    every = {(day, month) for day in range(1, 32) for month in range(1, 13)}
    of_calendar = {(date.fromordinal(n).day, date.fromordinal(n).month) for n in range(730120, 730120 + 366)}
    assert of_calendar <= every
    for first in range(100):
        for second in range(100):
            assert is_day(str(first), str(second)) == ((first, second) in every or (second, first) in every)


def test_digits_of_dates_are_as_much_likelier_as_they_are_rarer() -> None:
    """All texts of one shape that are dates, each by its advantage, weigh as much as all texts of that shape."""
    days = [f"{first:02d}/{second:02d}" for first in range(100) for second in range(100)]
    assert sum(exp(log_advantage_of_digits(f"{day}/23")) for day in days if is_date(f"{day}/23")) == pytest.approx(1e4)
    years = [f"18/12/{year:04d}" for year in range(10_000)]
    dated = [exp(log_advantage_of_digits(text) - log_advantage_of_digits("18/12/23")) for text in years]
    assert sum(one for one in dated if one > 1) == pytest.approx(1e4)


@pytest.mark.parametrize("text", ["18122023", "18/12-23", "12/23", "1.50", "18/12/203", "", "½"])
def test_what_is_no_date_has_no_advantage(text: str) -> None:
    """Nor has it a disadvantage."""
    assert log_advantage_of_digits(text) == 0
    assert not is_date(text)


def test_the_shape_of_a_date_without_a_day_is_hardly_written() -> None:
    """A month of 82."""
    assert log_advantage_of_digits("18/82/23") < -4
    assert not is_date("18/82/23")
