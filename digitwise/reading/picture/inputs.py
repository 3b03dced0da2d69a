"""What to read, as people name it: files, folders, patterns, PDF pages, standard input."""

from __future__ import annotations

import glob
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.errors import MissingExtra, PictureError
from digitwise.reading.picture.decode import MAX_BYTES, MAX_PIXELS
from digitwise.reading.picture.sources import read_file

# What a folder is searched for.
SUFFIXES = frozenset(
    [
        ".png",
        ".jpg",
        ".jpeg",
        ".jfif",
        ".webp",
        ".bmp",
        ".dib",
        ".gif",
        ".tif",
        ".tiff",
        ".heic",
        ".heif",
        ".pdf",
    ]
)
_PDF_SCALE = 200 / 72  # PDF counts in points of 1/72 inch; writing is read well at 200 dots per inch


@dataclass(frozen=True)
class Input:
    """One picture to read.

    Attributes:
        name: What it is called in the output.
        source: What a reader takes, or the reason why there is nothing to take.
    """

    name: str
    source: Any


def expand(names: Iterable[str], recursive: bool = False) -> Iterator[Input]:
    """Every picture that the names mean, in the order of the names, the files of a folder sorted.

    Args:
        names: Files, folders (searched for picture files), patterns such as ``scans/*.png``, and ``-`` for standard
            input.
        recursive: Whether the folders within folders are searched too.

    Yields:
        Pictures; where there is none, an error as the source. Links inside folders are not followed.

    Example:
        >>> [input.name for input in expand(["missing.png"])]
        ['missing.png']
    """
    for name in names:
        if name == "-":
            yield from _pages("-", sys.stdin.buffer.read(MAX_BYTES + 1))
            continue
        folder = Path(name).is_dir()
        for path in _paths(name, recursive):
            if folder and path.is_symlink():
                reason = f"{path} is a link, and links inside a folder are not followed; name it to read it"
                yield Input(str(path), PictureError("not_a_file", reason))
            else:
                yield from _file(path)


def _paths(name: str, recursive: bool) -> list[Path]:
    path = Path(name)
    if path.is_dir():
        return _pictures(path, "**/*" if recursive else "*") or [path]
    if not path.exists() and glob.has_magic(name):
        return sorted(Path(match) for match in glob.glob(name, recursive=True)) or [path]  # noqa: PTH207
    return [path]


def _pictures(folder: Path, pattern: str) -> list[Path]:
    return sorted(item for item in folder.glob(pattern) if item.suffix.lower() in SUFFIXES and not item.is_dir())


def _file(path: Path) -> Iterator[Input]:
    if path.is_dir():
        below = len(_pictures(path, "*/**/*"))
        hint = f" itself, and {below} in folders below it: --recursive reads them" if below else ""
        yield Input(str(path), PictureError("not_found", f"no picture in the folder {path}{hint}; nothing was read"))
    elif path.suffix.lower() == ".pdf":
        try:
            yield from _pages(str(path), read_file(path))
        except PictureError as error:
            yield Input(str(path), error)
    else:
        yield Input(str(path), path)


def _pages(name: str, data: bytes) -> Iterator[Input]:
    if not data.startswith(b"%PDF-"):
        yield Input(name, data)
        return
    try:
        for number, page in enumerate(pdf_pages(data), 1):
            yield Input(f"{name}#{number}", page)
    except PictureError as error:
        yield Input(name, error)


def pdf_pages(data: bytes) -> Iterator[NDArray[np.uint8]]:
    """The pages of a PDF file as grey pictures, one at a time.

    Raises:
        PictureError: If the extra is not installed, or the file is damaged or locked.
    """
    try:
        import pypdfium2
    except ImportError as error:
        raise PictureError("unsupported_format", str(MissingExtra("reading PDF pages", "pdf"))) from error
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise PictureError(
            "truncated", f"the PDF cannot be opened ({error}); expected a whole, unlocked file"
        ) from error
    try:
        for page in document:
            width, height = page.get_size()
            scale = min(_PDF_SCALE, (MAX_PIXELS / max(1.0, width * height)) ** 0.5)
            yield np.asarray(page.render(scale=scale, grayscale=True).to_numpy(), np.uint8).reshape(
                -1, round(np.ceil(width * scale))
            )
    finally:
        document.close()
