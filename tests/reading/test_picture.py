"""The one door for untrusted pictures."""

from __future__ import annotations

import copy
import io
import struct
import time
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from digitwise.errors import JobError, PictureError
from digitwise.reading.picture import decode
from digitwise.reading.picture.decode import MAX_BYTES, decode_picture, picture_of_array, picture_of_image
from digitwise.reading.picture.reducing import WORK_PIXELS
from tests.reading.drawings import Pixels, encoded, paper

GRAY = paper("3")


def refusal(data: bytes) -> PictureError:
    """The error with which the bytes are refused."""
    with pytest.raises(PictureError) as caught:
        decode_picture(data)
    return caught.value


REFUSALS = {"bad_pixels", "damaged", "not_an_image", "too_many_pixels", "truncated", "unsupported_format"}
"""Codes of bytes that are no picture, or none that is read."""


def outcome(data: bytes) -> Pixels | str:
    """The pixels, or the code of the refusal; any other exception fails the test."""
    try:
        return decode_picture(data).pixels
    except PictureError as error:
        return error.code


def is_read_or_refused(data: bytes) -> bool:
    """Whether bytes are a picture with pixels, or one of the codes by which pictures are refused."""
    found = outcome(data)
    if isinstance(found, str):
        return found in REFUSALS
    return found.dtype == np.uint8 and found.ndim in (2, 3) and found.size > 0


def darkness(pixels: Pixels) -> Any:
    """Gray values, whatever the channels."""
    return (pixels if pixels.ndim == 2 else pixels.mean(axis=2)).astype(int)


