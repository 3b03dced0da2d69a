"""Pieces of ink to lines of writing, in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.geometry import Box
from digitwise.reading.layout.parameters import LAYOUT
from digitwise.reading.pieces import Pieces
from digitwise.reading.ruling.parameters import RULING

Digit = tuple[int, ...]
"""Pieces that make one digit: one, or the halves of a broken one."""


@dataclass(frozen=True)
class TextLine:
    """One line of writing.

    Attributes:
        indices: Its pieces from left to right.
        height: Height of its digits, pixels.
        top: Where its digits begin, pixels from the top of the picture.
    """

    indices: tuple[int, ...]
    height: float
    top: float


def character_height(pieces: Pieces, indices: list[int]) -> float:
    """Height of a digit in pixels: the median height, each piece counting by its own, so that dots do not matter.

    Example:
        >>> round(_weighted_median(np.array([2.0, 2.0, 2.0, 40.0, 44.0])))
        40
    """
    if len(indices) == 1:
        return float(pieces.boxes[indices[0], 3])
    return _weighted_median(pieces.boxes[indices, 3].astype(np.float64)) if indices else 0.0


def find_lines(pieces: Pieces, indices: list[int]) -> list[TextLine]:
    """Group pieces into lines of writing, from top to bottom.

    Large pieces that stand beside each other make a line; small ones (dots, dashes, parts of digits) join the line in
    whose band they stand. Where small ones stand by themselves, several side by side, they are smaller writing.
    """
    height = character_height(pieces, indices)
    large = [index for index in indices if pieces.boxes[index, 3] >= LAYOUT.small * height]
    large += _broken(pieces, [index for index in indices if pieces.boxes[index, 3] < LAYOUT.small * height], height)
    groups = _with_halves(pieces, _joined(pieces, large, height), height)
    alone: list[int] = []
    placed = set(large)
    for index in indices:
        if index not in placed:
            nearest = _nearest(pieces, groups, index, height)
            (alone if nearest is None else nearest).append(index)
    lines = [_line(pieces, group) for group in groups]
    smaller = find_lines(pieces, alone) if _is_writing(pieces, alone) else []
    return sorted([*lines, *smaller], key=lambda line: line.top)


def _is_writing(pieces: Pieces, indices: list[int]) -> bool:
    """Whether small pieces may be smaller writing: two at least that stand side by side, as high as digits are.

    Of more than a page has of it, none is: it is a texture.
    """
    boxes = [pieces.box(index) for index in indices if pieces.boxes[index, 3] >= LAYOUT.legible_strokes * pieces.stroke]
    return len(boxes) <= LAYOUT.texture and any(
        _likeness(one, other) > LAYOUT.alike and 0 < other.left - one.left < LAYOUT.farthest * one.height
        for one in boxes
        for other in boxes
    )


def skew_of(pieces: Pieces, indices: list[int]) -> float:
    """Degrees by which the lines of writing fall to the right; 0 unless turning the page makes clearer lines.

    For each angle the neighbors that come to stand level are counted; the flattest angle with the most wins. Three
    digits at least must agree, because two stand level at some angle always.
    """
    height = character_height(pieces, indices)
    large = [index for index in indices if LAYOUT.small * height <= pieces.boxes[index, 3] <= 2 * height]
    if len(large) < LAYOUT.skew_digits:
        return 0.0
    boxes = pieces.boxes[large].astype(np.float64)
    centers = _in_the_middle(boxes[:, :2] + boxes[:, 2:] / 2)
    flat = _level_pairs(centers, 0, height)
    # No angle can have more pairs than this.
    if flat + 1 >= len(centers) - 1:
        return 0.0
    angles = np.arange(-LAYOUT.steepest, LAYOUT.steepest + 1)
    scores = np.array([_level_pairs(centers, float(angle), height) - abs(angle) * LAYOUT.skew_cost for angle in angles])
    best = int(angles[scores.argmax()])
    return float(best) if abs(best) > RULING.least_skew and scores.max() > flat + 1 else 0.0


def _in_the_middle(centers: NDArray[Any]) -> NDArray[Any]:
    """As many points as are enough, those nearest to the middle of all: they speak for a page that has thousands."""
    away = np.hypot(*(centers - np.median(centers, axis=0)).T)
    return centers[np.sort(np.argsort(away, kind="stable")[: LAYOUT.enough_digits])]


def _level_pairs(centers: NDArray[Any], degrees: float, height: float) -> float:
    """Neighbors that stand level when the page is turned back by ``degrees``."""
    turn = np.deg2rad(degrees)
    across = centers @ np.array([np.cos(turn), np.sin(turn)])
    down = centers @ np.array([-np.sin(turn), np.cos(turn)])
    right = across[None] - across[:, None]
    level = np.abs(down[None] - down[:, None]) / height
    near = (right > 0) & (right < LAYOUT.skew_far * height)
    return float(np.where(near, np.maximum(0, 1 - (level / LAYOUT.skew_level) ** 2), 0).max(axis=1).sum())


def _with_halves(pieces: Pieces, groups: list[list[int]], height: float) -> list[list[int]]:
    """The groups, those that are half of a broken digit and stand level with another joined to it."""
    whole = [group for group in groups if len(group) > 1 or pieces.boxes[group[0], 3] >= LAYOUT.may_be_digit * height]
    for group in groups:
        if not any(group is other for other in whole):
            nearest = _nearest(pieces, whole, group[0], height)
            if nearest is None:
                whole.append(group)
            else:
                nearest.append(group[0])
    return whole


def _joined(pieces: Pieces, large: list[int], height: float) -> list[list[int]]:
    digits = [(pieces.box(*digit), digit) for digit in _mended(pieces, large, height)]
    groups: list[list[tuple[Box, Digit]]] = []
    for box, digit in sorted(digits, key=lambda pair: pair[0].left):
        fits = [group for group in groups if _continues([last for last, _ in group[-3:]], box, height)]
        if fits:
            max(fits, key=lambda group: _likeness(group[-1][0], box)).append((box, digit))
        else:
            groups.append([(box, digit)])
    return [[index for _, digit in group for index in digit] for group in groups]


def _mended(pieces: Pieces, large: list[int], height: float) -> list[Digit]:
    """Large pieces, those together that are the upper and the lower half of one broken digit."""
    # Halves are low, so that where most digits are broken the usual height is too.
    tallest = min(LAYOUT.halves_tallest * height, float(pieces.boxes[large, 3].max(initial=0)))
    order = sorted(large, key=lambda index: int(pieces.boxes[index, 0]))
    boxes = pieces.boxes[order]
    ends = boxes[:, 0] + boxes[:, 2]
    away = LAYOUT.halves_gap * tallest
    digits: list[Digit] = []
    owners = np.empty(len(order), np.int64)
    for place, index in enumerate(order):
        left, top, _, high = boxes[place].tolist()
        earlier = boxes[:place]
        near = (
            (ends[:place] > left) & (earlier[:, 1] < top + high + away) & (earlier[:, 1] + earlier[:, 3] > top - away)
        )
        halves = [
            owner
            for owner in dict.fromkeys(owners[:place][near].tolist())
            if _are_halves(
                pieces.box(*digits[owner]),
                pieces.box(index),
                # What is taller than usual together is only one if nothing else stands between them.
                tallest if owner >= len(digits) - LAYOUT.halves_between else min(tallest, height),
            )
        ]
        if halves:
            digits[halves[-1]] += (index,)
        else:
            digits.append((index,))
        owners[place] = halves[-1] if halves else len(digits) - 1
    return digits


def _broken(pieces: Pieces, small: list[int], height: float) -> list[int]:
    """Small pieces, those that two by two make a digit: a 5 whose bar stands apart."""
    parts = [index for index in small if pieces.boxes[index, 2:].max() >= LAYOUT.part * height]
    if len(parts) > LAYOUT.texture:
        return []
    pairs = [
        (one, other)
        for place, one in enumerate(parts)
        for other in parts[place + 1 :]
        if _are_halves(pieces.box(one), pieces.box(other), height)
        and pieces.box(one, other).height >= LAYOUT.may_be_digit * height
    ]
    return sorted({index for pair in pairs for index in pair})


def _are_halves(one: Box, other: Box, height: float) -> bool:
    together = Box.around([one, other]).height
    return (
        one.shared_columns(other) > LAYOUT.halves_across * min(one.width, other.width)
        and -one.shared_rows(other) < LAYOUT.halves_gap * height
        and together < LAYOUT.halves_together * height
    )


def _continues(last: list[Box], box: Box, height: float) -> bool:
    """Whether a digit stands beside the last ones of a group; the farther away, the more level with it."""
    # Asked of every pair on a page, and hardly one of them is level at all.
    if box.top >= last[-1].bottom or last[-1].top >= box.bottom:
        return False
    level = _overlap(last[-1], box)
    away = box.left - max(other.right for other in last)
    return level > LAYOUT.level and (level > LAYOUT.far_level or away < LAYOUT.farthest * height)


def _overlap(one: Box, other: Box) -> float:
    """Share of the lower of two rectangles that stands level with the other."""
    return one.shared_rows(other) / max(1, min(one.height, other.height))


def _likeness(one: Box, other: Box) -> float:
    """Share of the rows of two rectangles that they have in common."""
    return one.shared_rows(other) / max(1, max(one.bottom, other.bottom) - min(one.top, other.top))


def _nearest(pieces: Pieces, groups: list[list[int]], index: int, height: float) -> list[int] | None:
    """The group in whose band, and beside which, a small piece stands, if there is one."""
    left, top, wide, high = pieces.boxes[index].tolist()
    best, least = None, LAYOUT.mark_away * height
    for group in groups:
        for other in group:
            x, y, w, h = pieces.boxes[other].tolist()
            across = max(x - left - wide, left - x - w, 0)
            down = max(y - top - high, top - y - h, 0)
            if down < LAYOUT.mark_below * height and across + 2 * down < least:
                best, least = group, across + 2 * down
    return best


def _line(pieces: Pieces, group: list[int]) -> TextLine:
    height = character_height(pieces, group)
    order = sorted(group, key=lambda index: int(2 * pieces.boxes[index, 0] + pieces.boxes[index, 2]))
    large = [index for index in group if pieces.boxes[index, 3] >= LAYOUT.small * height]
    return TextLine(tuple(order), height, float(median(pieces.boxes[large, 1].tolist())))


def _weighted_median(values: NDArray[np.float64]) -> float:
    ordered = np.sort(values)
    return float(ordered[np.searchsorted(np.cumsum(ordered), ordered.sum() / 2)])
