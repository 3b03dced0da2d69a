"""What to read, as people name it: files, folders, patterns, PDF pages, standard input."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digitwise.errors import PictureError
from digitwise.reading.picture.decode import MAX_BYTES
from digitwise.reading.picture.pdf import PdfFile, count_pages, pdf_pages
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


Count = Callable[[PdfFile], int]
"""Says how many pages a PDF file has."""


@dataclass(frozen=True)
class Input:
    """One picture to read.

    Attributes:
        name: What it is called in the output.
        source: What a reader takes, or the reason why there is nothing to take.
    """

    name: str
    source: Any


def expand(names: Iterable[str], recursive: bool = False, count: Count = count_pages) -> Iterator[Input]:
    """Every picture that the names mean, in the order of the names, the files of a folder sorted.

    Args:
        names: Files, folders (searched for picture files), patterns such as ``scans/*.png``, and ``-`` for standard
            input.
        recursive: Whether the folders within folders are searched too.
        count: Says how many pages a PDF file has; another where this process is not to open it.

    Yields:
        Pictures; where there is none, an error as the source. Links inside folders are not followed, and a folder that
        may not be searched is an error of its own.

    Example:
        >>> [input.name for input in expand(["missing.png"])]
        ['missing.png']
    """
    for name in names:
        if name == "-":
            yield from _pages("-", sys.stdin.buffer.read(MAX_BYTES + 1), count)
        else:
            try:
                yield from _named(name, recursive, count)
            except (OSError, ValueError) as error:
                # A name that is too long, or in a folder that may not be entered, or that no system takes.
                reason = getattr(error, "strerror", None) or str(error)
                yield Input(name, PictureError("unreadable", f"cannot read {name}: {reason}"))


def _named(name: str, recursive: bool, count: Count) -> Iterator[Input]:
    path = Path(name)
    if path.is_dir():
        yield from _folder(path, recursive, count)
    elif not path.exists() and glob.has_magic(name):
        matches = sorted(Path(match) for match in glob.glob(name, recursive=True))  # noqa: PTH207
        for match in matches or [path]:
            yield from _folder(match, recursive, count) if match.is_dir() else _file(match, count)
    else:
        yield from _file(path, count)


def _folder(folder: Path, recursive: bool, count: Count) -> Iterator[Input]:
    """The pictures in a folder, and the folders below it that may not be searched."""
    closed: list[OSError] = []
    found = sorted(_pictures(folder, recursive, closed))
    for path in found:
        if path.is_symlink():
            reason = f"{path} is a link, and links inside a folder are not followed; name it to read it"
            yield Input(str(path), PictureError("not_a_file", reason))
        else:
            yield from _file(path, count)
    for error in closed:
        reason = f"the folder {error.filename} may not be searched: {error.strerror}; what is in it was not read"
        yield Input(str(error.filename), PictureError("unreadable", reason))
    if not found and not closed:
        below = len(list(_pictures(folder, True, [])))
        hint = f" itself, and {below} in folders below it: --recursive reads them" if below else ""
        reason = f"no picture in the folder {folder}{hint}; nothing was read"
        yield Input(str(folder), PictureError("not_found", reason))


def _pictures(folder: Path, recursive: bool, closed: list[OSError]) -> Iterator[Path]:
    """Pictures by their endings, links among them; folders that may not be searched are added to ``closed``."""
    for parent, folders, names in os.walk(folder, onerror=closed.append):
        links = [name for name in folders if Path(parent, name).is_symlink()]
        yield from (Path(parent, name) for name in (*names, *links) if Path(name).suffix.lower() in SUFFIXES)
        if not recursive:
            return


def _file(path: Path, count: Count) -> Iterator[Input]:
    if path.suffix.lower() != ".pdf":
        yield Input(str(path), path)
        return
    try:
        data = read_file(path)
    except PictureError as error:
        yield Input(str(path), error)
        return
    yield from _pages(str(path), data, count)


def _pages(name: str, data: bytes, count: Count) -> Iterator[Input]:
    if not data.startswith(b"%PDF-"):
        yield Input(name, data)
        return
    try:
        for number, page in enumerate(pdf_pages(data, count), 1):
            yield Input(f"{name}#{number}", page)
    except PictureError as error:
        yield Input(name, error)
