"""What the text of a number says, against Python's own reading of decimals and fractions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from digitwise.reading.result import EMPTY
from digitwise.reading.text_value import kind_of, value_of


@pytest.mark.parametrize("text", ["0", "007", "-12", "3.50", "-0.5", "123456789012345678901234567890.5"])
def test_plain_numbers_have_the_value_that_python_gives_them(text: str) -> None:
    """However long; nothing goes through floating point."""
    assert value_of(text) == Decimal(text)


@pytest.mark.parametrize("whole", ["", "1", "12", "007"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_a_half_counts_half_away_from_nought(whole: str, sign: str) -> None:
    """Of a negative number, too: −2½ is −2.5."""
    exact = Fraction(int(whole or 0)) + Fraction(1, 2)
    found = value_of(f"{sign}{whole}½")
    assert found is not None
    assert Fraction(found) == (-exact if sign else exact)


@pytest.mark.parametrize("point", [".", ",", "·"])
def test_each_way_to_write_a_point_is_one(point: str) -> None:
    """A comma and a raised point as well."""
    assert value_of(f"20{point}5") == Decimal("20.5")
    assert kind_of(f"20{point}5") == "decimal"


@pytest.mark.parametrize(
    ("text", "kind"),
    [("16/12/22", "date-like"), ("2022-12-16", "date-like"), ("16.12.22", "date-like"), ("12:30", "time-like")],
)
def test_dates_and_times_have_a_kind_and_no_value(text: str, kind: str) -> None:
    """Which of their numbers is the day, nobody has said."""
    assert kind_of(text) == kind
    assert value_of(text) is None


@pytest.mark.parametrize(
    "text", ["", "-", "½½", "1.", ".5", "1,000,000", "16/12-22", "12:61", "268-1000", f"1{EMPTY}7", "٣", "1 2", "1e3"]
)
def test_nothing_is_guessed_beyond_that(text: str) -> None:
    """Digits of other scripts, empty boxes and thousands among it."""
    assert kind_of(text) is None
    assert value_of(text) is None
