"""Printed letters: every typeface draws, no two of them alike, and nothing but ink comes back."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from digitwise.training.augmentation import typefaces, words


def drawn(name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """A text in one typeface, in several weights and slants."""
    monkeypatch.setattr(typefaces, "TYPEFACES", (name,))
    rng = np.random.default_rng(5)
    inks = [typefaces.printed(text, rng) for _ in range(8)]
    for ink in inks:
        assert ink.dtype == np.uint8
        assert ink.max() > 200
        assert all(edge.any() for edge in (ink[0], ink[-1], ink[:, 0], ink[:, -1]))
    return [ink.tobytes() for ink in inks]


@pytest.mark.parametrize("text", ["H", "Total", *words.SIGNS[-3:]])
def test_each_typeface_draws_and_is_none_of_the_others(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fonts that are missing, or silently stand for each other, would narrow what is learned."""
    faces = [drawn(name, text, monkeypatch) for name in typefaces.TYPEFACES]
    assert all(not set(one) & set(other) for one, other in combinations(faces, 2))
    assert all(len(set(face)) > 1 for face in faces)
