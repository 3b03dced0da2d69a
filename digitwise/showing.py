"""Digits of a data set to look at: in the terminal, as a picture, or as the matrix of their numbers."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from digitwise.data.given import as_dataset
from digitwise.errors import UsageError
from digitwise.images import Images

if TYPE_CHECKING:
    from rich.console import Console
    from rich.style import Style
    from rich.text import Text

logger = logging.getLogger("digitwise")

_FIRST = 10
_GAP = 2
_CHARACTERS = 4  # of a number and the space behind it
_EVERYTHING = slice(None)

# From paper to ink, each darker than the one before on light and on dark terminals alike.
_RAMP = " .:-=+*#%@"
_UPPER_HALF = "▀"


def show(
    indices: int | Iterable[int] | None = None,
    data: Any = None,
    *,
    split: str = "train",
    rows: slice = _EVERYTHING,
    columns: slice = _EVERYTHING,
    matrix: bool = False,
    save: str | os.PathLike[str] | None = None,
) -> None:
    """Print digits of a data set with their index and label, side by side as the terminal is wide.

    A terminal with colors, or a notebook, shows them in grays, two pixels in each character; anything else, a file
    or a pipe, gets plain characters.

    Args:
        indices: Which image or images, counted from 0; default the first ten.
        data: A `Dataset`, the name of one, a path, or None for MNIST or what stands in for it.
        split: ``"train"`` or ``"test"``.
        rows: Which rows of pixels, such as ``slice(14, None)`` for the lower half.
        columns: Which columns of pixels.
        matrix: Print the numbers 0–255 instead, aligned and unabridged, one line for each row of pixels.
        save: Also write a picture there, dark ink on white.

    Raises:
        UsageError: For an index that the data set does not have, an unknown split, or a cut without pixels.
        OutputError: If the picture cannot be written.
        DataError: If the data cannot be found or used.

    Example:
        >>> show(2, "digits", matrix=True, rows=slice(12, 15), columns=slice(8, 16))
         50 155 199 152  81  33   0   0
         69 184 223 142  42   4   0  21
         97 189 214 135  46  30  56  93
    """
    images, labels = as_dataset(data).split(split)
    chosen = _checked(range(min(_FIRST, len(images))) if indices is None else indices, len(images), split)
    cut = images[chosen][:, rows, columns]
    if not cut.size:
        raise UsageError(f"rows {_text(rows)} and columns {_text(columns)} leave no pixel of {images.shape[1:]}")
    titles = [f"index {index}, label {labels[index]}" for index in chosen]
    if save is not None:
        _save(Path(save), cut, titles)
    if matrix:
        _print_matrices(cut, titles)
    else:
        _print_digits(cut, titles)


def parse_slice(text: str, option: str) -> slice:
    """Turn the words of an option into a slice, in Python's spelling; a single number is that row or column.

    Args:
        text: Such as ``14:``, ``:14``, ``4:24:2``, ``-14:`` or ``7``.
        option: What to call it in an error.

    Raises:
        UsageError: If it is not a slice, or its step is 0.

    Example:
        >>> parse_slice("14:", "--rows"), parse_slice("7", "--rows"), parse_slice("-1", "--rows")
        (slice(14, None, None), slice(7, 8, None), slice(-1, None, None))
    """
    try:
        numbers = [int(part) if part.strip() else None for part in text.split(":")]
        if len(numbers) == 1 and numbers[0] is not None:
            return slice(numbers[0], numbers[0] + 1 or None)
        if len(numbers) in (2, 3) and numbers[2:] != [0]:
            return slice(*numbers)
    except ValueError:
        pass
    raise UsageError(f"{option} is '{text}', expected a slice as in Python: 14: or :14 or 4:24 or ::2, or one number")


def _checked(indices: int | Iterable[int], count: int, split: str) -> list[int]:
    chosen = list(indices) if isinstance(indices, Iterable) else [indices]
    for index in chosen:
        if not 0 <= index < count:
            raise UsageError(f"index {index} is not among the {count:,} {split} images, expected 0 to {count - 1}")
    if not chosen:
        raise UsageError("no index was given, expected at least one")
    return chosen


def _text(cut: slice) -> str:
    parts = (cut.start, cut.stop) if cut.step is None else (cut.start, cut.stop, cut.step)
    return ":".join("" if part is None else str(part) for part in parts)


def _save(path: Path, images: Images, titles: list[str]) -> None:
    from digitwise.plots import save_digits

    save_digits(path, images, titles)
    logger.info("saved: %s", path)


def _print_matrices(images: Images, titles: list[str]) -> None:
    """Numbers alone go to standard output, so that they can be read by a program; titles are said beside them.

    In a terminal that is narrower than a row, the columns are shown in parts, one below the other.
    """
    from rich.console import Console

    console = Console()
    width = images.shape[2]
    part = max(1, (console.width + 1) // _CHARACTERS) if console.is_terminal else width
    for position, (image, title) in enumerate(zip(images, titles, strict=True)):
        if position:
            print()
        logger.info(title)
        for start in range(0, width, part):
            if part < width:
                logger.info("columns %d to %d", start, min(start + part, width) - 1)
            rows = (" ".join(f"{number:3d}" for number in row) for row in image[:, start : start + part])
            print("\n".join(rows), flush=True)


def _print_digits(images: Images, titles: list[str]) -> None:
    from rich.console import Console

    console = Console()
    draw = _gray_lines if _has_grays(console) else _plain_lines
    cell = max(images.shape[2], *map(len, titles))
    beside = max(1, (console.width + _GAP) // (cell + _GAP))
    for start in range(0, len(images), beside):
        if start:
            console.print()
        band = slice(start, start + beside)
        for line in _side_by_side([draw(image) for image in images[band]], titles[band], cell):
            console.print(line, no_wrap=True, overflow="ignore", crop=False, highlight=False)


def _has_grays(console: Console) -> bool:
    if console.no_color or console.color_system is None:
        return False
    try:
        _UPPER_HALF.encode(console.encoding)
    except UnicodeEncodeError:
        return False
    return True


def _side_by_side(digits: list[list[Text]], titles: list[str], cell: int) -> Iterable[Text]:
    from rich.text import Text

    for parts in ([Text(title) for title in titles], *zip(*digits, strict=True)):
        line = Text()
        for part in parts:
            line.append_text(part).append(" " * (cell - part.cell_len + _GAP))
        line.rstrip()
        yield line


def _plain_lines(image: Images) -> list[Text]:
    """One character for two pixels, one above the other, as a character is about twice as high as wide."""
    from rich.text import Text

    pairs = np.stack(_halves(image)).astype(int)
    levels = np.rint(pairs.mean(axis=0) / 255 * (len(_RAMP) - 1)).astype(int)
    return [Text("".join(_RAMP[level] for level in row)) for row in levels]


def _gray_lines(image: Images) -> list[Text]:
    """The upper pixel of two is the color of the character ▀, the lower one that of its ground."""
    from rich.text import Text

    return [
        Text.assemble(*((_UPPER_HALF, _gray(int(above), int(below))) for above, below in zip(*both, strict=True)))
        for both in zip(*_halves(image), strict=True)
    ]


def _halves(image: Images) -> tuple[Images, Images]:
    """The even rows and the odd rows; an odd last row stands on paper."""
    whole = np.pad(image, ((0, len(image) % 2), (0, 0)))
    return whole[::2], whole[1::2]


@cache
def _gray(above: int, below: int) -> Style:
    from rich.color import Color
    from rich.style import Style

    upper, lower = 255 - above, 255 - below
    return Style(color=Color.from_rgb(upper, upper, upper), bgcolor=Color.from_rgb(lower, lower, lower))
