"""Labeled pictures: what stands on a picture, said by the name of its file, and how texts are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from digitwise.reading.picture.inputs import SUFFIXES
from digitwise.reading.result import EMPTY

LAYOUT = "single/<source>/<digit>_<n>.png or multi/<source>/<text>_<n>.png"
SIGNS = f".,-{EMPTY}/:½¼¾ "
# A file name cannot hold a slash, nor a colon on every system, so a label has one of their look-alikes, or a space in
# place of a slash.
# Labels made before readings had □ for an empty box have _ for it. A raised point is a decimal point.
_SPELLINGS = str.maketrans({"∕": "/", "⁄": "/", "∶": ":", "_": EMPTY, "·": "."})
_LABEL = re.compile(rf"[0-9{re.escape(SIGNS)}]*[0-9½¼¾][0-9{re.escape(SIGNS)}]*")


@dataclass(frozen=True)
class LabeledPicture:
    """A picture and what is written on it.

    Attributes:
        path: The file.
        source: Where it comes from: the folder that it lies in.
        single: Whether it shows exactly one digit.
        text: What is written, as the name of the file says it.
    """

    path: Path
    source: str
    single: bool
    text: str


@dataclass(frozen=True)
class Skipped:
    """A file that was not measured, and why."""

    path: Path
    reason: str


def find_labeled(folder: str | Path) -> tuple[list[LabeledPicture], list[Skipped]]:
    """Return the labeled pictures of a folder, and every other file in it with the reason why it is none.

    Args:
        folder: Laid out as ``single/<source>/<digit>_<n>.png`` and ``multi/<source>/<text>_<n>.png``. Hidden files
            are passed over, but for a label that begins with a decimal point.
    """
    pictures, skipped = [], []
    root = Path(folder)
    for path in sorted(root.rglob("*")):
        place = path.relative_to(root)
        if path.is_dir() or any(map(_is_hidden, place.parts)):
            continue
        found = _labeled(path, place)
        if isinstance(found, LabeledPicture):
            pictures.append(found)
        else:
            skipped.append(Skipped(path, found))
    return pictures, skipped


def written(text: str) -> str:
    """Return a text as labels and readings are compared: a slash as a space, a line's end as a dash.

    Example:
        >>> written("16∕12∕23"), written("386 \\n 1000"), written("3½")
        ('16 12 23', '386-1000', '3½')
        >>> written("10·4")
        '10.4'
    """
    flat = unicodedata.normalize("NFC", text).translate(_SPELLINGS).replace("/", " ").replace("\n", "-")
    return re.sub(r"\s*-\s*", "-", " ".join(flat.split()))


def digits_of(text: str) -> str:
    """Return the digits of a text alone, in their order; a half is its 1 and its 2.

    Example:
        >>> digits_of("20.7"), digits_of("3½"), digits_of("16 12 23")
        ('207', '312', '161223')
    """
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isdecimal())


def _is_hidden(name: str) -> bool:
    return name.startswith(".") and not name[1:2].isdecimal()


def _labeled(path: Path, place: Path) -> LabeledPicture | str:
    """The picture, or the reason why it is none."""
    if len(place.parts) != 3 or place.parts[0] not in ("single", "multi"):
        return f"does not lie at {LAYOUT}"
    if path.suffix.lower() not in SUFFIXES:
        return f"'{path.suffix}' is no picture that can be read"
    text, mark, count = unicodedata.normalize("NFC", path.stem).rpartition("_")
    if not mark or not count.isdecimal():
        return "its name does not end in _<n>"
    text = text.translate(_SPELLINGS)
    single = place.parts[0] == "single"
    if single and not (len(text) == 1 and text in "0123456789"):
        return f"'{text}' is not one digit"
    if not _LABEL.fullmatch(text):
        return f"'{text}' is no label, expected digits and any of . , - {EMPTY} : ½ ¼ ¾ space, and ∕ for a slash"
    return LabeledPicture(path, place.parts[1], single, text)
