"""Whether the probabilities of the cells of a table mean what they say, and what target error costs in doubt.

    python benchmarks/certainty.py [--sheets 100] [--test] [--full] [--seed 1]

Sheets are drawn: ruled cells of many sizes, four pens, numbers of one to four digits of which no network has seen any
(the held-back images of MNIST's training set; with --test its test images), half of the cells to all of them filled.
Prints how many numbers of each range of probability are wrong beside how many are expected to be, the odds by which
the probabilities of single digits would have to be multiplied to say what was seen, and what is set aside.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))

from digitwise.data import load_dataset
from digitwise.forms import TableReader
from digitwise.images import CLASSES, Images, Labels
from digitwise.training.shipped import recipe

ROWS, COLUMNS = 8, 5
PENS = ((35, 45, 110), (30, 30, 30), (90, 90, 95), (60, 20, 120))
Truth = dict[tuple[int, int], str]
LIMITS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.997, 0.999, 1.0)


class Seen(NamedTuple):
    """A filled cell: what became of it."""

    probability: float
    digits: int
    right: bool
    doubtful: bool


def sheet(
    images: Images, labels: Labels, rng: np.random.Generator, full: bool = False
) -> tuple[NDArray[np.uint8], Truth]:
    """A drawn sheet, and the numbers of its filled cells; a full one has three digits in every cell."""
    digits, scale = 3 if full else int(rng.integers(1, 5)), rng.uniform(0.7, 1.6)
    wide, high = round((70 + 40 * digits) * scale), round(rng.uniform(60, 84) * scale)
    margin, shade, thickness = 90, int(rng.integers(40, 160)), int(rng.integers(1, 4))
    page = np.full((ROWS * high + 2 * margin, COLUMNS * wide + 2 * margin, 3), round(rng.uniform(205, 252)), np.uint8)
    right, bottom = margin + COLUMNS * wide, margin + ROWS * high
    for row in range(margin, bottom + 1, high):
        cv2.line(page, (margin, row), (right, row), (shade,) * 3, thickness, cv2.LINE_AA)
    for column in range(margin, right + 1, wide):
        cv2.line(page, (column, margin), (column, bottom), (shade,) * 3, thickness, cv2.LINE_AA)
    ink = np.zeros(page.shape[:2], np.float32)
    truth: Truth = {}
    share, filled = rng.uniform(0.35, 0.75), 1.0 if full else rng.choice([0.5, 0.8, 1.0])
    places = [np.flatnonzero(labels == digit) for digit in range(CLASSES)]
    for row, column in np.ndindex(ROWS, COLUMNS):
        if rng.random() >= filled:
            continue
        height, chosen = share * high, rng.integers(0, CLASSES, digits).tolist()
        truth[row, column] = "".join(map(str, chosen))
        parts = [_glyph(images[rng.choice(places[digit])], height * rng.uniform(0.9, 1.08)) for digit in chosen]
        gap = max(2, round(0.12 * height))
        spare = wide - sum(part.shape[1] + gap for part in parts)
        left = round(margin + column * wide + spare / 2 + rng.uniform(-0.05, 0.05) * wide)
        foot = round(margin + (row + 0.5) * high + height / 2 + rng.uniform(-0.04, 0.04) * high)
        for part in parts:
            view = ink[foot - part.shape[0] : foot, left : left + part.shape[1]]
            np.maximum(view, part, out=view)
            left += part.shape[1] + gap
    pen = np.minimum(page, np.array(PENS[rng.integers(len(PENS))], np.float32))
    drawn = cv2.GaussianBlur(page * (1 - ink[..., None]) + pen * ink[..., None], (0, 0), 0.6)
    return np.clip(drawn + rng.normal(0, rng.uniform(1, 6), drawn.shape), 0, 255).astype(np.uint8), truth


def _glyph(image: NDArray[np.uint8], height: float) -> NDArray[np.float32]:
    """The ink of a digit, 0-1, as high as wished."""
    left, top, wide, high = cv2.boundingRect((image > 40).astype(np.uint8))
    size = (max(2, round(wide * height / high)), round(height))
    part = cv2.resize(image[top : top + high, left : left + wide], size, interpolation=cv2.INTER_CUBIC)
    return np.asarray(part, np.float32) / np.float32(255)


def read_sheets(
    reader: TableReader, images: Images, labels: Labels, seed: int, count: int, full: bool = False
) -> list[Seen]:
    """What became of the filled cells of some drawn sheets."""
    seen = []
    for number in range(count):
        page, truth = sheet(images, labels, np.random.default_rng([seed, number]), full)
        for cell in reader.read(page).cells:
            text = truth.get((cell.row, cell.column), "")
            if text and cell.outcome == "number":
                seen.append(Seen(cell.probability, len(cell.text), cell.text == text, cell.doubtful))
    return seen


def fitting_odds(seen: list[Seen]) -> float:
    """Times the odds of each digit at which what was seen is likeliest."""
    right = np.array([one.right for one in seen])
    count = np.array([one.digits for one in seen])
    digit = np.clip([one.probability for one in seen], 1e-6, 1 - 1e-6) ** (1 / count)
    candidates = np.round(np.geomspace(0.1, 10, 201), 3)
    likelihoods = []
    for odds in candidates:
        chance = (1 / (1 + (1 - digit) / digit / odds)) ** count
        likelihoods.append(np.log(np.where(right, chance, 1 - chance)).sum())
    return float(candidates[int(np.argmax(likelihoods))])


def main() -> None:
    """Draw, read, count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sheets", type=int, default=100)
    parser.add_argument(
        "--test", action="store_true", help="digits of the test images: for what is claimed, not to fit"
    )
    parser.add_argument("--full", action="store_true", help="three digits in every cell")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    data = load_dataset("mnist")
    digits = (data.test_images, data.test_labels) if arguments.test else recipe.held_back(data)
    seen = read_sheets(TableReader(), *digits, arguments.seed, arguments.sheets, arguments.full)
    chances, right = np.array([one.probability for one in seen]), np.array([one.right for one in seen])
    print(f"{'probability':<15}{'numbers':>8}{'wrong':>7}{'expected':>10}")
    for low, high in itertools.pairwise(LIMITS):
        those = (chances >= low) & (chances < high)
        print(f"{low:5.3f} to {high:5.3f}{those.sum():>9}{(~right[those]).sum():>7}{(1 - chances[those]).sum():>10.1f}")
    doubtful = np.array([one.doubtful for one in seen])
    print(f"{'all':<14}{len(seen):>9}{(~right).sum():>7}{(1 - chances).sum():>10.1f}")
    print(
        f"doubtful {doubtful.mean():.3f}; of the others {(~right & ~doubtful).sum()} of {(~doubtful).sum()} are wrong"
    )
    print(f"odds of each digit that fit: {fitting_odds(seen):.2f} times those given")


if __name__ == "__main__":
    main()
