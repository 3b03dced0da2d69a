"""Whatever a picture may be given as: a path, bytes, an open file, an array, a Pillow image."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from digitwise.errors import PictureError
from digitwise.files import NotRegularError, read_bounded
from digitwise.reading.picture.decode import MAX_BYTES, Picture, decode_picture, picture_of_array, picture_of_image
from digitwise.reading.picture.pdf import MOST_PIXELS, PdfPage
from digitwise.text import one_line


def open_picture(source: Any) -> Picture:
    """Open a picture.

    Args:
        source: Path (``str`` or ``Path``), the bytes of a file, a file open for reading bytes, a NumPy array, a Pillow
            image, or a page of a PDF.

    Raises:
        PictureError: If it cannot be read; ``code`` says why.
    """
    source = without_file(source)
    if isinstance(source, str | os.PathLike):
        return decode_picture(read_file(source if isinstance(source, Path) else Path(source)))
    if isinstance(source, bytes | bytearray | memoryview):
        return decode_picture(bytes(source))
    if isinstance(source, np.ndarray):
        return picture_of_array(source)
    if isinstance(source, PdfPage):
        return picture_of_array(source.pixels())
    from PIL import Image

    if isinstance(source, Image.Image):
        return picture_of_image(source)
    raise PictureError(
        "not_an_image",
        f"received a {type(source).__name__}, expected a path, bytes, an open file, a NumPy array or a Pillow image",
    )


def is_open_file(source: Any) -> bool:
    """Whether something is read as files are."""
    return callable(getattr(source, "read", None))


def without_file(source: Any) -> Any:
    """The bytes of an open file, from where it stands; anything else as it is.

    Raises:
        PictureError: ``not_an_image`` for a file that was opened as text, ``too_many_bytes`` or ``unreadable``.

    Example:
        >>> import io
        >>> without_file(io.BytesIO(b"abc")), without_file(b"abc")
        (b'abc', b'abc')
    """
    if not is_open_file(source):
        return source
    try:
        data = source.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise PictureError("unreadable", f"cannot read the open file: {one_line(error)}") from error
    if not isinstance(data, bytes):
        raise PictureError("not_an_image", "received a file that is open as text, expected one opened with 'rb'")
    if len(data) > MAX_BYTES:
        raise PictureError("too_many_bytes", f"the file is larger than {MAX_BYTES:,} bytes; nothing was read")
    return data


def name_of(source: Any) -> str | None:
    """The name of the file that a picture comes from, None if it comes from none.

    Example:
        >>> name_of(Path("scans") / "page.png"), name_of(b"")
        ('page.png', None)
    """
    if isinstance(source, Path):
        return source.name
    # A file that is open by its number has a number for its name.
    given = getattr(source, "name", None) if is_open_file(source) else source
    return Path(given).name if isinstance(given, str | os.PathLike) else None


def size_of(source: Any) -> int:
    """Bytes of a picture as it is given, or of its file; 0 if there is none.

    Of a page, and of an open file, which may be a stream, it is the most that it can have.

    Example:
        >>> size_of(b"abc"), size_of(np.zeros((28, 28), np.uint8)), size_of("nowhere.png")
        (3, 784, 0)
    """
    if isinstance(source, str | os.PathLike):
        try:
            return Path(source).stat().st_size
        except (OSError, ValueError):
            return 0
    if isinstance(source, bytes | bytearray | memoryview):
        return len(source)
    if isinstance(source, np.ndarray):
        return int(source.nbytes)
    if isinstance(source, PdfPage):
        return MOST_PIXELS
    if is_open_file(source):
        return MAX_BYTES
    width, height = getattr(source, "size", (0, 0))
    return int(width * height)


def read_file(path: Path) -> bytes:
    """The bytes of a file, and never more than a picture may have.

    A pipe or a device might never answer or never end, so nothing but a regular file is read.

    Raises:
        PictureError: ``not_found``, ``not_a_file``, ``unreadable`` or ``too_many_bytes``.
    """
    try:
        data = read_bounded(path, MAX_BYTES)
    except FileNotFoundError as error:
        raise PictureError("not_found", f"no picture at {path}; nothing was read") from error
    except NotRegularError as error:
        raise PictureError("not_a_file", f"{path} is no regular file; expected a picture file") from error
    except (OSError, ValueError) as error:
        raise PictureError("unreadable", f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from error
    if len(data) > MAX_BYTES:
        raise PictureError("too_many_bytes", f"{path} is larger than {MAX_BYTES:,} bytes; nothing was read")
    return data
