"""Strips as they lie on printed paper, nothing cleaned away: what the sequence network learns to read through.

Numbers are written in one hand (:mod:`handwriting`), printed paper is drawn under and through them (:mod:`grounds`), a
camera sees both, and a strip is cut out by the same :func:`~digitwise.reading.recognition.strip.strip_around` that
pictures go through. Strips of loose numbers, as :mod:`numbers` makes them, stay among them.
"""

from __future__ import annotations

import cv2
import numpy as np

from digitwise.reading.geometry import Box
from digitwise.reading.recognition.strip import strip_around
from digitwise.training.augmentation import Originals, numbers
from digitwise.training.augmentation.numbers import Batch, Strip
from digitwise.training.augmentation.printed_paper import grounds, texts
from digitwise.training.augmentation.printed_paper.glyphs import BASE, HIGH, TALL, Layer
from digitwise.training.augmentation.printed_paper.handwriting import Writing, write

CLEAN = 0.4
"""Share of strips of loose numbers, with nothing printed around them."""

EMPTY = 0.06
"""Share of the others on which nothing is written."""

BOXED, SQUARE = 0.22, (0.8, 1.7)
"""Share of numbers with a box for each digit, and the width of those, heights of a digit."""

_PRINTED = (
    (grounds.cell, 0.42),
    (grounds.ruled, 0.3),
    (grounds.squared, 0.1),
    (grounds.pattern, 0.22),
    (grounds.labels, 0.12),
    (grounds.specks, 0.1),
)
_NEIGHBORS = 0.16
_SMALLEST, _LARGEST = 7.0, 40.0
_SMALL = 14.0  # pixels: digits that a camera saw so small are blurred and compressed more often
_CLEAR = 9.0  # pixels from which on a person reads digits without trouble
_PALER = 0.8  # of the strength of ink is print that troubles nobody, at most
_ASTRAY = 0.3  # share of strips whose height and middle were taken quite wrongly, as where a line hangs on the digits
_LINE_OF_DATE = 0.5  # share of dates on a line, most of them dotted


def batches(originals: Originals, seed: int, group: int, size: int, plain: float = numbers.PLAIN) -> list[Batch]:
    """The strips and symbols of the next few steps of training, as :func:`numbers.batches` gives them."""
    rng = np.random.default_rng([seed, group, 3])
    made = []
    for _ in range(numbers.TOGETHER * size):
        if rng.random() < CLEAN:
            made.append(numbers.example(originals, int(rng.integers(1, numbers.LONGEST + 1)), rng, plain))
        else:
            made.append(example(originals, rng))
    return numbers.dealt_out(made, size, rng)


def calm_batches(originals: Originals, seed: int, group: int, size: int) -> list[Batch]:
    """Like `batches`, with more digits as MNIST has them."""
    return batches(originals, seed, group, size, numbers.CALM)


def example(originals: Originals, rng: np.random.Generator) -> tuple[Strip, str]:
    """A strip with a number on printed paper, and its text."""
    writing, seen, _ = composed(originals, rng)
    return _cut_out(seen, writing, rng), writing.text


def composed(
    originals: Originals,
    rng: np.random.Generator,
    neighbors: float = _NEIGHBORS,
    bare: float = 0.0,
    clear: float = 0.0,
) -> tuple[Writing, tuple[Layer, float], str]:
    """A number on printed paper, what a camera sees of it and how much smaller, and its text, gaps included.

    Args:
        originals: The digits.
        rng: Where chance comes from.
        neighbors: Share of numbers with ink of the lines above and below.
        bare: Share of numbers on paper with nothing printed, beside those that happen to be.
        clear: Share of numbers that a person reads without trouble: nothing printed is as strong as the ink, and the
            camera is good enough.
    """
    is_clear = rng.random() < clear
    text = texts.text(rng)
    blank = rng.random() < bare
    boxed = not blank and rng.random() < BOXED and len(text) > 1
    pitch = float(rng.uniform(*SQUARE)) * TALL if boxed else 0.0
    writing = write(text, originals, rng, pitch)
    if rng.random() < EMPTY:
        writing.ink[:] = 0
        writing.text = text = ""
    paper = np.zeros_like(writing.ink)
    if boxed:
        grounds.comb(paper, writing, pitch, rng)
    for draw, share in _PRINTED:
        if draw is grounds.ruled and text.count("/") + text.count("-") == 2:
            share = _LINE_OF_DATE
        if not blank and rng.random() < share and not (boxed and draw is grounds.cell):
            draw(paper, writing, rng)
    if rng.random() < neighbors:
        grounds.neighbors(paper, writing, originals, rng)
    pale = float(rng.uniform(0.5 if is_clear else 0.35, 1)) if rng.random() < 0.5 else 1.0
    together = _together(writing.ink, pale, paper, pale * _PALER if is_clear else 1.0, rng)
    return writing, _seen(together, pale, rng, is_clear), texts.as_read(text)


