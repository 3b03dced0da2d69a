"""What a person should know beside what was read.

Whether a page lies on its side or stands on its head is told by how much more surely it is read when it is turned. A
single digit does not tell: a network is nearly as sure of a 6 that is a 9. But of several numbers, each judged as a
whole, those of a page that is not upright are hardly ever sure. To read a page again costs as much as to read it, so
that is done only where its pieces look more like digits when they are turned.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from digitwise.reading.digit import Digit
from digitwise.reading.output.parameters import OUTPUT
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


def warned(reading: Reading, likely_turns: Callable[[], int], read: Callable[[int], Reading]) -> Reading:
    """What was read of a page, with a warning where it is not upright.

    Args:
        reading: What was read of the page as it is.
        likely_turns: By how many quarter turns against the clock the page seems to stand upright; called only where it
            is in doubt.
        read: Reads it after so many quarter turns; called only where there is one.

    Returns:
        The reading; its text stays what it is. Where there is a warning, each of its digits is doubtful.
    """
    sure, digits = _surety(reading, OUTPUT.asked_digits), len(reading.digits)
    left_out = sum(each.reason == "not_a_digit" for each in reading.rejected)
    is_sure = sure >= OUTPUT.upright
    if digits < OUTPUT.asked_digits or (is_sure and left_out < OUTPUT.left_out * (digits + left_out)):
        return reading
    turns = likely_turns()
    if not turns:
        return reading
    upright = read(turns)
    if _surety(upright, OUTPUT.few_digits) < (OUTPUT.upright if is_sure else max(OUTPUT.upright, sure + OUTPUT.surer)):
        return reading
    if is_sure and len(upright.digits) < OUTPUT.more_digits * digits:
        return reading
    warning = f"the page is most likely turned by {90 * turns}° clockwise; turn it upright and read it again"
    return replace(doubted(reading), warnings=(*reading.warnings, warning))


def doubted(reading: Reading) -> Reading:
    """A reading of which no look was sure, or of a page that is not upright, with every digit doubtful."""
    lines = []
    for line in reading.lines:
        pieces = [
            tuple(replace(piece, doubtful=True) if isinstance(piece, Digit) else piece for piece in number.pieces)
            for number in line.numbers
        ]
        numbers = zip(line.numbers, pieces, strict=True)
        lines.append(replace(line, numbers=tuple(replace(number, pieces=own) for number, own in numbers)))
    return replace(reading, lines=tuple(lines))


def turned(picture: Picture, turns: int) -> Picture:
    """A picture after some quarter turns against the clock.

    Example:
        >>> turned(Picture(np.zeros((20, 30), np.uint8), (60, 40)), 1).size
        (40, 60)
    """
    pixels = np.ascontiguousarray(np.rot90(picture.pixels, turns))
    return replace(picture, pixels=pixels, size=picture.size if turns % 2 == 0 else picture.size[::-1])


def _surety(reading: Reading, few: int) -> float:
    """Mean confidence of the numbers, each counted by its digits; 0 with fewer digits than tell anything."""
    counts = [len(number.digits) for number in reading.numbers]
    if sum(counts) < few:
        return 0.0
    return float(np.average([number.confidence for number in reading.numbers], weights=counts))
