"""What a picture may be given as: its format, its name, its size, its pixels, and many of them in groups."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitwise.errors import PictureError, UsageError
from digitwise.reading.picture import pixel_modes, refusals
from digitwise.reading.picture.many import SMALL_BYTES, groups_of, named
from digitwise.reading.picture.signatures import format_of
from digitwise.reading.picture.sources import name_of, open_picture, read_file, size_of
from tests.reading.drawings import paper

GRAY = paper("3")


def encoded(kind: str) -> bytes:
    """The page as a file of a kind that Pillow writes."""
    stream = io.BytesIO()
    Image.fromarray(GRAY).convert("RGB").save(stream, kind)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "ICO", "PDF", "EPS", "AVIF"])
def test_formats_are_told_by_the_bytes_that_pillow_writes(kind: str) -> None:
    """Not by a name; cut after a few bytes they announce nothing."""
    data = encoded(kind)
    assert format_of(data) == kind
    assert format_of(data[:1]) is None


def test_a_picture_is_the_same_however_it_is_given(tmp_path: Path) -> None:
    """Path, name of a path, bytes, array and Pillow image."""
    path = tmp_path / "page.png"
    Image.fromarray(GRAY).save(path)
    data = path.read_bytes()
    for source in (path, str(path), data, bytearray(data), memoryview(data), GRAY, Image.fromarray(GRAY)):
        assert np.array_equal(open_picture(source).pixels, GRAY)
    assert name_of(path) == name_of(str(path)) == "page.png"
    assert name_of(data) is None
    assert size_of(path) == size_of(data) == len(data)
    assert size_of(GRAY) == size_of(Image.fromarray(GRAY)) == GRAY.size
    with pytest.raises(PictureError, match="received a int, expected a path, bytes, an open file, a NumPy array or a"):
        open_picture(7)


def test_an_open_file_is_read_from_where_it_stands(tmp_path: Path) -> None:
    """As a form that was uploaded, or a download: with the name that it has, which may be none."""
    path = tmp_path / "page.png"
    Image.fromarray(GRAY).save(path)
    with path.open("rb") as file:
        assert name_of(file) == "page.png"
        assert np.array_equal(open_picture(file).pixels, GRAY)
    packed = io.BytesIO(b"head" + path.read_bytes())
    packed.seek(4)
    assert name_of(packed) is None
    assert np.array_equal(open_picture(packed).pixels, GRAY)
    with pytest.raises(PictureError, match="an empty file"):
        open_picture(packed)
    with (
        path.open(encoding="latin-1") as text,
        pytest.raises(PictureError, match="expected one opened with 'rb'"),
    ):
        open_picture(text)
    with pytest.raises(PictureError, match="cannot read the open file: I/O operation on closed file"):
        open_picture(text)
    with pytest.raises(UsageError, match="received one picture, expected several"):
        list(named(io.BytesIO(), None))


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    """A folder is none, and what is not there is named."""
    with pytest.raises(PictureError, match="is no regular file") as caught:
        read_file(tmp_path)
    assert caught.value.code == "not_a_file"
    with pytest.raises(PictureError, match=r"no picture at .*nowhere\.png; nothing was read") as caught:
        read_file(tmp_path / "nowhere.png")
    assert caught.value.code == "not_found"


def test_refusals_say_what_came_and_what_was_expected() -> None:
    """Few bytes are no picture, and more of them may be a cut one."""
    assert refusals.unreadable(b"abc").code == refusals.not_an_image(b"").code == "not_an_image"
    assert refusals.unreadable(b"\x89PNG" + bytes(60)).code == "truncated"
    assert "an empty file" in str(refusals.not_an_image(b""))
    assert "50,000,000 pixels" in str(refusals.too_many_pixels("9,000 × 9,000"))


def test_small_pictures_go_in_groups_and_large_ones_alone() -> None:
    """In their order, each with its name."""
    small, large = bytes(10), bytes(SMALL_BYTES + 1)
    pictures = [(small, "a"), (small, "b"), (small, "c"), (large, "d"), (small, "e")]
    assert [[name for _, name in group] for group in groups_of(pictures, 2)] == [["a", "b"], ["c"], ["d"], ["e"]]
    assert list(named([small, large], None)) == [(small, None), (large, None)]
    with pytest.raises(UsageError, match="a name for each picture"):
        list(named([small, large], ["a"]))


@pytest.mark.parametrize("tag", [2, 3, 4, 5, 6, 7, 8])
def test_orientation_tags_are_undone_as_pillow_does(tag: int) -> None:
    """Against `PIL.ImageOps`; sides are exchanged for those that lie."""
    from PIL import ImageOps

    image = Image.fromarray(GRAY[:, :40])
    image.getexif()[0x0112] = tag
    stream = io.BytesIO()
    image.save(stream, "PNG", exif=image.getexif())
    opened = Image.open(stream)
    assert pixel_modes.orientation(opened) == tag
    upright = opened.transpose(pixel_modes.METHODS[tag])
    assert np.array_equal(np.asarray(upright), np.asarray(ImageOps.exif_transpose(opened)))
    assert (upright.size != opened.size) == (tag in pixel_modes.SIDEWAYS)
