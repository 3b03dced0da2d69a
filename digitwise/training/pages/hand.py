"""One person's writing on one page: the same pen, slant, size and spacing throughout."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.training.augmentation import Originals, pens, shapes
from digitwise.training.augmentation.hands import bend
from digitwise.training.augmentation.skeletons import SCALE
from digitwise.training.pages.sheet import Color, Ink, Placed
from digitwise.training.pages.truth import is_digit

TALL = 20 * SCALE
"""Height of a digit on the fine field on which it is bent, pixels."""

INKS: tuple[tuple[Color, float], ...] = (
    ((35, 35, 42), 0.3),
    ((35, 55, 140), 0.4),
    ((105, 105, 110), 0.15),
    ((160, 35, 45), 0.15),
)
"""Black, blue, pencil and red, and how many pages have each."""

DRAWN = 0.12
"""Share of digits that are drawn from strokes: ways of writing that the originals hardly have."""

LETTERS = "AEFHKMNRWXkmnrwhV"


@dataclass(frozen=True)
class Hand:
    """How somebody writes.

    Attributes:
        originals: The digits that are written.
        height: Of a digit, pixels.
        pen: Stroke width, as a share of the height.
        color: Of the ink.
        slant: How far the top of a digit leans to the right, as a share of its height.
        gap: Between two digits, as a share of the height.
        touching: Share of digits that touch the one before.
        unsteady: Standard deviation of the baseline, as a share of the height.
        plain: Whether digits keep the strokes that the originals have; else each is drawn anew with the pen.
    """

    originals: Originals
    height: float
    pen: float
    color: Color
    slant: float
    gap: float
    touching: float
    unsteady: float
    plain: bool

    @classmethod
    def any(cls, originals: Originals, height: float, rng: np.random.Generator) -> Hand:
        """Somebody's hand, with digits of this height in pixels."""
        color = INKS[rng.choice(len(INKS), p=[share for _, share in INKS])][0]
        return cls(
            originals,
            height,
            # No pen is finer than what a camera sees, about one and a half pixels.
            max(1.5 / height, float(np.exp(rng.uniform(np.log(0.05), np.log(0.14))))),
            color,
            float(rng.normal(0.05, 0.12)),
            float(rng.uniform(0.1, 0.35)),
            float(rng.choice([0.0, 0.03, 0.12], p=[0.5, 0.3, 0.2])),
            float(rng.uniform(0, 0.05)),
            bool(rng.random() < 0.3),
        )

    @property
    def stroke(self) -> int:
        """Width of the pen, whole pixels."""
        return max(1, round(self.pen * self.height))

    def sized(self, factor: float) -> Hand:
        """The same hand, writing larger or smaller by a factor; the pen stays as broad."""
        return replace(self, height=self.height * factor, pen=self.pen / factor)

    def number(self, text: str, rng: np.random.Generator) -> list[Placed]:
        """The ink of a number: digits and any of ``. , - / : ½``, from left to right."""
        placed: list[Placed] = []
        across, high = 0.0, self.height
        for position, character in enumerate(text):
            if is_digit(character):
                ink = self.digit(int(character), rng)
                down = -self.height / 2 - ink.shape[0] / 2 + rng.normal(0, self.unsteady) * high
                touches = position > 0 and is_digit(text[position - 1]) and rng.random() < self.touching
                if touches:
                    across -= (self.gap + rng.uniform(0.02, 0.1)) * high
            else:
                ink, down = self.sign(character, rng)
            placed.append(Placed(character, ink, across, down))
            across += ink.shape[1] + self.gap * high * rng.uniform(0.6, 1.4)
        return placed

    def digit(self, digit: int, rng: np.random.Generator) -> Ink:
        """The ink of a digit, without a margin."""
        same = np.flatnonzero(self.originals.labels == digit)
        index = int(same[rng.integers(len(same))])
        if self.plain:
            field = bend(self.originals.images[index], rng, strength=0.3)
            # Enlarged nine times an edge is several pixels soft, which no pen leaves.
            field = np.clip((field - 90) * 2.5, 0, 255)
        else:
            ways = shapes.DIGITS[digit]
            drawn = rng.random() < DRAWN
            line = shapes.draw(ways[rng.integers(len(ways))], rng) if drawn else self.originals.lines[index]
            field = pens.round_pen(bend(line, rng, strength=0.35), self.pen * TALL)
        return self._cropped(field, self.height / TALL * rng.normal(1, 0.05))

    def sign(self, sign: str, rng: np.random.Generator) -> tuple[Ink, float]:
        """The ink of a sign, and how far its upper edge lies below the baseline (above it if negative), pixels."""
        high, pen = self.height, self.pen * self.height
        jitter = float(rng.normal(0, 0.04))
        if sign in ".,:":
            dot = max(1.0, pen * rng.uniform(0.6, 0.9))
            if sign == ",":
                return self._strokes([[(0.1, 0), (0, 0.16 + jitter)]]), -0.08 * high
            dots = [(0.0, 0.0)] if sign == "." else [(0.0, 0.0), (0.0, 0.45)]
            reach = round(2 * dot) + 1
            ink = np.zeros((reach + round(dots[-1][1] * high), reach), np.uint8)
            for _, down in dots:
                cv2.circle(ink, (reach // 2, reach // 2 + round(down * high)), max(1, round(dot)), 255, -1, cv2.LINE_AA)
            return ink, -2.0 * dot if sign == "." else -0.75 * high
        if sign == "-":
            return self._strokes([[(0, 0.05 + jitter), (0.4 + jitter, 0.05 - jitter)]]), -0.55 * high
        if sign == "/":
            return self._strokes([[(0.45 + jitter, 0), (0, 1.3)]]), -1.15 * high
        if sign == "½":
            return self._half(rng), -1.05 * high
        if sign == "$":
            bends = [(0.5, 0.15), (0.2, 0.08), (0.1, 0.3), (0.5, 0.65), (0.4, 0.9), (0.05, 0.85)]
            waves = shapes.curve(np.array(bends))
            body = [(float(x), float(y)) for x, y in waves]
            return self._strokes([body, [(0.3, -0.08), (0.3 + jitter, 1.08)]]), -1.05 * high
        raise ValueError(f"no such sign: {sign!r}; there are . , : - / ½ $")

    def word(self, rng: np.random.Generator, letters: int) -> Ink:
        """Letters that are surely no digits, side by side."""
        parts: list[Ink] = []
        for _ in range(letters):
            letter = shapes.LETTERS[LETTERS[rng.integers(len(LETTERS))]]
            field = pens.round_pen(bend(shapes.draw(letter, rng, 0.75), rng, strength=0.3), self.pen * TALL)
            parts.append(self._cropped(field, self.height / TALL * rng.uniform(0.75, 1)))
        high, space = max(len(part) for part in parts), max(1, round(0.12 * self.height))
        return np.hstack([np.pad(part, ((high - len(part), 0), (0, space))) for part in parts])

    def tick(self, rng: np.random.Generator) -> Ink:
        """A tick, a cross, or a long dash."""
        ways: tuple[list[list[tuple[float, float]]], ...] = (
            [[(0, 0.5), (0.3, 0.95), (0.95, 0)]],
            [[(0, 0), (0.8, 0.9)], [(0.8, 0), (0, 0.9)]],
            [[(0, 0.1), (1, 0)]],
        )
        return self._strokes(ways[rng.integers(len(ways))])

    def _half(self, rng: np.random.Generator) -> Ink:
        """A one over a two, with a slanting bar between them."""
        small = self.sized(0.55)
        one, two = small.digit(1, rng), small.digit(2, rng)
        high = round(1.15 * self.height)
        wide = max(round(0.75 * self.height), one.shape[1] + two.shape[1])
        ink = np.zeros((high, wide), np.uint8)
        ink[: one.shape[0], : one.shape[1]] = one[:high]
        rows = ink[-two.shape[0] :, wide - two.shape[1] :]
        np.maximum(rows, two[: len(rows)], out=rows)
        cv2.line(ink, (round(0.1 * wide), round(0.8 * high)), (round(0.9 * wide), round(0.2 * high)), 255, self.stroke)
        return ink

    def _strokes(self, strokes: list[list[tuple[float, float]]]) -> Ink:
        """Strokes through points in units of the height, ink without a margin."""
        pen = self.stroke
        points = [np.array(stroke) * self.height for stroke in strokes]
        low = np.concatenate(points).min(axis=0)
        wide, high = np.ceil(np.concatenate(points).max(axis=0) - low).astype(int) + 2 * pen + 1
        ink = np.zeros((int(high), int(wide)), np.uint8)
        for path in points:
            cv2.polylines(ink, [np.rint(path - low + pen).astype(np.int32)], False, 255, pen, cv2.LINE_AA)
        return _without_margin(ink)

    def _cropped(self, field: NDArray[np.floating], scale: float) -> Ink:
        """A digit of the fine field in pixels of the sheet, slanted as this hand slants."""
        lean = np.array([[1, -self.slant, self.slant * len(field) / 2], [0, 1, 0]], np.float64)
        leaning = cv2.warpAffine(field.astype(np.float32), lean, (field.shape[1], field.shape[0]))
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        sized = cv2.resize(leaning, None, fx=scale, fy=scale, interpolation=how)
        return _without_margin(np.clip(np.rint(sized), 0, 255).astype(np.uint8))


def _without_margin(ink: Ink) -> Ink:
    left, top, width, height = cv2.boundingRect((ink > 40).astype(np.uint8))
    return ink[top : top + max(1, height), left : left + max(1, width)]


def width_of(placed: list[Placed]) -> float:
    """From the start of a number to the right edge of its last ink, pixels."""
    return float(max(one.across + one.ink.shape[1] for one in placed))
