"""The pages of a PDF file as pictures, made one at a time when they are read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.errors import MissingExtra, PictureError
from digitwise.reading.picture.reducing import WORK_PIXELS
from digitwise.text import one_line

SCALE = 200 / 72 * (1 - 1e-6)
"""PDF counts in points of 1/72 inch; writing is read well at 200 dots per inch.

The millionth less keeps the pixels of a page that was scanned so: sizes in pixels are rounded up, and the rounding of a
page's size would stretch the scan by a pixel (``findings/pdfium_scans.sh``).
"""

MOST_PIXELS = 2 * WORK_PIXELS
"""A larger page (A3, a drawing of A0) is drawn smaller: more would be reduced again before it is read."""

MAX_PAGES = 10_000
"""Pages of a file that is read, at most: a longer book is read in parts, and a header can promise any number."""

_POINTS = 20_000.0
"""Longest side of a page in points, seven meters; a longer one is damaged or means harm."""

_pdfium = threading.Lock()
"""PDFium may be called by one thread at a time."""


class PdfFile:
    """A PDF file, opened when something is asked of it.

    Args:
        data: Its bytes.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._document: Any = None

    def opened(self) -> Any:
        """PDFium's document; to be called, and used, while PDFium is held.

        Raises:
            PictureError: If the extra is not installed, or the file is damaged or locked.
        """
        if self._document is None:
            try:
                import pypdfium2
            except ImportError as error:
                raise PictureError("unsupported_format", str(MissingExtra("reading PDF pages", "pdf"))) from error
            try:
                self._document = pypdfium2.PdfDocument(self.data)
            except pypdfium2.PdfiumError as error:
                message = f"the PDF cannot be opened ({one_line(error)}); expected a whole, unlocked file"
                raise PictureError("truncated", message) from error
        return self._document


@dataclass(frozen=True)
class PdfPage:
    """A page that can be drawn."""

    file: PdfFile
    number: int

    def pixels(self) -> NDArray[np.uint8]:
        """Draw the page: gray ``(h, w)`` ``uint8``.

        Raises:
            PictureError: If this page is damaged; the others may be whole.
        """
        with _pdfium:
            try:
                page = self.file.opened()[self.number]
                try:
                    return _drawn(page)
                finally:
                    page.close()
            except PictureError:
                raise
            except Exception as error:  # PDFium's own types, and what NumPy says of an empty page
                reason = f"page {self.number + 1} of the PDF cannot be drawn ({one_line(error)}); the others can"
                raise PictureError("damaged", f"{reason}; nothing was read of it") from error


def count_pages(file: PdfFile) -> int:
    """How many pages a PDF file has.

    Raises:
        PictureError: If the extra is not installed, the file is damaged or locked, or has more than :data:`MAX_PAGES`.
    """
    with _pdfium:
        count = len(file.opened())
    if count > MAX_PAGES:
        raise PictureError("too_many_pixels", f"the PDF has {count:,} pages, expected at most {MAX_PAGES:,}; split it")
    return count


def pdf_pages(data: bytes, count: Callable[[PdfFile], int] = count_pages) -> Iterator[PdfPage]:
    """The pages of a PDF file, none of them drawn yet.

    Args:
        data: Its bytes.
        count: Says how many there are; another where this process is not to open the file.

    Raises:
        PictureError: What ``count`` raises.
    """
    file = PdfFile(data)
    for number in range(count(file)):
        yield PdfPage(file, number)


def _drawn(page: Any) -> NDArray[np.uint8]:
    width, height = page.get_size()
    if not (0 < width <= _POINTS and 0 < height <= _POINTS):
        raise PictureError(
            "bad_pixels", f"received a page of {width:g} × {height:g} points, expected up to {_POINTS:g}"
        )
    scale = min(SCALE, (MOST_PIXELS / (width * height)) ** 0.5)
    drawn = np.asarray(page.render(scale=scale, grayscale=True).to_numpy(), np.uint8)
    return drawn.reshape(drawn.shape[:2])
