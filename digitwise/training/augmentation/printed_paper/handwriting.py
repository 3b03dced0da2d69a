"""A line of writing from MNIST's digits and drawn signs, all in one hand and with one pen.

It is drawn at twice the size that the network sees, one transformation a digit, because a strip must not take longer to
make than to learn from.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

import cv2
import numpy as np

from digitwise.reading.recognition.sequence import OTHER
from digitwise.training.augmentation import Originals, shapes, words
from digitwise.training.augmentation.printed_paper.glyphs import (
    BANK,
    BASE,
    HIGH,
    TALL,
    Hand,
    Layer,
    cropped,
    digit_patch,
    lay,
    stroke,
)
from digitwise.training.augmentation.printed_paper.slashes import Slash
from digitwise.training.augmentation.printed_paper.texts import GAP, OPERATORS, as_read

_SIGNS = {
    "$": "curve 90,15 50,5 12,22 50,48 90,75 50,95 8,85; line 50,-10 50,110",
    "€": "curve 90,10 45,0 12,50 45,100 90,90; line 0,40 60,40; line 0,60 60,60",
    "£": "curve 85,15 55,0 35,25 45,60 15,98 90,98; line 15,55 70,55",
    "₹": "line 5,5 95,5; line 5,30 95,30; curve 10,5 60,5 60,50 10,52 75,100",
    "×": "line 5,25 95,85; line 95,25 5,85",
    "÷": "line 5,50 95,50; line 48,20 54,22; line 48,80 54,82",
    "%": "line 90,0 10,100; curve 20,0 5,15 20,30 35,15 20,0; curve 80,70 65,85 80,100 95,85 80,70",
    "✓": "line 0,60 30,100 100,0",
    "~": "curve 0,55 25,40 60,60 100,45",
    "+": "line 10,50 90,50; line 50,15 50,85",
    "=": "line 10,28 90,28; line 10,74 90,74",
}

_DARKER = 1.6
_BOLD = 4  # pixels are the strokes of MNIST's digits broad, at least

_BETWEEN = ("/", "-", ".", "·", ":", *OPERATORS)


@dataclass
class Writing:
    """Symbols on a field.

    Attributes:
        ink: ``(HIGH, width)`` ``uint8``, 255 = ink.
        text: What stands there.
        spans: First and last column of each symbol.
    """

    ink: Layer
    text: str
    spans: list[tuple[float, float]] = field(default_factory=list)

    @property
    def bounds(self) -> tuple[int, int]:
        """First column of the writing and the one after its last."""
        return round(min(left for left, _ in self.spans)), round(max(right for _, right in self.spans))


def write(text: str, originals: Originals, rng: np.random.Generator, pitch: float = 0.0) -> Writing:
    """Write a text.

    Args:
        text: Symbols of the network, `OPERATORS`, and `GAP`.
        originals: The digits.
        rng: Where chance comes from.
        pitch: Pixels from the middle of a symbol to that of the next, as in a row of boxes; 0 to write freely.
    """
    hand = Hand.of(rng)
    lead = TALL * 1.5
    across = max(pitch, 1.3 * TALL) if pitch else 2.1 * TALL
    field = np.zeros((HIGH, int(2 * lead + across * (len(text) + 1))), np.uint8)
    writing = Writing(field, as_read(text).replace(GAP, ""))
    # Some put a point between two boxes, but each digit has its own.
    spacing, touching, place = float(rng.uniform(0.02, 0.28)), float(rng.choice([0.0, 0.1, 0.3, 0.6])), lead
    # Many leave room around the signs of a date, and a line of writing climbs or falls.
    slash = Slash.of(rng)
    airy, climb = float(rng.choice([0.0, 0.0, 0.15, 0.45])), float(np.clip(rng.normal(0, 0.03), -0.07, 0.07))
    for position, symbol in enumerate(text):
        if symbol == GAP:
            place += TALL * rng.uniform(0.35, 0.9)
            continue
        patch, middle = _symbol(symbol, hand, slash, originals, rng)
        wide = patch.shape[1]
        if pitch:
            place = (
                lead + position * pitch + (pitch - wide) / 2 + float(np.clip(rng.normal(0, 0.08), -0.2, 0.2)) * pitch
            )
        left = max(0, round(place))
        rise = float(np.clip(climb * (left - lead), -0.35 * TALL, 0.35 * TALL))
        lay(writing.ink, patch, round(middle - rise - patch.shape[0] / 2), left)
        writing.spans.append((left, left + wide))
        tight = rng.random() < touching and symbol.isdigit()
        apart = -rng.uniform(0, 0.15) if tight else spacing * rng.uniform(0.4, 1.8)
        if airy and (symbol in _BETWEEN or text[position + 1 : position + 2] in _BETWEEN):
            apart += airy * rng.uniform(0.4, 1.6)
        place = left + wide + TALL * apart
    writing.ink = _inked(writing.ink, hand, rng)
    return writing


def _symbol(
    symbol: str, hand: Hand, slash: Slash, originals: Originals, rng: np.random.Generator
) -> tuple[Layer, float]:
    """The ink of a symbol, and the row that its middle stands in."""
    center = BASE - TALL / 2 + rng.normal(0, hand.unsteady * TALL)
    if symbol.isdigit():
        return digit_patch(int(symbol), hand, originals, rng), center
    if symbol == "½":
        return _half(hand, originals, rng), center + rng.normal(0.04, 0.12) * TALL
    if symbol == OTHER:
        return _other(hand, originals, rng), center
    if symbol in OPERATORS:
        return _operator(symbol, hand, rng), center + rng.normal(0.08, 0.1) * TALL
    if symbol == "/":
        row = BASE - TALL / 2 + float(np.clip(rng.normal(0.04, 0.12), -0.3, 0.35)) * TALL
        return slash.again(rng).drawn(2 if hand.line else _bold(hand)), row
    return _mark(symbol, hand, rng)


def _half(hand: Hand, originals: Originals, rng: np.random.Generator) -> Layer:
    """A half: a one and a two, slanting beside a slash or level above each other, now and then in one quick stroke."""
    share = float(rng.uniform(0.35, 0.9))
    one, two = (digit_patch(digit, hand, originals, rng, share) for digit in (1, 2))
    thick = hand.weight if not hand.line else 2
    if rng.random() < 0.35:
        # Written quickly, its one is a plain stroke.
        plain = np.zeros((HIGH, TALL), np.uint8)
        lean_of_one, long = rng.uniform(-0.1, 0.3), share * TALL * rng.uniform(0.5, 1)
        stroke(plain, [(12, HIGH / 2 + long / 2), (12 + lean_of_one * long, HIGH / 2 - long / 2)], thick)
        one = cropped(plain)
    field = np.zeros((HIGH, 4 * TALL), np.uint8)
    if rng.random() < 0.2:
        bar = round(max(one.shape[1], two.shape[1]) * rng.uniform(0.9, 1.6))
        middle, row = 2 * TALL, HIGH // 2
        lay(field, one, row - one.shape[0] - round(rng.uniform(1, 6)), middle - one.shape[1] // 2)
        lay(field, two, row + round(rng.uniform(1, 7)), middle - two.shape[1] // 2)
        rise = rng.normal(0, 0.08) * bar
        stroke(field, [(middle - bar / 2, row + rise), (middle + bar / 2, row - rise)], thick)
        return cropped(field)
    drop = rng.uniform(0.0, 0.7) * TALL
    lean, high = rng.uniform(0.0, 0.6), rng.uniform(0.8, 1.4) * share * TALL + 0.6 * drop
    # Some never lift the pen, so that all three hang together.
    gap = rng.uniform(-0.12, 0.02) * TALL if rng.random() < 0.3 else rng.uniform(-0.05, 0.22) * TALL
    left, top = 12, HIGH / 2 - (share * TALL + drop) / 2
    lay(field, one, round(top), left)
    begin = left + one.shape[1] + gap
    foot = HIGH / 2 + high / 2 + rng.normal(0, 2)
    stroke(field, [(begin, foot), (begin + lean * high, foot - high)], thick)
    lay(field, two, round(top + drop), round(begin + lean * high * rng.uniform(0.35, 0.9) + gap))
    return cropped(field)


def _operator(symbol: str, hand: Hand, rng: np.random.Generator) -> Layer:
    """A sign of a sum in a hand's own pen, lower than its digits or as high."""
    line = shapes.draw(shapes.strokes(_SIGNS[symbol]), rng, rng.uniform(0.7, 1.2)) * np.uint8(255)
    size = rng.uniform(0.45, 0.95) * TALL / shapes.BOX
    side = round((2 if hand.line else _bold(hand)) / size)
    thick = cv2.dilate(np.pad(line, side), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    return cropped(np.asarray(cv2.resize(thick, None, fx=size, fy=size, interpolation=cv2.INTER_AREA), np.uint8))


def _bold(hand: Hand) -> int:
    """Width of the strokes of a hand whose digits are as MNIST has them, pixels."""
    return max(_BOLD, hand.weight)


def _other(hand: Hand, originals: Originals, rng: np.random.Generator) -> Layer:
    """A sign that is none of the others, a letter, a word, or a digit crossed out."""
    if rng.random() < 0.2:
        patch = digit_patch(int(rng.integers(10)), hand, originals, rng)
        field = np.pad(patch, ((6, 6), (8, 8)))
        high, wide = field.shape
        points = rng.uniform(0, 1, (int(rng.integers(4, 9)), 2)) * (wide, high)
        points[::2, 0], points[1::2, 0] = 2, wide - 3
        stroke(field, points.tolist(), 2 if hand.line else hand.weight)
        return field
    bank = _others()
    patch = bank[rng.integers(len(bank))]
    size = rng.uniform(0.55, 1.3) * TALL / max(TALL / 2, patch.shape[0])
    return np.asarray(cv2.resize(patch, None, fx=size, fy=size, interpolation=cv2.INTER_AREA), np.uint8)


def _mark(symbol: str, hand: Hand, rng: np.random.Generator) -> tuple[Layer, float]:
    """A point, comma, raised point, minus or colon, and the row of its middle."""
    thick = 2 if hand.line else _bold(hand)
    field = np.zeros((HIGH, 3 * TALL), np.uint8)
    if symbol == "-":
        wide, rise = rng.uniform(0.24, 0.75) * TALL, rng.normal(0, 0.05) * TALL
        stroke(field, [(8, HIGH / 2 + rise), (8 + wide, HIGH / 2 - rise)], thick)
        return _within(field, BASE - rng.uniform(0.14, 0.7) * TALL)
    size = max(1, round(thick * rng.uniform(0.45, 0.9)))
    if symbol == ",":
        long = rng.uniform(0.14, 0.32) * TALL
        stroke(field, [(20, HIGH / 2 - long / 2), (20 - rng.uniform(0.1, 0.6) * long, HIGH / 2 + long / 2)], thick)
        return _within(field, BASE + rng.uniform(-0.08, 0.18) * TALL)
    for middle in (-0.5, 0.5) if symbol == ":" else (0.0,):
        apart = rng.uniform(0.3, 0.5) * TALL
        # A point is often a short dash.
        long = rng.uniform(0, 0.16 if symbol == "·" else 0.1) * TALL
        stroke(field, [(20, HIGH / 2 + middle * apart), (20 + long, HIGH / 2 + middle * apart + long / 2)], 2 * size)
    row = {".": BASE - rng.uniform(-0.08, 0.14) * TALL, "·": BASE - rng.uniform(0.22, 0.62) * TALL}
    return _within(field, row.get(symbol, BASE - rng.uniform(0.3, 0.5) * TALL))


def _inked(ink: Layer, hand: Hand, rng: np.random.Generator) -> Layer:
    """With the pen: bolder, finer, wavering, or broken."""
    if hand.line:
        side = max(1, hand.weight - 1)
        ink = np.asarray(cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))), np.uint8)
    else:
        # MNIST's fine strokes are pale, but a pen writes its digits as dark as its signs.
        ink = np.asarray(cv2.convertScaleAbs(ink, alpha=_DARKER), np.uint8)
        if rng.random() < 0.3:
            bolder = rng.random() < 0.5
            tool = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3) if bolder else (2, 2))
            ink = np.asarray((cv2.dilate if bolder else cv2.erode)(ink, tool), np.uint8)
    if rng.random() < 0.5:
        ink = _unsteady(ink, rng)
    soft = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.5, 1.3))
    edge = np.clip((np.arange(256) - rng.uniform(10, 70)) * rng.uniform(1.2, 3), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(soft, edge), np.uint8)


