"""How likely a reading of a whole number is exactly right, from what is known of its two hypotheses.

Writing is read twice, cleaned and as it lies on its paper. How sure each hypothesis is of itself says too little: both
may have taken a wall for a 1, or missed the same dot. So a small logistic model weighs a few facts about both. Its
weights are data, ``weights/judgement.json``, fitted by ``training/shipped/judgement_recipe.py`` on pictures of composed
numbers.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.decoding.parameters import DECODING
from digitwise.reading.recognition.grammar import load_counts, log_advantage

WEIGHTS = Path(__file__).parents[1] / "recognition" / "weights" / "judgement.json"
"""The fitted weights that ship with the package."""

_NOTHING = 1e-9  # probability of what cannot be
_SIGNS = "/:½"  # the network for loose numbers knows none of them


class Evidence(NamedTuple):
    """What is known of some writing.

    Attributes:
        cleaned: What the cleaned ink reads, a space between numbers.
        seen: What the uncleaned strip reads.
        cleaned_chance: Probability of the first by its own networks, 0–1.
        seen_chance: Probability of the second by its own network.
        agreement: Natural logarithm of the probability of the first to the network for loose numbers, 0 if not asked.
        cleaned_heard: Natural logarithm of the probability of the first in the eyes of the network of the second.
        height: Of a digit, pixels.
        other_ink: Ink around the writing that is no part of it, in squares of a digit's height.
        beside: The same of what lies left and right of it, up to a digit's height away.
        boxed: Whether it stands in a printed box.
        left_out: Its own ink that the cleaned reading explains by nothing, in the same unit.
        margin: Natural logarithm of how much likelier the second is than its runner-up.
        is_text: Whether some of the cleaned ink looks like letters.
        looks: Share of the heights at which the second is read without any help.
    """

    cleaned: str
    seen: str
    cleaned_chance: float
    seen_chance: float
    agreement: float
    cleaned_heard: float
    height: float
    other_ink: float
    beside: float
    boxed: bool
    left_out: float
    margin: float
    is_text: bool
    looks: float

    @property
    def agree(self) -> bool:
        """Whether both hypotheses read the same."""
        return self.cleaned == self.seen

    @property
    def same_digits(self) -> bool:
        """Whether they differ by signs and gaps alone, if at all."""
        return self.cleaned.translate(_ONLY_DIGITS) == self.seen.translate(_ONLY_DIGITS)

    @property
    def more_signs(self) -> int:
        """How many more signs the second has."""
        return sum(self.seen.count(sign) - self.cleaned.count(sign) for sign in _MARKS)

    @property
    def is_loose(self) -> bool:
        """Whether nothing is around the writing and all its signs are known to the networks of the first."""
        return not self.other_ink and not self.boxed and not any(sign in self.seen for sign in _SIGNS)

    @property
    def is_undecided(self) -> bool:
        """Whether the second reading is hardly likelier than another and is what no look alone reads."""
        return not self.looks and self.margin < DECODING.undecided

    @property
    def is_agreed(self) -> bool:
        """Whether the networks that were asked, of single digits and of loose numbers, are sure of the first text."""
        return bool(self.cleaned) and min(np.log(max(self.cleaned_chance, _NOTHING)), self.agreement) > np.log(
            DECODING.agreed
        )

    @property
    def is_no_likelier(self) -> bool:
        """Whether the second reading is no likelier than the first to the very network that gave it."""
        return bool(self.cleaned) and self.cleaned_heard >= np.log(max(self.seen_chance, _NOTHING))

    def features(self) -> NDArray[np.float64]:
        """``(n,)`` numbers of the order of 1, in the order of `FEATURE_NAMES`."""
        alike, loose = float(self.same_digits), float(self.is_loose)
        counts = load_counts()
        cleaned, seen = _odds(self.cleaned_chance), _odds(self.seen_chance)
        return np.array(
            [
                1.0,
                cleaned,
                seen,
                min(cleaned, seen),
                max(DECODING.unlikely, self.agreement) / 4,
                max(DECODING.unlikely, self.cleaned_heard) / 4,
                np.log(min(self.height, DECODING.tall) / DECODING.tall),
                np.log1p(20 * self.other_ink),
                float(self.other_ink > 0),
                np.log1p(20 * self.beside),
                float(self.boxed),
                loose,
                loose * (cleaned - seen) / 2,
                loose * min(self.margin, DECODING.most_odds) / 2,
                np.log1p(20 * self.left_out),
                min(self.margin, DECODING.most_odds),
                float(self.is_text),
                self.looks,
                len(self.seen) / 4,
                float(np.clip(len(self.cleaned) - len(self.seen), -3, 3)),
                alike,
                float(np.sign(self.more_signs) * alike),
                float(any(sign in self.seen for sign in _SIGNS)),
                float(not self.cleaned),
                *(
                    float(np.clip(log_advantage(text, counts), -DECODING.most_odds, DECODING.most_odds)) / 2
                    for text in (self.cleaned, self.seen)
                ),
                self.seen.count("1") / 2,
                self.cleaned.count("1") / 2,
            ]
        )


FEATURE_NAMES = (
    *("one", "cleaned_odds", "seen_odds", "least_odds", "agreement", "cleaned_heard", "height"),
    *("other_ink", "any_other_ink", "beside", "boxed", "loose", "loose_odds", "loose_margin", "left_out", "margin"),
    *("is_text", "looks", "length", "longer", "same_digits", "more_signs", "signs", "nothing_cleaned"),
    *("cleaned_grammar", "seen_grammar", "seen_ones", "cleaned_ones"),
)
"""What the features are, in their order: those of `Evidence`, on scales of their own."""

FEATURES = len(FEATURE_NAMES)
_MARKS = ".,·-/:"
_ONLY_DIGITS = str.maketrans("", "", _MARKS + " ")


class Judgement(NamedTuple):
    """Weights of the features.

    Attributes:
        agreed: ``(n,)``: of the one reading that both hypotheses give.
        cleaned: ``(n,)``: of the cleaned one, where they differ.
        seen: ``(n,)``: of the other.
        least: Probability below which a number is doubtful.
    """

    agreed: NDArray[np.float64]
    cleaned: NDArray[np.float64]
    seen: NDArray[np.float64]
    least: float

    def prefers_seen(self, evidence: Evidence) -> bool:
        """Whether the uncleaned reading is to be believed."""
        cleaned, seen = self.of(evidence)
        if evidence.same_digits and evidence.more_signs > 0:
            # Small ink is cleaned away, and is not imagined.
            return True
        if (evidence.is_undecided and evidence.is_agreed) or evidence.is_no_likelier:
            return False
        loose = evidence.is_loose and bool(evidence.cleaned) and not evidence.same_digits
        return seen > cleaned * (DECODING.loose_factor if loose else 1)

    def of(self, evidence: Evidence) -> tuple[float, float]:
        """Probabilities that the cleaned reading, and that the uncleaned one, is exactly right."""
        features = evidence.features()
        if evidence.agree:
            right = float(1 / (1 + np.exp(-features @ self.agreed)))
            return right, right
        raised = np.exp(np.clip([features @ self.cleaned, features @ self.seen, 0.0], -30, 30))
        cleaned, seen, _ = (raised / raised.sum()).tolist()
        return cleaned, seen


@functools.cache
def load_judgement() -> Judgement:
    """The one that ships with the package."""
    found = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    agreed, cleaned, seen = (np.array(found[name], np.float64) for name in ("agreed", "cleaned", "seen"))
    return Judgement(agreed, cleaned, seen, float(found["least"]))


def _odds(chance: float) -> float:
    return float(
        np.clip(np.log(max(chance, _NOTHING) / max(1 - chance, _NOTHING)), -DECODING.most_odds, DECODING.most_odds)
    )
