"""Many pictures in one call: a reading for each, in their order, whatever they are called."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from digitwise.errors import ImagesError, UsageError
from digitwise.reading.reader import Reader
from digitwise.reading.recognition.classify import load_classifier
from digitwise.reading.recognition.gathering import GatheringClassifier
from tests.reading.drawings import encoded, paper

PICTURES = [encoded(paper(text)) for text in ("1", "47", "305")]


@pytest.mark.parametrize("names", [[], ["a"], ["a", "b", "c", "d"]])
def test_names_that_are_too_few_or_too_many_are_an_error(names: list[str]) -> None:
    """No picture is left out in silence."""
    with pytest.raises(UsageError, match=r"a name for each picture"):
        list(Reader().read_many(PICTURES, names=names))


@pytest.mark.parametrize(
    "one",
    ["a.png", Path("a.png"), PICTURES[0], paper("7"), Image.fromarray(paper("7"))],
    ids=["name", "path", "bytes", "array", "image"],
)
def test_one_picture_is_not_several(one: Any) -> None:
    """Its letters, bytes or rows are no pictures."""
    with pytest.raises(UsageError, match="received one picture, expected several, such as a list of them; read takes"):
        list(Reader().read_many(one))


def test_pictures_may_come_one_at_a_time_and_each_is_read() -> None:
    """As a single call reads it, with its name."""

    def coming() -> Iterator[bytes]:
        yield from PICTURES

    found = list(Reader().read_many(coming(), names=iter("abc")))
    assert [(reading.source, reading.text) for reading in found] == [("a", "1"), ("b", "47"), ("c", "305")]
    assert [reading.text for reading in Reader().read_many(PICTURES)] == ["1", "47", "305"]


@pytest.mark.parametrize("single", [False, True])
def test_pictures_that_are_read_together_are_read_as_alone_bit_for_bit(single: bool) -> None:
    """Whatever their company: clear and unclear, blank and none, more than go together."""
    generator = np.random.default_rng(1)
    noise = [generator.integers(0, 256, (40, 40)).astype(np.uint8) for _ in range(2)]
    different = [*PICTURES, b"no picture", np.full((30, 30), 255, np.uint8), *noise]
    reader = Reader(threads=1)
    sources, alone = 3 * different, 3 * [reader.read_or_refuse(source, single) for source in different]
    together = reader.read_together(sources, single=single)
    assert [reading.to_dict(images=True) for reading in together] == [reading.to_dict(images=True) for reading in alone]
    assert [digit.probabilities for reading in together for digit in reading.digits] == [
        digit.probabilities for reading in alone for digit in reading.digits
    ]
    assert list(reader.read_many(sources, single)) == alone


def test_what_fails_in_company_is_raised() -> None:
    """None waits for an answer that never comes, and the next company is read as if nothing had been."""
    gathering = GatheringClassifier(load_classifier(threads=1))
    images, ended = np.zeros((1, 28, 28), np.uint8), []

    def works() -> None:
        gathering.classify(images)
        gathering.classify(images)
        ended.append(True)

    def fails() -> None:
        gathering.classify(images)
        raise ValueError("on its way")

    with pytest.raises(ValueError, match="on its way"):
        gathering.run([works, fails, works])
    gathering.run([works, works])
    assert ended == [True, True]
    with pytest.raises(ImagesError):
        gathering.run([lambda: gathering.classify(np.zeros((1, 3, 3), np.uint8))])