def _unsteady(ink: Layer, rng: np.random.Generator) -> Layer:
    """Every stroke a little astray, smoothly."""
    high, wide = ink.shape
    knots = (4, max(2, round(wide / 40)))
    stray = rng.normal(0, rng.uniform(0.4, 2.2), (*knots, 2)).astype(np.float32)
    wave = cv2.resize(stray, (wide, high), interpolation=cv2.INTER_LINEAR)
    across, down = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32))
    return np.asarray(cv2.remap(ink, across + wave[..., 0], down + wave[..., 1], cv2.INTER_LINEAR), np.uint8)


@functools.cache
def _others() -> list[Layer]:
    """Signs, letters and words, always the same ones."""
    rng = np.random.default_rng(32)
    ways = [shapes.strokes(way) for way in _SIGNS.values()]
    found: list[Layer] = []
    for number in range(BANK):
        if number % 3:
            ink = words.word(rng)
            size = TALL / max(len(ink), 1)
            small = cv2.resize(ink, None, fx=size, fy=size, interpolation=cv2.INTER_AREA)
            found.append(np.clip(small, 0, 255).astype(np.uint8))
            continue
        line = shapes.draw(ways[rng.integers(len(ways))], rng, rng.uniform(0.4, 0.9)) * np.uint8(255)
        side = int(rng.integers(3, 9))
        found.append(cropped(np.asarray(cv2.dilate(line, np.ones((side, side), np.uint8)), np.uint8)))
    return found


def _within(field: Layer, row: float) -> tuple[Layer, float]:
    """A mark without the paper around it, and the row that its middle shall stand in."""
    return cropped(field), row
