import time
import tracemalloc

import numpy as np
from numpy.typing import NDArray

from digitwise import Reader
from digitwise.reading.layout.text_lines import skew_of
from digitwise.reading.pieces import Pieces


def _bare_paper(size: int) -> NDArray[np.uint8]:
    return np.clip(np.random.default_rng(0).normal(200, 6, (size, size)), 0, 255).astype(np.uint8)


def _rows_of_pieces(rows: int, columns: int, degrees: float) -> Pieces:
    turn = np.deg2rad(degrees)
    across, down = np.meshgrid(30.0 * np.arange(columns), 60.0 * np.arange(rows))
    left = across * np.cos(turn) - down * np.sin(turn) + 60 * rows
    top = across * np.sin(turn) + down * np.cos(turn)
    boxes = np.stack([left.ravel(), top.ravel(), np.full(left.size, 18), np.full(left.size, 30)], 1).astype(np.int64)
    nothing = np.zeros((1, 1))
    count = np.ones(len(boxes))
    return Pieces(nothing.astype(np.int32), nothing.astype(np.uint8), boxes, count.astype(np.int64), count, 3, {})


def test_the_grain_of_bare_paper_is_one_texture_and_no_digits() -> None:
    reading = Reader().read(_bare_paper(300))
    assert (reading.code, [piece.reason for piece in reading.rejected]) == ("no_digit", ["texture"])
    assert reading.rejected[0].box.width > 290


def test_no_digit_is_guessed_in_grain_and_in_no_more_time_than_it_takes_to_read_all() -> None:
    reader, page = Reader(), _bare_paper(300)
    reader.read(page)
    begun = time.perf_counter()
    reader.read(page)
    between = time.perf_counter()
    assert reader.read(page, single=True).code == "no_digit"
    assert time.perf_counter() - between < 10 * (between - begun)


def test_the_turn_of_a_page_with_thousands_of_digits_is_seen_in_little_memory() -> None:
    pieces = _rows_of_pieces(60, 60, 8)
    tracemalloc.start()
    try:
        assert skew_of(pieces, pieces.writing) == 8
        assert tracemalloc.get_traced_memory()[1] < 30e6
    finally:
        tracemalloc.stop()
