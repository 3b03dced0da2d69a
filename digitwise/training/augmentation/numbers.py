"""Whole numbers composed of MNIST's digits: what the sequence network learns from.

Digits stand beside each other as people write them, apart, touching or overlapping, with points and minus signs between
and dirt and words around; then the whole is bent, photographed, and made a strip by the same
:func:`~digitwise.reading.recognition.strip.strip_of` that pictures go through. One strip in eight holds no number.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.images import SIDE
from digitwise.reading.recognition.sequence import OTHER, PAPER_SYMBOLS
from digitwise.reading.recognition.strip import MARGIN, strip_of
from digitwise.training.augmentation import WILD, Originals, cameras, drawn, words, written
from digitwise.training.augmentation.hands import Field, bend
from digitwise.training.augmentation.skeletons import CANVAS, SCALE

LONGEST = 8
"""Digits of the longest number that is composed."""

BESIDE = 0.06
"""Share of numbers with a word or a scribble before them, and as many with one after them."""

NO_NUMBER = 0.12
"""Share of strips with words, scribbles or patterns only; their text is empty."""

PLAIN, CALM = 0.45, 0.75
"""Share of numbers whose digits are as MNIST has them: in the training, and in the last epochs of it."""

OVERLAP = 5.5
"""How far digits that touch lie over each other at most, pixels of 20 that a digit is high."""

TALL = 20 * SCALE
"""Height of a digit on the fine field, pixels."""

_HIGH = 2 * TALL

TOGETHER = 8
"""Steps whose strips are made at once and dealt out by their width: padded to the widest of any 32, nearly half of what
is computed would be padding."""

Strip = NDArray[np.uint8]
Batch = tuple[Strip, NDArray[np.int64]]


def batches(originals: Originals, seed: int, group: int, size: int, plain: float = PLAIN) -> list[Batch]:
    """The strips and symbols of the next few steps of training, a function of seed and group alone.

    Args:
        originals: The digits to compose numbers of.
        seed: Seed of the whole training.
        group: Number of the group of `TOGETHER` steps, from 0.
        size: Number of strips in a step.
        plain: Share of numbers whose digits are as MNIST has them.

    Returns:
        For each of the `TOGETHER` steps strips ``(size, 28, width)`` ``uint8``, padded with paper to the width of the
        widest, and places of their symbols in :data:`~digitwise.reading.recognition.sequence.SYMBOLS`
        ``(size, length)``, padded with −1.
    """
    rng = np.random.default_rng([seed, group, 2])
    made = [example(originals, int(count), rng, plain) for count in rng.integers(1, LONGEST + 1, TOGETHER * size)]
    made = [(strip, without_signs(text)) for strip, text in made]
    return dealt_out(made, size, rng)


def dealt_out(made: list[tuple[Strip, str]], size: int, rng: np.random.Generator) -> list[Batch]:
    """Strips and their texts as batches of about one width each, in any order."""
    made = sorted(made, key=lambda one: one[0].shape[1])
    return [_padded(made[place * size : (place + 1) * size]) for place in rng.permutation(TOGETHER)]


def without_signs(text: str) -> str:
    """A text as the network for loose numbers reads it: a comma is a point, and what is no number is nothing.

    Example:
        >>> without_signs("#-1,5")
        '-1.5'
    """
    return text.replace(OTHER, "").replace(",", ".")


def calm_batches(originals: Originals, seed: int, group: int, size: int) -> list[Batch]:
    """Like `batches`, with more digits as MNIST has them: what the last epochs of the training are made of."""
    return batches(originals, seed, group, size, CALM)


def example(originals: Originals, count: int, rng: np.random.Generator, plain: float = PLAIN) -> tuple[Strip, str]:
    """A strip with a number of ``count`` digits, or in its place something that is none, and its text."""
    field, text, height = composed(originals, count, rng, plain)
    # The height of digits is only estimated on a page, and merged pieces mislead it.
    return strip_of(cameras.as_bytes(field), height * np.exp(rng.normal(0, 0.1))), text


def composed(
    originals: Originals, count: int, rng: np.random.Generator, plain: float = PLAIN, overlap: float = OVERLAP
) -> tuple[Field, str, float]:
    """A field with a number of ``count`` digits or something that is none, its text, and the height of its digits."""
    if rng.random() < NO_NUMBER:
        glyph, _ = _glyph(originals, False, rng)
        ink, text = words.no_number(glyph, rng)
        field = np.zeros((_HIGH, ink.shape[1] + 2 * MARGIN * SCALE), np.float32)
        _lay(field, ink[:_HIGH], (_HIGH - min(len(ink), _HIGH)) // 2, MARGIN * SCALE)
        height = len(ink) * rng.uniform(0.7, 1.05)
    else:
        field, text, height = _written(originals, count, rng, plain, overlap)
    if rng.random() < 0.3:
        field = _sloping(field, rng)
    field, height = _photographed(field, height, rng)
    return field, text, height


def _padded(made: list[tuple[Strip, str]]) -> Batch:
    """Strips of about one width and their texts, as arrays."""
    strips = np.zeros((len(made), SIDE, max(strip.shape[1] for strip, _ in made)), np.uint8)
    symbols = np.full((len(made), max(len(text) for _, text in made)), -1, np.int64)
    for row, (strip, text) in enumerate(made):
        strips[row, :, : strip.shape[1]] = strip
        symbols[row, : len(text)] = [PAPER_SYMBOLS.index(symbol) for symbol in text]
    return strips, symbols


def _written(
    originals: Originals, count: int, rng: np.random.Generator, share: float, overlap: float
) -> tuple[Field, str, float]:
    """Digits and marks side by side on a wide field, their text, and the height of a digit."""
    field = np.zeros((_HIGH, (count + 8) * (CANVAS + 40)), np.float32)
    touching, spacing = float(rng.choice([0.05, 0.2, 0.5])), float(rng.uniform(0.5, 1.6))
    unsteady, plain = float(rng.uniform(0, 0.12)), rng.random() < share
    point = int(rng.integers(1, count)) if count > 1 and rng.random() < 0.2 else 0
    base, place, text, heights = (_HIGH + TALL) // 2, float(MARGIN * SCALE), "", []
    if rng.random() < BESIDE:
        place, text = _beside(field, place, rng)
        place += rng.uniform(8, 20) * SCALE
    if rng.random() < 0.2:
        place, text = _minus(field, place, base, rng), text + "-"
    for position in range(count):
        if position and position == point:
            place, point_text = _point(field, place, base, rng)
            text += point_text
        glyph, digit = _glyph(originals, plain, rng)
        ink = words.cropped(glyph)
        height, width = ink.shape
        heights.append(height)
        # MNIST's low digits (a flat 1, a wide 2) stand in the middle of their box.
        middle = base - TALL / 2 + rng.normal(0, unsteady * TALL)
        _lay(field, ink, int(np.clip(middle - height / 2, 0, _HIGH - height)), round(place))
        text += str(digit)
        touches = rng.random() < touching and position + 1 != point
        gap = -rng.uniform(0.5, overlap) if touches else spacing * rng.uniform(0.5, 8)
        place += width + gap * SCALE
    if rng.random() < BESIDE:
        text += _beside(field, place + rng.uniform(2, 14) * SCALE, rng)[1]
    if rng.random() < 0.12:
        _specks(field, rng)
    used = np.flatnonzero(field.any(axis=0))[-1]
    return np.ascontiguousarray(field[:, : used + 12]), text, float(np.sort(heights)[len(heights) // 2])


def _glyph(originals: Originals, plain: bool, rng: np.random.Generator) -> tuple[Field, int]:
    """One digit, as it is in half of all numbers, else as another hand and pen would have made it."""
    if not plain and rng.random() < WILD.drawn:
        return drawn(rng)
    index = int(rng.integers(len(originals.images)))
    image, digit = originals.images[index], int(originals.labels[index])
    if not plain:
        return written(originals, index, rng), digit
    if rng.random() < 0.5:
        return bend(image, rng, strength=0.35), digit
    return np.asarray(cv2.resize(image, (CANVAS, CANVAS), interpolation=cv2.INTER_CUBIC), np.float32), digit


def _lay(field: Field, ink: Field, top: int, left: int) -> None:
    view = field[top : top + ink.shape[0], max(0, left) : left + ink.shape[1]]
    np.maximum(view, ink[: view.shape[0], ink.shape[1] - view.shape[1] :], out=view)


def _minus(field: Field, place: float, base: int, rng: np.random.Generator) -> float:
    """A minus sign, level or a little aslant; returns where the next digit begins."""
    wide, high = rng.uniform(7, 14) * SCALE, max(2, round(rng.uniform(1.2, 3.2) * SCALE))
    middle = base - TALL * rng.uniform(0.3, 0.7)
    rise = rng.normal(0, 1.2) * SCALE
    ends = np.rint([[place + 4, middle + rise], [place + wide, middle - rise]]).astype(np.int32)
    cv2.polylines(field, [ends], False, 255, high, cv2.LINE_AA)
    return float(place + wide + rng.uniform(2, 9) * SCALE)


def _point(field: Field, place: float, base: int, rng: np.random.Generator) -> tuple[float, str]:
    """A decimal point or comma at the foot of the digits; returns where the next digit begins, and which it is."""
    side = max(2, round(rng.uniform(1.5, 4) * SCALE))
    left, low = round(place + rng.uniform(0, 2) * SCALE), base - round(rng.uniform(-1, 3) * SCALE)
    text = "."
    if rng.random() < 0.4:
        field[low - side : low, left : left + side] = 255
    elif rng.random() < 0.6:
        cv2.circle(field, (left + side // 2, low - side // 2), max(1, side // 2), 255, -1, cv2.LINE_AA)
    else:
        tail = np.rint([[left + side / 2, low - side], [left - side * 0.3, low + side]]).astype(np.int32)
        cv2.polylines(field, [tail], False, 255, max(2, side // 2), cv2.LINE_AA)
        text = ","
    return float(left + side + rng.uniform(1, 7) * SCALE), text


def _beside(field: Field, place: float, rng: np.random.Generator) -> tuple[float, str]:
    """A word or a scribble beside the number; returns where it ends, and its symbol."""
    ink = words.word(rng) if rng.random() < 0.85 else words.scribble(rng)
    fits = place + ink.shape[1] < field.shape[1] - 2
    if fits:
        _lay(field, ink[: _HIGH - 20], (_HIGH - min(len(ink), _HIGH - 20)) // 2, round(place))
    return float(place + ink.shape[1]), OTHER if fits else ""


def _specks(field: Field, rng: np.random.Generator) -> None:
    used = np.flatnonzero(field.any(axis=0))[-1]
    for _ in range(int(rng.integers(1, 6))):
        center = (int(rng.integers(0, used + 1)), int(rng.integers(10, _HIGH - 10)))
        cv2.circle(field, center, int(rng.integers(0, 3)), int(rng.integers(90, 256)), -1)


def _sloping(field: Field, rng: np.random.Generator) -> Field:
    """Writing that climbs or falls a little: the page was not quite level."""
    used = np.flatnonzero(field.any(axis=0))[-1]
    slope = float(np.clip(rng.normal(0, 0.05), -0.12, 0.12))
    slope = float(np.clip(slope, -0.4 * TALL / max(used, 1), 0.4 * TALL / max(used, 1)))
    matrix = np.array([[1, 0, 0], [slope, 1, -slope * used / 2]], np.float64)
    return np.asarray(cv2.warpAffine(field, matrix, field.shape[::-1], flags=cv2.INTER_LINEAR), np.float32)


def _photographed(field: Field, height: float, rng: np.random.Generator) -> tuple[Field, float]:
    """Through pen, camera and scanner; the field may come back smaller, and the height of a digit with it."""
    if rng.random() < 0.2:
        field = cv2.GaussianBlur(field, (0, 0), rng.uniform(0.7, 3.5))
    if rng.random() < 0.45:
        factor = np.exp(rng.uniform(np.log(9), np.log(26))) / TALL
        field = cv2.resize(field, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        height *= factor
    if rng.random() < 0.12:
        field = cameras.threshold(field, rng)
    if rng.random() < 0.12:
        field = np.where(field > 30, field + rng.normal(0, rng.uniform(3, 25), field.shape), field).astype(np.float32)
    return field, height
