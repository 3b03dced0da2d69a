"""Whatever comes in: a reading or a refusal, a checkpoint or an error of ours, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from digitwise.errors import PictureError, TrainingError
from digitwise.reading.reader import Reader
from digitwise.training.checkpoints import FILE_NAME, read_checkpoint
from tests.reading.drawings import encoded, paper

SEVEN = encoded(paper("7", height=20, pen=3))
KINDS = (np.uint8, np.bool_, np.uint16, np.float32, np.int64)


@pytest.fixture(scope="module")
def reader() -> Reader:
    """The reader that ships."""
    return Reader(threads=1)


@settings(max_examples=40, deadline=None)
@given(
    st.tuples(st.integers(1, 40), st.integers(1, 40)),
    st.sampled_from([(), (3,), (4,)]),
    st.sampled_from(KINDS),
    st.data(),
)
def test_any_array_is_read(
    reader: Reader, shape: tuple[int, int], depth: tuple[int], kind: type, data: st.DataObject
) -> None:
    """Of every size and kind, and each digit is somewhere in it."""
    seed = data.draw(st.integers(0, 2**32 - 1))
    pixels: NDArray[Any] = np.random.default_rng(seed).integers(0, 256, (*shape, *depth)).astype(kind)
    reading = reader.read(pixels, single=data.draw(st.booleans()))
    for digit in reading.digits:
        assert 0 <= digit.box.left < shape[1]
        assert 0 <= digit.box.top < shape[0]
        assert 0 <= digit.confidence <= 1


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(SEVEN) - 1), st.integers(0, 255))
def test_any_damage_of_a_picture_is_told(reader: Reader, place: int, value: int) -> None:
    """PNG has checksums: a changed byte is found, or changes nothing that is seen."""
    damaged = SEVEN[:place] + bytes([value]) + SEVEN[place + 1 :]
    reading = reader.read_or_refuse(damaged)
    assert reading.text == "7" or reading.code in ("damaged", "truncated", "not_an_image", "unsupported_format")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_checkpoint_is_one_or_an_error(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """A file that is none ends no command with a traceback."""
    folder: Path = tmp_path_factory.mktemp("run")
    (folder / FILE_NAME).write_bytes(content)
    with pytest.raises(TrainingError):
        read_checkpoint(folder)


def test_refusals_are_picture_errors(reader: Reader) -> None:
    """What no reader takes is named."""
    with pytest.raises(PictureError, match="received a dict, expected a path"):
        reader.read({})
