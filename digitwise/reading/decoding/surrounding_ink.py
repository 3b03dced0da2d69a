"""Ink around some writing that is no part of it: how much there is, and what of it was read as slashes and ones."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.images import SIDE
from digitwise.reading.decoding.parameters import DECODING
from digitwise.reading.decoding.uncleaned import Seen, Sight
from digitwise.reading.geometry import Box
from digitwise.reading.layout.analysis import Layout, TextWord
from digitwise.reading.recognition.normalize import BOX


def without_walls(sight: Sight, mask: NDArray[np.uint8], height: float) -> Sight:
    """What was seen, without slashes that go on as walls of a table do.

    Args:
        sight: What was seen.
        mask: ``(h, w)``, 1 where ink is, nothing taken away.
        height: Height of digits, pixels.
    """
    if "/" not in sight.text:
        return sight
    kept = tuple(one for one in sight.symbols if one.text != "/" or not _is_wall(one, sight.box, mask, height))
    return replace(sight, symbols=kept)


def without_sides(sight: Sight, read: str, written: Box) -> Sight:
    """What was seen in a box for one digit, without the ones that are its sides.

    Args:
        sight: What was seen.
        read: What was read where the sides are cleaned away.
        written: Where that stands.
    """
    ones_beside = sight.text.strip("1") in (read, "") and read in sight.text
    if not (len(read) == 1 and read.isdigit() and len(sight.text) > 1 and ones_beside):
        return sight
    # Of several ones the side is further away.
    same = [place for place, one in enumerate(sight.symbols) if one.text == read]
    kept = min(same, key=lambda place: abs(sight.symbols[place].middle - written.center[0]))
    symbols, chosen = (sight.symbols[kept],), slice(kept, kept + 1)
    return replace(sight, symbols=symbols, digits=sight.digits[chosen], images=sight.images[chosen])


def _is_wall(slash: Seen, box: Box, mask: NDArray[np.uint8], height: float) -> bool:
    """Whether the ink of a slash is longer than any slash, or reaches from border to border of the page."""
    near = round(DECODING.fringe * height)
    columns = slice(max(0, round(slash.left) - near), round(slash.right) + near)
    paper = np.flatnonzero(~mask[:, columns].any(axis=1))
    middle = box.top + box.height // 2
    above, below = paper[paper < middle], paper[paper > middle]
    if not len(above) and not len(below):
        return True
    first, end = above[-1] + 1 if len(above) else 0, below[0] if len(below) else len(mask)
    return bool(end - first > DECODING.longest_slash * height)


class Around(NamedTuple):
    """Ink near some writing that is no part of it, in squares of a digit's height.

    Attributes:
        inside: In the strip that the network sees; 0 on bare paper, which shows nothing new.
        beside: Further left and right, up to a digit's height away.
    """

    inside: float
    beside: float


def ink_around(
    mask: NDArray[np.uint8], labels: NDArray[np.int32], indices: list[int], box: Box, height: float
) -> Around:
    """Ink in and around a rectangle that is not that of some pieces.

    Args:
        mask: ``(h, w)``, 1 where ink is, nothing taken away.
        labels: ``(h, w)``: the index of a pixel's piece plus one.
        indices: The pieces.
        box: Where they stand.
        height: Height of their digits, pixels.
    """
    tall = round(height * SIDE / BOX)
    top = max(0, min(box.top, round(box.top + box.height / 2 - tall / 2)))
    bottom = max(box.bottom, round(box.top + box.height / 2 + tall / 2))
    fringe, far = round(DECODING.fringe * height), round(height)
    window = slice(top, bottom), slice(max(0, box.left - fringe), box.right + fringe)
    near = labels[window]
    is_own = np.zeros(max(int(near.max(initial=0)), max(indices) + 1) + 1, np.uint8)
    is_own[np.array(indices) + 1] = 1
    own = is_own[near]
    other = cv2.subtract(mask[window], cv2.dilate(own, np.ones((3, 3), np.uint8)))
    rows = slice(box.top, box.bottom)
    sides = (
        mask[rows, max(0, box.left - far) : max(0, box.left - fringe)],
        mask[rows, box.right + fringe : box.right + far],
    )
    shares = cv2.countNonZero(other) / height**2, sum(cv2.countNonZero(side) for side in sides if side.size) / height**2
    return Around(*(share if share > DECODING.sign_ink else 0.0 for share in shares))


def go_together(layout: Layout, one: TextWord, other: TextWord) -> bool:
    """Whether two words are read together: they stand near each other, or have ink between them."""
    before, after = layout.pieces.box(*one.indices), layout.pieces.box(*other.indices)
    height = max(one.height, other.height)
    if min(one.height, other.height) < DECODING.words_alike * height:
        return False
    gap = after.left - before.right
    if gap <= DECODING.words_near * height or gap > DECODING.words_bridged * height:
        return gap <= DECODING.words_near * height
    # Whatever lies between may be a sign; where it is none, the gap parts the numbers all the same.
    assert layout.ink is not None
    rows = slice(min(before.top, after.top), max(before.bottom, after.bottom))
    return cv2.countNonZero(layout.ink.mask[rows, before.right + 1 : after.left]) > DECODING.sign_ink * height**2