def _together(ink: Layer, pale: float, paper: Layer, most: float, rng: np.random.Generator) -> Layer:
    """Ink over print, each of its own strength, that of print ``most`` at most; either may be the darker."""
    print_ = min(most, float(rng.uniform(0.25, 1)) if rng.random() < 0.6 else 1.0)
    written = cv2.convertScaleAbs(ink, alpha=pale)
    printed = cv2.convertScaleAbs(paper, alpha=print_)
    return np.asarray(cv2.max(written, cv2.addWeighted(written, 0.8, printed, 1.0, 0)), np.uint8)


def _seen(field: Layer, pale: float, rng: np.random.Generator, is_clear: bool = False) -> tuple[Layer, float]:
    """Ink of some paleness through a camera or scanner; also how much smaller it is then."""
    if rng.random() < 0.3:
        slope = float(np.clip(rng.normal(0, 0.025), -0.07, 0.07))
        matrix = np.array([[1, 0, 0], [slope, 1, -slope * field.shape[1] / 2]])
        field = np.asarray(cv2.warpAffine(field, matrix, field.shape[::-1], flags=cv2.INTER_LINEAR), np.uint8)
    tall = float(np.exp(rng.uniform(np.log(_CLEAR if is_clear else _SMALLEST), np.log(_LARGEST))))
    if rng.random() < 0.3:
        field = np.asarray(cv2.GaussianBlur(field, (0, 0), rng.uniform(0.6, 1.2 if is_clear else 2.4)), np.uint8)
    scale = tall / TALL
    field = np.asarray(cv2.resize(field, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    chance = rng.random()
    if tall < _SMALL and rng.random() < 0.4:
        field = np.asarray(cv2.GaussianBlur(field, (0, 0), rng.uniform(0.4, 0.8)), np.uint8)
        chance = rng.uniform(0.1, 0.7)
    if chance < 0.22:
        # Two levels, as of a fax or a scan for archives; of a fine pen out of focus something is left, too.
        strongest = min(255 * pale, float(field.max()))
        field = np.asarray((field > rng.uniform(0.2, 0.55) * strongest) * np.uint8(255), np.uint8)
    elif chance < 0.45:
        field = np.clip(field + rng.normal(0, rng.uniform(2, 18), field.shape), 0, 255).astype(np.uint8)
    elif chance < 0.55 or (tall < _SMALL and chance < 0.7):
        _, code = cv2.imencode(".jpg", field, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(20, 70))])
        field = np.asarray(cv2.imdecode(code, cv2.IMREAD_GRAYSCALE), np.uint8)
    return field, field.shape[0] / HIGH


def _cut_out(seen: tuple[Layer, float], writing: Writing, rng: np.random.Generator) -> Strip:
    """The strip, from where the writing is thought to stand: never quite where it does."""
    field, scale = seen
    first, last = writing.bounds
    beside = 2.0 if rng.random() < 0.08 else 0.4
    left, right = first - rng.uniform(0, beside) * TALL, last + rng.uniform(0, beside) * TALL
    astray = rng.random() < _ASTRAY
    share = float(
        np.exp(np.clip(rng.normal(0.04, 0.22), -0.3, 0.45) if astray else np.clip(rng.normal(0, 0.1), -0.25, 0.3))
    )
    tall = share * TALL
    if "½" in writing.text and rng.random() < 0.5:
        tall *= rng.uniform(1, 1.4)
    # However wrong the middle is, little more than a fifth of the digits is cut off.
    most = max(0.1, (1.4 * tall / TALL - 1) / 2 + 0.2)
    off = float(np.clip(rng.normal(0, 0.2 if astray else 0.06), -most, most))
    middle = BASE - TALL / 2 + off * TALL
    box = Box(
        round(left * scale),
        round((middle - tall / 2) * scale),
        max(1, round((right - left) * scale)),
        max(1, round(tall * scale)),
    )
    return strip_around(field, box, tall * scale)