def png_of_size(width: int, height: int) -> bytes:
    """A PNG whose header promises any size."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF"])
def test_each_format_gives_the_same_picture(kind: str) -> None:
    """Whatever the container, the digit is where it was."""
    picture = decode_picture(encoded(Image.fromarray(GRAY).convert("RGB"), kind))
    assert picture.size == GRAY.shape[::-1]
    assert np.abs(darkness(picture.pixels) - GRAY).mean() < 3


@pytest.mark.parametrize("bits", [8, 10, 12, 14, 16])
def test_sixteen_bits_may_hold_fewer(bits: int) -> None:
    """Of a camera or a scanner: the levels are those of the picture as it was."""
    deep = GRAY.astype(np.uint32) * (2**bits - 1) // 255
    for picture in (deep.astype(np.uint16), Image.fromarray(deep.astype(np.uint16))):
        found = picture_of_array(picture) if isinstance(picture, np.ndarray) else picture_of_image(picture)
        assert np.abs(found.pixels.astype(int) - GRAY).max() <= 1


def test_a_refusal_goes_from_process_to_process() -> None:
    """It is made again of its code and its words; a pool would wait forever for one that cannot be."""
    for error in (PictureError("truncated", "a.png ends early"), JobError("plan_differs", "another")):
        again = copy.copy(error)
        assert (type(again), again.code, str(again)) == (type(error), error.code, str(error))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I", "F", "I;16"])
def test_each_mode_gives_the_same_picture(mode: str) -> None:
    """Palette, transparency, print colors and wide numbers lose nothing."""
    image = Image.fromarray(GRAY)
    if mode == "I;16":
        image = Image.fromarray(GRAY.astype(np.uint16) * 257)
    elif mode == "P":
        image = image.convert("RGB").quantize(16)
    elif mode != "L":
        image = image.convert(mode)
    pixels = darkness(picture_of_image(image).pixels)
    dark = GRAY < 60
    assert pixels[dark].mean() < 60
    assert pixels[GRAY == 235].mean() > 200


@pytest.mark.parametrize("order", ["<u2", ">u2"])
def test_sixteen_bits_in_both_orders(order: str) -> None:
    """Sixteen bits are divided, not cut off."""
    raw = (GRAY.astype(np.uint16) * 257).astype(order)
    mode = "I;16" if order == "<u2" else "I;16B"
    image = Image.frombytes(mode, GRAY.shape[::-1], raw.tobytes())
    picture = decode_picture(encoded(image, "TIFF"))
    assert np.array_equal(picture.pixels, GRAY)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_turned_upright(orientation: int) -> None:
    """The tag says how the camera was held; the picture comes back as a person sees it."""
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = Image.fromarray(GRAY)
    if orientation > 1:
        stored = stored.transpose(Image.Transpose(undo[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = decode_picture(encoded(stored, "PNG", exif=exif))
    assert picture.size == GRAY.shape[::-1]
    assert np.array_equal(picture.pixels, GRAY)


def test_broken_exif_is_ignored() -> None:
    """Nonsense beside the picture says nothing about it."""
    data = encoded(GRAY, "JPEG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff\x00\x09")
    assert decode_picture(data).size == GRAY.shape[::-1]


def test_ink_in_the_transparency_is_ink() -> None:
    """A canvas saves black on nothing: its colors are all alike."""
    alpha = 255 - GRAY
    rgba = np.zeros((*GRAY.shape, 4), np.uint8)
    rgba[:, :, 3] = alpha
    assert np.array_equal(decode_picture(encoded(rgba)).pixels, GRAY)


def test_light_ink_on_nothing_lies_on_black() -> None:
    """White strokes with colored edges would vanish on white paper."""
    rgba = np.zeros((*GRAY.shape, 4), np.uint8)
    rgba[..., :3] = 250
    rgba[GRAY < 30, 0] = 240
    rgba[..., 3] = (255 - GRAY) * (GRAY < 200)
    pixels = darkness(decode_picture(encoded(rgba)).pixels)
    assert pixels[GRAY < 60].mean() > 200
    assert np.median(pixels) == 0


@pytest.mark.parametrize("data", [b"", b"x", b"\x89PNG\r\n\x1a\n", b"no picture at all", bytes(range(256))])
def test_what_is_no_picture_is_named_so(data: bytes) -> None:
    """Empty, short and random bytes."""
    error = refusal(data)
    assert error.code == "not_an_image"
    assert "expected JPEG, PNG" in str(error)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "EPS"),
        (b"8BPS\x00\x01" + bytes(50), "PSD"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"%PDF-1.7\n", "PDF"),
    ],
)
def test_other_formats_are_refused_by_name(data: bytes, name: str) -> None:
    """Whatever the file is called; no interpreter is started."""
    error = refusal(data)
    assert error.code == "unsupported_format"
    assert name in str(error)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_a_cut_file_is_refused_or_whole(kind: str) -> None:
    """At every length: the same picture, or a refusal."""
    whole = encoded(np.ascontiguousarray(GRAY[::3, ::3]), kind)
    pixels = decode_picture(whole).pixels
    for length in range(0, len(whole), max(1, len(whole) // 150)):
        found = outcome(whole[:length])
        if isinstance(found, str):
            assert found == "truncated" or (found == "not_an_image" and length < 34)
        else:
            assert np.array_equal(found, pixels)


@pytest.mark.parametrize(("width", "height"), [(9400, 9400), (50_000, 50_000), (100_000, 100_000)])
def test_too_many_pixels_are_refused_by_the_header(width: int, height: int) -> None:
    """A bomb is not unpacked to find out that it is one."""
    begun = time.perf_counter()
    error = refusal(png_of_size(width, height))
    assert error.code == "too_many_pixels"
    assert "expected at most 50,000,000" in str(error)
    assert time.perf_counter() - begun < 0.05


def test_frames_count_toward_the_limit() -> None:
    """Each frame may be small and all of them too many."""
    frames = [Image.new("L", (2000, 2000), value) for value in range(0, 208, 16)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert "× 13 frames" in str(refusal(data))


def test_frames_after_the_first_are_counted() -> None:
    """The first is read, and the reading says how many were not."""
    frames = [Image.fromarray(GRAY), Image.new("L", GRAY.shape[::-1], 9)]
    picture = decode_picture(encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:]))
    assert picture.frames_ignored == 1
    assert np.array_equal(picture.pixels, GRAY)


def test_too_many_bytes_are_refused() -> None:
    """Before anything looks at them."""
    assert refusal(bytes(MAX_BYTES + 1)).code == "too_many_bytes"


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_numbers_that_are_none_are_refused(value: float) -> None:
    """As an array and as a file."""
    array = np.ones((9, 9), np.float32)
    array[4, 4] = value
    with pytest.raises(PictureError, match="NaN or infinite") as caught:
        picture_of_array(array)
    assert caught.value.code == "bad_pixels"
    assert refusal(encoded(Image.fromarray(array), "TIFF")).code == "bad_pixels"


@pytest.mark.parametrize("shape", [(3,), (2, 2, 2), (0, 5), (1, 5, 5, 3)])
def test_arrays_of_other_shapes_are_refused(shape: tuple[int, ...]) -> None:
    """The message says which are expected."""
    with pytest.raises(PictureError, match=r"expected \(h, w\)"):
        picture_of_array(np.zeros(shape, np.uint8))


def test_a_large_photo_is_reduced_and_remembers_its_size() -> None:
    """Positions can be given in pixels of the original."""
    picture = decode_picture(encoded(np.full((3000, 4000), 200, np.uint8), "JPEG"))
    assert picture.size == (4000, 3000)
    assert picture.pixels.size <= 1.3 * WORK_PIXELS
    assert picture.scale[0] == pytest.approx(picture.scale[1], rel=0.01)


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"BM", b"II*\0"]),
)
def test_no_other_exception_leaves_the_door(tail: bytes, head: bytes) -> None:
    """Whatever the bytes, a picture or a PictureError."""
    assert is_read_or_refused(head + tail)


def test_a_flipped_byte_never_breaks_the_door() -> None:
    """Each of many damaged files is a picture or a refusal."""
    whole = bytearray(encoded(GRAY, "JPEG"))
    for place in range(2, len(whole), 23):
        damaged = bytes(whole[:place]) + bytes([whole[place] ^ 0x55]) + bytes(whole[place + 1 :])
        assert is_read_or_refused(damaged)


def test_a_photograph_of_a_telephone_is_not_read_from_its_thumbnail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A decoder that takes a hint of size for leave to decode an embedded thumbnail is given none."""
    pillow_heif = pytest.importorskip("pillow_heif")
    pillow_heif.register_heif_opener()
    hints: list[object] = []
    monkeypatch.setattr(pillow_heif.HeifImageFile, "draft", lambda self, *hint: hints.append(hint))
    monkeypatch.setattr(decode, "WORK_PIXELS", 2000)
    picture = decode_picture(encoded(np.full((120, 160), 200, np.uint8), "HEIF"))
    assert picture.size == (160, 120)
    assert not hints


@pytest.mark.parametrize("kind", [np.uint8, np.int64, np.bool_])
def test_a_mask_is_ink_whatever_its_type(kind: type[np.generic]) -> None:
    """Pixels of 0 and 1 are black and white; a picture of other gray levels is left alone."""
    mask = np.eye(30).astype(kind)
    np.testing.assert_array_equal(picture_of_array(mask).pixels, np.eye(30) * 255)
    assert picture_of_array(np.eye(30, dtype=np.uint8) * 2).pixels.max() == 2


def test_a_scan_in_a_pdf_keeps_its_pixels() -> None:
    pytest.importorskip("pypdfium2")
    from digitwise.reading.picture.pdf import pdf_pages

    scan = np.where(np.random.default_rng(0).random((2339, 1654)) < 0.5, 0, 255).astype(np.uint8)
    content = io.BytesIO()
    Image.fromarray(scan).convert("1", dither=Image.Dither.NONE).save(content, "PDF", resolution=200)
    (page,) = pdf_pages(content.getvalue())
    np.testing.assert_array_equal(page.pixels(), scan)
