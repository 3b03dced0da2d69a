"""What changes nothing for a person, such as size, light or a small turn, changes nothing for the reader."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.scenes import ALL, CHANGES
from digitwise.reading.reader import Reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    """One for all scenes."""
    return Reader(threads=1)


@pytest.mark.parametrize(
    ("scene", "change"),
    [
        ("squares_written_across", "scale 0.75"),
        ("squares_written_across", "turn +2"),
        ("box_hidden_by_its_digit", "scale 2"),
        ("box_hidden_by_its_digit", "turn -2"),
        ("sudoku_hardly_begun", "scale 2"),
        ("sudoku_hardly_begun", "JPEG 60"),
        ("sudoku_hardly_begun", "gamma 1.7"),
        ("pencil_in_strong_grain", "scale 2"),
        ("across_the_edge_of_a_shadow", "JPEG 60"),
        ("pencil_on_squared_paper", "turn -2"),
    ],
)
def test_a_changed_scene_is_read_as_it_was(scene: str, change: str, reader: Reader) -> None:
    """Each of these was read otherwise once; `benchmarks/scenes.py` reads all of them in all ways."""
    picture, text = ALL[scene]()
    assert reader.read(np.ascontiguousarray(CHANGES[change](picture))).text == text


def test_what_no_look_is_sure_of_is_doubtful(reader: Reader) -> None:
    """It is given because the first look shows nothing; a person should see that."""
    picture, text = ALL["across_the_edge_of_a_shadow"]()
    reading = reader.read(np.ascontiguousarray(CHANGES["JPEG 60"](picture)))
    assert reading.text == text
    assert reading.look == "inverted"
    assert [digit.doubtful for digit in reading.digits] == [True]
