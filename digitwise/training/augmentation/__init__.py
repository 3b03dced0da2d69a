"""MNIST's digits as other hands, pens, papers and cameras would have made them: what the network `reader` learns from.

Every image is drawn large, distorted there, and made an image by the same
:func:`~digitwise.reading.recognition.normalize.normalize` that pictures go through. A batch is a function of the seed
and the number of the step alone, so it is of no account how many processes make batches, or in what order.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.images import CLASSES, SIDE, Images, Labels
from digitwise.reading.recognition.normalize import normalize
from digitwise.training.augmentation import cameras, garbage, papers, pens, shapes
from digitwise.training.augmentation.hands import Field, bend
from digitwise.training.augmentation.skeletons import skeletons

NOT_A_DIGIT = CLASSES
"""The eleventh class."""


class Shares(NamedTuple):
    """Of the images of a step; the others are digits in another hand.

    Attributes:
        plain: Taken as they are.
        gentle: Bent a little.
        garbage: No digit.
        drawn: Digits drawn from strokes.
    """

    plain: float
    gentle: float
    garbage: float
    drawn: float


WILD, CALM = Shares(0.14, 0.2, 0.12, 0.1), Shares(0.35, 0.3, 0.06, 0.06)
"""What the training begins with, and what it ends with."""


@dataclass(frozen=True)
class Originals:
    """The digits that are distorted.

    Attributes:
        images: ``(n, 28, 28)`` ``uint8``, 255 = ink.
        labels: ``(n,)``, 0–9.
        lines: ``(n, 84, 84)`` ``uint8``: their skeletons.
    """

    images: Images
    labels: Labels
    lines: NDArray[np.uint8]

    @classmethod
    def of(cls, images: Images, labels: Labels) -> Originals:
        """The digits with their skeletons, which take a few seconds for all of MNIST."""
        return cls(images, labels, skeletons(images))


def batch(originals: Originals, seed: int, step: int, size: int = 256, shares: Shares = WILD) -> tuple[Images, Labels]:
    """The images and labels of one step of training.

    Args:
        originals: The digits to distort. Within an epoch each is used once.
        seed: Seed of the whole training.
        step: Number of the step, from 0.
        size: Number of images.
        shares: Of each kind.

    Returns:
        Images ``(size, 28, 28)`` ``uint8`` and labels ``(size,)``, 0–9 or 10 for "not a digit".
    """
    rng = np.random.default_rng([seed, step])
    chosen = _chosen(len(originals.images), seed, step, size)
    made = [example(originals, int(index), rng, shares) for index in chosen]
    return np.stack([image for image, _ in made]), np.array([label for _, label in made], np.uint8)


def calm_batch(originals: Originals, seed: int, step: int, size: int) -> tuple[Images, Labels]:
    """Like `batch`, with more digits as MNIST has them: what the last epochs of the training are made of."""
    return batch(originals, seed, step, size, CALM)


def example(
    originals: Originals, index: int, rng: np.random.Generator, shares: Shares = WILD
) -> tuple[NDArray[np.uint8], int]:
    """One image made from one of the originals, or in its place something that is not a digit."""
    plain, gentle, nothing, strokes = itertools.accumulate(shares)
    kind = rng.random()
    if kind < plain:
        return _handled(originals.images[index], rng), int(originals.labels[index])
    if kind < gentle:
        bent = bend(originals.images[index], rng, strength=0.45)
        return _handled(normalize(cameras.as_bytes(bent)), rng), int(originals.labels[index])
    if kind < nothing:
        return _finished(_not_a_digit(originals, index, rng), rng), NOT_A_DIGIT
    if kind < strokes:
        ink, label = drawn(rng)
    else:
        label, ink = int(originals.labels[index]), written(originals, index, rng)
    return _finished(_on_paper(originals, ink, rng), rng), label


def drawn(rng: np.random.Generator) -> tuple[Field, int]:
    """A digit from the strokes that people write it with, on the fine field, and which it is."""
    label = int(rng.integers(CLASSES))
    ways = shapes.DIGITS[label]
    line = shapes.draw(ways[rng.integers(len(ways))], rng, rng.uniform(0.45, 0.85))
    return pens.ink_line(bend(line, rng), rng), label


def written(originals: Originals, index: int, rng: np.random.Generator) -> Field:
    """One of the originals in another hand and with another pen, on the fine field."""
    pen = rng.random()
    if pen < 0.45:
        ink = pens.ink_line(bend(originals.lines[index], rng), rng)
    else:
        ink = bend(originals.images[index], rng)
        if pen < 0.7:
            ink = pens.change_weight(ink, rng)
    finish = rng.random()
    if finish < 0.03:
        return pens.hollow(ink, rng)
    return pens.dry(ink, rng) if finish < 0.12 else ink


def _chosen(count: int, seed: int, step: int, size: int) -> NDArray[np.int64]:
    """Which originals a step takes: an order drawn anew for each epoch, gone through without repetition."""
    places = np.arange(step * size, (step + 1) * size)
    epochs = np.unique(places // count)
    orders = {int(e): np.random.default_rng([seed, int(e), 1]).permutation(count) for e in epochs}
    return np.array([orders[int(place // count)][place % count] for place in places])


def _on_paper(originals: Originals, ink: Field, rng: np.random.Generator) -> Field:
    chance = rng.random()
    if chance < 0.08:
        return papers.ruling(ink, rng)
    if chance < 0.12:
        other = bend(originals.images[rng.integers(len(originals.images))], rng)
        return papers.neighbor(ink, other, rng)
    if chance < 0.16:
        return papers.specks(ink, rng)
    if chance < 0.19:
        return papers.gap(ink, rng)
    if chance < 0.23:
        return papers.crossing(ink, rng)
    return ink


def _not_a_digit(originals: Originals, index: int, rng: np.random.Generator) -> Field:
    chance = rng.random()
    for share, make in garbage.ALONE:
        if chance < share:
            return make(rng)
        chance -= share
    ink = written(originals, index, rng)
    if chance < 0.08:
        other = written(originals, int(rng.integers(len(originals.images))), rng)
        return garbage.pair(ink, other, rng)
    return garbage.crossed_out(ink, rng) if rng.random() < 0.4 else garbage.fragment(ink, rng)


def _finished(ink: Field, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Through the camera, and through the one way to an image."""
    for chance, step in (
        (0.18, cameras.blur),
        (0.25, cameras.few_pixels),
        (0.12, cameras.threshold),
        (0.06, cameras.compression),
        (0.12, cameras.noise),
    ):
        if rng.random() < chance:
            ink = step(ink, rng)
    return _handled(normalize(cameras.as_bytes(ink)), rng)


def _handled(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Now and then a little turned, smaller, elsewhere, pale or on gray, as arrays made by other hands are."""
    chance = rng.random()
    if chance > 0.32:
        return image
    turned = cv2.getRotationMatrix2D((SIDE / 2, SIDE / 2), rng.uniform(-18, 18), rng.uniform(0.55, 1.15))
    matrix = np.asarray(turned, np.float64)
    matrix[:, 2] += rng.uniform(-5, 5, 2)
    moved = np.asarray(cv2.warpAffine(image, matrix, (SIDE, SIDE), flags=cv2.INTER_LINEAR), np.uint8)
    if chance < 0.15:
        return moved
    if chance < 0.2:
        return cameras.dark_field(image, rng)
    if chance < 0.25:
        return cameras.hair(image, rng)
    return cameras.haze(image if rng.random() < 0.5 else moved, rng)
