"""Pictures that are let in and ask for much: reduced before anything else is done to them; noise is no writing."""

from __future__ import annotations

import io
import tracemalloc
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from digitwise.errors import PictureError
from digitwise.reading.ink.noise import without_salt
from digitwise.reading.picture.decode import MAX_FRAMES, decode_picture, picture_of_array, picture_of_image
from digitwise.reading.picture.integrity import check_integrity
from digitwise.reading.picture.reducing import LONGEST_SIDE, whole_factor
from digitwise.reading.reader import Reader
from tests.reading.drawings import encoded, paper


def _code(data: bytes) -> str:
    try:
        decode_picture(data)
    except PictureError as error:
        return error.code
    return "ok"


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "I", "F", "I;16"])
def test_large_picture_shows_what_a_small_one_does(mode: str) -> None:
    """Every mode that is reduced by a whole factor first: a dark square on a light page, in its place."""
    page = Image.new("L", (4000, 3100), 250)
    page.paste(10, (1000, 1500, 2000, 2000))
    made = Image.fromarray(np.asarray(page, np.uint16) * 257) if mode == "I;16" else page.convert(mode)
    picture = picture_of_image(made)
    assert whole_factor(*page.size) == 2
    assert picture.size == (4000, 3100)
    gray = picture.pixels if picture.pixels.ndim == 2 else picture.pixels[:, :, 0]
    height, width = gray.shape
    dark = gray < 128
    assert dark[round(0.55 * height), round(0.4 * width)]
    assert dark.mean() == pytest.approx(1000 * 500 / (4000 * 3100), rel=0.02)


def test_ink_in_the_alpha_channel_of_a_large_picture_stays() -> None:
    """Averaged with its color, not beside it."""
    page = np.zeros((3100, 4000, 4), np.uint8)
    page[1500:2000, 1000:2000, 3] = 255
    for picture in (picture_of_image(Image.fromarray(page)), picture_of_array(page)):
        assert (picture.pixels < 128).mean() == pytest.approx(1000 * 500 / (4000 * 3100), rel=0.02)


def test_arrays_of_every_kind_are_reduced() -> None:
    """Floats and wide integers too; one that is no number is found among all pixels."""
    page = np.full((3100, 4000), 250.0)
    page[1500:2000, 1000:2000] = 10
    for kind in (np.float32, np.int64, np.uint16):
        picture = picture_of_array(page.astype(kind))
        assert (picture.pixels < 128).mean() > 0.03
        assert picture.pixels.size <= 3.2e6
    page[1, 1] = np.nan
    with pytest.raises(PictureError, match="NaN or infinite"):
        picture_of_array(page)


def test_strip_one_pixel_wide_is_made_short() -> None:
    """Fifty million rows are no page, and take no time."""
    picture = decode_picture(encoded(Image.new("L", (1, 2_000_000), 255)))
    assert picture.pixels.shape == (LONGEST_SIDE, 1)
    assert picture.size == (1, 2_000_000)


def test_frames_are_counted_no_further_than_there_may_be() -> None:
    """A TIFF of many pages of one pixel is refused, one of a few is read."""
    page = Image.new("L", (1, 1))
    buffer = io.BytesIO()
    page.save(buffer, "TIFF", save_all=True, append_images=[page] * MAX_FRAMES)
    with pytest.raises(PictureError, match=r"received more than 1,000 frames or pages") as caught:
        decode_picture(buffer.getvalue())
    assert caught.value.code == "too_many_pixels"


def test_large_transparent_picture_takes_few_copies() -> None:
    """Beside Pillow's own memory, which is not counted here, no copy of all pixels is made."""
    data = encoded(Image.new("RGBA", (4000, 3000), (10, 20, 30, 40)), compress_level=1)
    tracemalloc.start()
    try:
        decode_picture(data)
        assert tracemalloc.get_traced_memory()[1] < 150 * 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("place", [0.3, 0.5, 0.9])
def test_damaged_png_is_damaged(place: float) -> None:
    """One flipped byte in the pixels, as bytes and as an image that was opened and not loaded."""
    whole = bytearray(encoded(paper("47")))
    whole[round(place * (len(whole) - 20))] ^= 0x10
    assert _code(bytes(whole)) == "damaged"
    with pytest.raises(PictureError, match="a checksum of its part IDAT is wrong") as caught:
        picture_of_image(Image.open(io.BytesIO(whole)))
    assert caught.value.code == "damaged"


def test_cut_png_is_cut_and_not_damaged() -> None:
    """As before: whatever is left of it is whole."""
    whole = encoded(paper("47"))
    assert _code(whole[: len(whole) // 2]) == "truncated"
    assert _code(whole[:-1]) == "ok"
    with pytest.raises(PictureError) as caught:
        picture_of_image(Image.open(io.BytesIO(whole[: len(whole) // 2])))
    assert caught.value.code == "truncated"


def test_gif_with_a_part_that_is_none_is_damaged() -> None:
    """Its structure tells, though it has no checksum."""
    whole = bytearray(encoded(paper("47"), "GIF"))
    assert _code(bytes(whole)) == "ok"
    end = whole.rindex(b"\x00;")
    assert _code(bytes(whole[: end + 1] + b"\x77" + whole[end + 1 :])) == "damaged"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([b"\x89PNG\r\n\x1a\n", b"GIF89a", b"GIF89a" + bytes(7) + b"!", b""]))
def test_integrity_of_any_bytes_is_told(tail: bytes, head: bytes) -> None:
    """Nothing but `damaged` leaves it."""
    try:
        check_integrity(head + tail)
    except PictureError as error:
        code = error.code
    else:
        code = "damaged"
    assert code == "damaged"


def test_compressed_text_of_a_png_is_bounded() -> None:
    """A comment that unpacks to much is not unpacked to all of it."""
    text = zlib.compress(bytes(200 * 2**20))
    body = b"zTXt" + b"note\x00\x00" + text
    chunk = len(body[4:]).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    whole = encoded(paper("7"))
    assert _code(whole[:33] + chunk + whole[33:]) in ("ok", "truncated")


@pytest.mark.parametrize("share", [0.03, 0.1, 0.4])
def test_salt_noise_is_no_writing(share: float) -> None:
    """Nothing is sure, and what cannot be read says why."""
    noise = np.where(np.random.default_rng(0).random((300, 300)) < share, 255, 0).astype(np.uint8)
    reading = Reader(threads=1).read(noise)
    assert sum(not digit.doubtful for digit in reading.digits) == 0


def test_writing_under_salt_is_read_and_doubtful() -> None:
    """Single pixels are taken away, and every digit says that there was noise."""
    page = paper("47", height=80, pen=9)
    page[np.random.default_rng(0).random(page.shape) < 0.03] = 255
    page[np.random.default_rng(1).random(page.shape) < 0.03] = 0
    reading = Reader(threads=1).read(page)
    assert reading.text == "47"
    assert all(digit.doubtful for digit in reading.digits)


def test_clean_page_is_left_as_it_is() -> None:
    """Not a byte of it is another one."""
    page = paper("1047")
    assert without_salt(page) is page
