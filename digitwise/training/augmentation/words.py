"""What stands around numbers and is none: words and units, printed or by hand, single letters, and scribbles."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.recognition.sequence import OTHER
from digitwise.training.augmentation import garbage, typefaces
from digitwise.training.augmentation.hands import Field
from digitwise.training.augmentation.papers import bounds

WORDS = (
    *("kg", "km", "cm", "mm", "min", "EUR", "Euro", "USD", "Name", "Date", "Total", "Sum", "No", "Nr", "Page", "Class"),
    *("Score", "Points", "Room", "and", "Mr", "Mrs", "Tel", "Year", "Week", "Maths", "Amount", "Price", "Player"),
    *("Team", "Round", "Result", "Time", "Weight", "Height", "Length", "Number", "Form", "Test", "Mean", "Answer"),
)
"""As they stand beside numbers on forms."""

SIGNS = "AEFHKMNPRVWXhkmnruvwx#%&@+=*"
"""What is surely no digit, whatever the typeface."""

Ink = NDArray[np.float32]


def word(rng: np.random.Generator) -> Ink:
    """A word or a few letters, printed or by hand, about as high as digits; ink without a margin."""
    if rng.random() < 0.4:
        return np.concatenate([_spaced(cropped(garbage.letter(rng)), rng) for _ in range(rng.integers(1, 4))], axis=1)
    letters = rng.choice(list(SIGNS), int(rng.integers(1, 4)))
    text = "".join(letters) if rng.random() < 0.6 else WORDS[rng.integers(len(WORDS))]
    size = rng.uniform(0.8, 1.35)
    printed = cv2.resize(typefaces.printed(text, rng), None, fx=size, fy=size, interpolation=cv2.INTER_AREA)
    return printed.astype(np.float32)


def no_number(digit: Field, rng: np.random.Generator) -> tuple[Ink, str]:
    """A word, a scribble, a pattern, or a digit crossed out; ink without a margin, and its symbol, if any."""
    chance = rng.random()
    if chance < 0.65:
        return word(rng), OTHER
    if chance < 0.85:
        return scribble(rng), OTHER
    if chance < 0.93:
        return cropped(garbage.crossed_out(digit, rng)), OTHER
    return cropped((garbage.texture if rng.random() < 0.5 else garbage.grain)(rng)), ""


def scribble(rng: np.random.Generator) -> Ink:
    """So many strokes that it is surely no digit; ink without a margin."""
    return cropped(garbage.scribble(rng, 9, 24))


def cropped(field: Field) -> Ink:
    """The rectangle of the ink."""
    left, top, width, height = bounds(field)
    return field[top : top + height, left : left + width].astype(np.float32)


def _spaced(letter: Ink, rng: np.random.Generator, high: int = 96) -> Ink:
    """A letter at the foot of a line, with room to its right."""
    return np.pad(letter, ((high - letter.shape[0], 0), (0, int(rng.integers(3, 24)))))
