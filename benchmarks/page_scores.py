"""How well a page was read whose truth is known: numbers, cells, empty cells, and mistakes that nothing points out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from digitwise.reading.geometry import Box
from digitwise.training.pages import Page, PageCell, WrittenNumber
from digitwise.training.pages.truth import is_digit

FOUND = 0.5
"""Intersection over union from which a cell is found."""

AROUND = 0.15
"""How far the middle of a digit may lie outside the rectangle of its number, as a share of its height."""

SIGNS = ".,-/:½"


@dataclass(frozen=True)
class Piece:
    """A digit or sign that was read, and of which number of the reading it is a part."""

    text: str
    across: float
    down: float
    number: int
    position: int


def score(page: Page, answer: dict[str, Any]) -> Counter[str]:
    """Count what was read rightly and wrongly on a page.

    Args:
        page: The page.
        answer: ``reading`` (the JSON document of a `Reading`) and ``cells`` (boxes).

    Returns:
        ``numbers``, of which each is ``right``, ``flagged`` (wrong but doubtful), ``silent`` (wrong, and nothing says
        so) or ``missed`` (nothing was read there); ``right_doubtful``; ``exact`` (right with all signs);
        ``invented`` and ``invented_sure`` (numbers read where there is none); ``cells``, ``found``, ``filled``,
        ``filled_right``, ``filled_called_empty``, ``empty``, ``empty_right``, ``marks`` and ``marks_read_sure``.
    """
    reading = answer["reading"]
    pieces = _pieces(reading)
    doubtful = {k: number["doubtful"] for k, number in enumerate(reading["numbers"])}
    return _of_numbers(page, pieces, doubtful) + _of_cells(page, pieces, doubtful, answer["cells"])


def canonical(text: str) -> str:
    """A text as readings of any kind are compared: signs between numbers as spaces, a comma as a point.

    Example:
        >>> canonical("16/12/22"), canonical("3,50"), canonical("__9")
        ('16 12 22', '3.50', '9')
    """
    kept = "".join(character if is_digit(character) or character in SIGNS + " " else "" for character in text)
    return re.sub(r"\s+", " ", kept.replace(",", ".").replace("/", " ").replace(":", " ")).strip()


def _pieces(reading: dict[str, Any]) -> list[Piece]:
    """Digits and signs in the order of reading, boxes that are empty left out."""
    found = [
        Piece(
            item["text"],
            item["box"]["left"] + item["box"]["width"] / 2,
            item["box"]["top"] + item["box"]["height"] / 2,
            item["number"],
            item["position"],
        )
        for item in [*reading["digits"], *reading["marks"]]
        if is_digit(item["text"]) or item["text"] in SIGNS
    ]
    return sorted(found, key=lambda piece: (piece.number, piece.position))


def _of_numbers(page: Page, pieces: list[Piece], doubtful: dict[int, bool]) -> Counter[str]:
    outcomes, users = _outcomes(page, pieces, doubtful)
    counts = Counter(outcome for number in outcomes for outcome in number)
    counts["numbers"] = len(outcomes)
    invented = {piece.number for piece in pieces if is_digit(piece.text)} - users
    counts["invented"] = len(invented)
    counts["invented_sure"] = sum(not doubtful[one] for one in invented)
    return counts


def outcomes(page: Page, reading: dict[str, Any]) -> list[str]:
    """For each number of a page ``"right"``, ``"flagged"``, ``"silent"`` or ``"missed"``; see `score`."""
    doubtful = {k: number["doubtful"] for k, number in enumerate(reading["numbers"])}
    return [number[0] for number in _outcomes(page, _pieces(reading), doubtful)[0]]


def _outcomes(page: Page, pieces: list[Piece], doubtful: dict[int, bool]) -> tuple[list[list[str]], set[int]]:
    """For each number its outcome and, if it is right, whether it is doubtful and exact; and the parts of the reading
    that belong to one."""
    truths = page.truth.numbers
    owners = [_owner(piece, truths) for piece in pieces]
    strangers = {p.number for p, owner in zip(pieces, owners, strict=True) if owner is None and is_digit(p.text)}
    users: dict[int, set[int]] = {}
    for piece, owner in zip(pieces, owners, strict=True):
        if owner is not None:
            users.setdefault(piece.number, set()).add(owner)
    found = []
    for place, number in enumerate(truths):
        in_boxes = _is_boxed(number, page.truth.cells)
        own = [piece for piece, owner in zip(pieces, owners, strict=True) if owner == place]
        used = {piece.number for piece in own}
        read = _joined(own)
        merged = bool(used & strangers) or (not in_boxes and any(len(users[one]) > 1 for one in used))
        flagged = any(doubtful[one] for one in used)
        if not any(is_digit(piece.text) for piece in own):
            found.append(["missed"])
        elif not merged and _same(read, number.text, in_boxes):
            exact = (read.replace(" ", "") if in_boxes else read) == number.text
            found.append(["right", *["right_doubtful"] * flagged, *["exact"] * exact])
        else:
            found.append(["flagged" if flagged else "silent"])
    return found, set(users)


def _same(read: str, written: str, in_boxes: bool) -> bool:
    """Whether a text was read rightly; between boxes there are no gaps."""
    if in_boxes:
        return canonical(read).replace(" ", "") == canonical(written).replace(" ", "")
    return canonical(read) == canonical(written)


def _of_cells(page: Page, pieces: list[Piece], doubtful: dict[int, bool], found: list[list[int]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    boxes = [Box(*box) for box in found]
    for cell in page.truth.cells:
        if cell.content == "label":
            continue
        own = [piece for piece in pieces if _holds(cell.box, piece)]
        digits = [piece for piece in own if is_digit(piece.text)]
        sure = not any(doubtful[piece.number] for piece in digits)
        seen = any(_overlap(cell.box, box) >= FOUND for box in boxes)
        counts["cells"] += 1
        counts["found"] += seen
        if cell.content == "number":
            right = canonical(_joined(own)).replace(" ", "") == canonical(cell.text)
            counts["filled"] += 1
            counts["filled_right"] += seen and right
            counts["filled_called_empty"] += seen and not digits
        elif cell.content == "empty":
            counts["empty"] += 1
            counts["empty_right"] += seen and not digits
        else:
            counts["marks"] += 1
            counts["marks_read_sure"] += bool(digits) and sure
    return counts


def _joined(pieces: list[Piece]) -> str:
    """Text of pieces in reading order, a space between numbers."""
    text, before = "", None
    for piece in pieces:
        text += (" " if before is not None and before != piece.number else "") + piece.text
        before = piece.number
    return text


def _owner(piece: Piece, numbers: tuple[WrittenNumber, ...]) -> int | None:
    """The written number that a piece lies on, or is next to; None if it lies on none."""
    best: tuple[float, int] | None = None
    for place, number in enumerate(numbers):
        box = number.box
        outside = max(box.left - piece.across, piece.across - box.right, 0) + max(
            box.top - piece.down, piece.down - box.bottom, 0
        )
        if outside <= AROUND * box.height and (best is None or outside < best[0]):
            best = outside, place
    return None if best is None else best[1]


def _is_boxed(number: WrittenNumber, cells: tuple[PageCell, ...]) -> bool:
    """Whether a number was written into cells."""
    first = number.glyphs[0].box
    piece = Piece("", first.left + first.width / 2, first.top + first.height / 2, 0, 0)
    return any(cell.content == "number" and _holds(cell.box, piece) for cell in cells)


def _holds(box: Box, piece: Piece) -> bool:
    return box.left <= piece.across < box.right and box.top <= piece.down < box.bottom


def _overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    both = max(0, across) * max(0, down)
    return both / (one.width * one.height + other.width * other.height - both)
