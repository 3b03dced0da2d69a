"""Many pictures in one call: a reading for each, in their order, whatever they are called."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from digitwise.errors import UsageError
from digitwise.reading.reader import Reader
from tests.reading.drawings import encoded, paper

PICTURES = [encoded(paper(text)) for text in ("1", "47", "305")]


@pytest.mark.parametrize("names", [[], ["a"], ["a", "b", "c", "d"]])
def test_names_that_are_too_few_or_too_many_are_an_error(names: list[str]) -> None:
    """No picture is left out in silence."""
    with pytest.raises(UsageError, match=r"a name for each picture"):
        list(Reader().read_many(PICTURES, names=names))


def test_pictures_may_come_one_at_a_time_and_each_is_read() -> None:
    """As a single call reads it, with its name."""

    def coming() -> Iterator[bytes]:
        yield from PICTURES

    found = list(Reader().read_many(coming(), names=iter("abc")))
    assert [(reading.source, reading.text) for reading in found] == [("a", "1"), ("b", "47"), ("c", "305")]
    assert [reading.text for reading in Reader().read_many(PICTURES)] == ["1", "47", "305"]
