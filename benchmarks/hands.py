"""What teaching a hand is worth: errors on other digits of that hand, and on those of others.

python benchmarks/hands.py

No data set whose writers are known lies at hand, so hands are composed: for each digit fifteen test images of MNIST
that are alike, all bent in one way and drawn with one pen, each a little otherwise. Of 250 digits of a hand the 50
least sure are corrected, as in a review; 250 others are read before and after.
"""

from __future__ import annotations

import argparse

import numpy as np
from numpy.typing import NDArray

from digitwise.data import load_dataset
from digitwise.forms.review.teaching import taught
from digitwise.images import CLASSES, Images, Labels
from digitwise.models.features import FeatureModel
from digitwise.reading.recognition.classify import WEIGHTS
from digitwise.reading.recognition.normalize import normalize
from digitwise.training.augmentation import cameras, pens
from digitwise.training.augmentation.hands import bend
from digitwise.training.augmentation.skeletons import skeletons

POOL, CORRECTED, FAMILY = 250, 50, 15


def composed(images: Images, labels: Labels, seed: int, number: int) -> tuple[Images, Labels]:
    """Digits of one composed hand."""
    rng = np.random.default_rng([seed, number])
    style, strength = int(rng.integers(2**31)), rng.uniform(0.8, 1.5)
    width = float(np.exp(rng.uniform(np.log(2.5), np.log(9))))
    flat = images.reshape(len(images), -1).astype(np.float32)
    families = []
    for digit in range(CLASSES):
        those = np.flatnonzero(labels == digit)
        first = those[rng.integers(len(those))]
        families.append(those[np.argsort(((flat[those] - flat[first]) ** 2).sum(axis=1))[:FAMILY]])
    wanted = rng.integers(0, CLASSES, 2 * POOL)
    made = []
    # No image is among the corrected digits and among those they are measured on.
    halves = [rng.permutation(family) for family in families]
    ends = np.repeat([[0, FAMILY // 2], [FAMILY // 2, FAMILY]], POOL, axis=0)
    chosen = [halves[digit][rng.integers(*end)] for digit, end in zip(wanted, ends, strict=True)]
    for line in skeletons(images[chosen]):
        bent = bend(line, np.random.default_rng(style), strength)[6:90, 6:90]
        again = bend(np.clip(255 * bent, 0, 255).astype(np.uint8), rng, 0.3) / 255
        made.append(normalize(cameras.as_bytes(pens.round_pen(again, width * np.exp(rng.normal(0, 0.1))))))
    return np.stack(made), wanted.astype(np.uint8)


def errors(probabilities: NDArray[np.float32], labels: Labels) -> int:
    """Digits that are read wrongly."""
    return int((probabilities[:, :CLASSES].argmax(axis=1) != labels).sum())


def main() -> None:
    """Print a line for each hand, and the sums."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--hands", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--others", type=int, default=3000, help="test images of MNIST, as they are")
    options = parser.parse_args()
    data = load_dataset("mnist")
    network = FeatureModel(WEIGHTS, 1)
    plain = (*network.predict(data.test_images[: options.others]), data.test_labels[: options.others])
    hands = []
    for number in range(options.hands):
        images, labels = composed(data.test_images, data.test_labels, options.seed, number)
        hands.append((*network.predict(images), labels))
    sums = np.zeros(6)
    print("hand  corrected: before, held back  own digits: before, after  points on other hands, on MNIST  kept")
    for number, (probabilities, features, labels) in enumerate(hands):
        unsure = np.argsort(probabilities[:POOL].max(axis=1))[:CORRECTED]
        hand = taught(probabilities[unsure], features[unsure], labels[unsure], network.sha256)
        before = errors(probabilities[POOL:], labels[POOL:])
        after = errors(hand.shifted(probabilities[POOL:], features[POOL:]), labels[POOL:])
        rest = [other for place, other in enumerate(hands) if place != number]
        moved = sum(errors(hand.shifted(p, f), true) - errors(p, true) for p, f, true in rest)
        points = 100 * moved / sum(len(true) for _, _, true in rest)
        mnist = 100 * (errors(hand.shifted(*plain[:2]), plain[2]) - errors(plain[0], plain[2])) / len(plain[2])
        kept = hand.wrong_after < hand.wrong_before
        print(
            f"{number:4d} {hand.wrong_before:18d} {hand.wrong_after:11d} {before:20d} {after:6d} "
            f"{points:+23.2f} {mnist:+9.2f} {'yes' if kept else 'no':>6}"
        )
        sums += [before, after, after if kept else before, points, mnist, kept]
    count = options.hands
    print(
        f"\nof {count * POOL:,} digits of {count} hands {sums[0]:.0f} are read wrongly, {sums[1]:.0f} after 50 "
        f"corrections, {sums[2]:.0f} where a hand is kept only if better on held-back ones ({sums[5]:.0f} are); others "
        f"{sums[3] / count:+.3f} points, MNIST {sums[4] / count:+.3f}"
    )


if __name__ == "__main__":
    main()
