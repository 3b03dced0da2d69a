"""What a person should know beside what was read."""

from __future__ import annotations

from dataclasses import replace

from digitwise.reading.digit import Digit
from digitwise.reading.picture.decode import Picture
from digitwise.reading.result import Reading


def warnings_of(picture: Picture, clear: bool, is_texture: bool, single_pass: bool) -> tuple[str, ...]:
    """What is known before anything was read.

    Args:
        picture: The picture.
        clear: Whether its ink stands out from its ground.
        is_texture: Whether all of it was taken for texture.
        single_pass: Whether it has more pieces than are read one by one, most of them no digits.
    """
    found = list(unread_pages(picture))
    if is_texture:
        found.append("its ink is in more pieces than any page has, so it was taken for noise and not read")
    if not clear:
        found.append("what was read hardly stands out from its ground, so every digit is doubtful")
    if single_pass:
        found.append(
            "most of its many pieces are no digits, as of print that lies on its side: it was read in one pass, so "
            "every digit is doubtful; turn it upright if it is not"
        )
    return tuple(found)


def unread_pages(picture: Picture) -> tuple[str, ...]:
    """That pages of a file were not read; nothing if it has one."""
    if not picture.frames_ignored:
        return ()
    return (f"only the first of {picture.frames_ignored + 1} frames or pages was read",)


def doubted(reading: Reading) -> Reading:
    """A reading of which no look was sure, with every digit doubtful."""
    lines = []
    for line in reading.lines:
        pieces = [
            tuple(replace(piece, doubtful=True) if isinstance(piece, Digit) else piece for piece in number.pieces)
            for number in line.numbers
        ]
        numbers = zip(line.numbers, pieces, strict=True)
        lines.append(replace(line, numbers=tuple(replace(number, pieces=own) for number, own in numbers)))
    return replace(reading, lines=tuple(lines))
