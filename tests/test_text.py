"""Text of others is harmless for a terminal and a spreadsheet."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digitwise.text import cell, one_line, plain

ANY = st.text(st.characters())
"""Surrogates too: what a file system gives for bytes that are no text."""


@given(ANY)
def test_plain_text_is_one_printable_line(text: str) -> None:
    """Nothing moves a cursor, and nothing is lost of what can be seen."""
    shown = plain(text)
    assert shown.isprintable()
    left = iter(shown)
    assert all(character in left for character in text if character.isprintable()), "in their order"
    shown.encode("utf-8")


@given(ANY)
def test_cell_is_no_formula(text: str) -> None:
    """Unless it is a number."""
    first = cell(text)[:1]
    assert first not in ("=", "+", "@", "\t", "\r")
    if first == "-":
        assert cell(text).lstrip("-").replace(".", "").replace(",", "").isdigit()


@given(ANY)
def test_one_line_is_short(text: str) -> None:
    """Whatever another library says."""
    assert len(one_line(text)) <= 200
    assert "\n" not in one_line(text)
