"""Paths through the lattice, on lattices small enough to see by eye."""

from __future__ import annotations

from digitwise.reading.decoding.lattice import Steps, Symbol, cheapest
from digitwise.reading.decoding.parameters import DECODING
from digitwise.reading.geometry import Box


def step(text: str, end: int, cost: float) -> tuple[int, Symbol]:
    """A symbol that reaches to a piece, at a cost."""
    return end, Symbol(text, Box(0, 0, 9, 20), 0, cost)


def texts(steps: Steps, wanted: str | None = None) -> list[str]:
    """What the paths read, the cheapest first."""
    return [path.text for path in cheapest(steps, wanted)]


def test_two_pieces_may_be_one_digit_or_two() -> None:
    """The cheaper way comes first; its cost is the sum of its symbols'."""
    steps = [[step("1", 1, 0.5), step("4", 2, 0.7)], [step("7", 2, 0.4)]]
    assert texts(steps) == ["4", "17"]
    assert [round(path.cost, 3) for path in cheapest(steps)] == [0.7, 0.9]


def test_marks_stand_where_marks_may_stand() -> None:
    """No point before the first digit, no mark beside another, none at the end."""
    dot, dash, one = step(".", 0, 0.0)[1], step("-", 0, 0.0)[1], step("1", 0, 0.0)[1]
    assert texts([[(1, dot)], [(2, one)]]) == []
    assert texts([[(1, one)], [(2, dot)]]) == []
    assert texts([[(1, one)], [(2, dot)], [(3, dash)], [(4, one)]]) == []
    assert texts([[(1, dash)], [(2, one)], [(3, dot)], [(4, one)]]) == ["-1.1"]


def test_a_wanted_text_is_found_however_dear_it_is() -> None:
    """It lies outside the beam of all paths, but not of those that begin as it does; a comma is a point to it."""
    cheap = [step(str(digit), 1, 0.0) for digit in range(DECODING.paths)] + [step("", 1, 0.1)]
    steps = [[*cheap, step("9", 1, 50.0)], [step(",", 2, 0.1)], [step("5", 3, 0.1)]]
    assert "9,5" not in texts(steps)
    assert texts(steps, "9.5") == ["9,5"]
    assert texts(steps, "95") == []
