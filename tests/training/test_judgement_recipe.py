"""What the judgement of whole numbers is fitted on, and the fit."""

from __future__ import annotations

import numpy as np
import pytest

from digitwise.reading.decoding.judgement import FEATURE_NAMES, FEATURES, Evidence, Judgement
from digitwise.training.shipped.judgement_fit import FALLS, RISES, Sample, fitted, outcomes
from digitwise.training.shipped.judgement_recipe import is_right


@pytest.mark.parametrize(
    ("text", "truth", "right"),
    [
        ("16/12/22", ["16/12/22"], True),
        ("16 12122", ["16/12/22"], False),
        ("12", ["12", "34"], True),
        ("1234", ["12", "34"], False),
        ("160522", ["16 05 22"], True),
        ("16 05 22", ["16 05 22"], True),
        ("2 34", ["12", "34"], False),
        ("1,5", ["1·5"], True),
        ("1", [], False),
        ("", [], True),
        ("", ["7"], False),
        ("100", ["100.-"], True),
        ("100.-", ["100"], False),
        ("", ["/"], True),
    ],
)
def test_a_run_is_right_if_it_is_some_or_all_of_the_numbers(text: str, truth: list[str], right: bool) -> None:
    """Gaps within a date are of no account where all digits are there; signs are, and what parts two numbers."""
    assert is_right(text, truth) is right


def made(rng: np.random.Generator) -> Sample:
    """A sample whose chances are true, so that a fit must find them again."""
    chance = float(rng.uniform(0.2, 0.999))
    right = bool(rng.random() < chance)
    agree = rng.random() < 0.6
    evidence = Evidence(
        "12", "12" if agree else "17", chance, chance, -0.1, -0.2, 20.0, 0.0, 0.0, False, 0.0, 5.0, False, 1.0
    )
    # Where they differ and the one is wrong, the other is right as often as not.
    return Sample(evidence, right, right if agree else not right and bool(rng.random() < 0.5))


def test_a_fit_finds_true_chances_again_and_a_threshold_that_holds() -> None:
    """Within a few hundredths on the whole; of what is accepted at most one in a hundred is wrong."""
    rng = np.random.default_rng(2)
    found = [made(rng) for _ in range(4000)]
    content = fitted(found)
    agreed, cleaned, seen = (np.array(content[name]) for name in ("agreed", "cleaned", "seen"))
    assert agreed.shape == cleaned.shape == seen.shape == (FEATURES,)
    judgement = Judgement(agreed, cleaned, seen, least=content["least"])
    chances, right = outcomes(judgement, [made(rng) for _ in range(4000)])
    for low in (0.3, 0.5, 0.7, 0.9):
        inside = (chances >= low) & (chances < low + 0.1)
        assert right[inside].mean() == pytest.approx(chances[inside].mean(), abs=0.08)
    assert (~right & (chances >= judgement.least)).mean() < 0.02


def test_no_weight_of_what_both_read_is_against_all_sense() -> None:
    """Surer networks and a wider margin never make a reading less likely, ink beside it never likelier."""
    rng = np.random.default_rng(3)
    # Samples that say the contrary: the wider the margin, the more ink, the likelier wrong, and right.
    found = [
        Sample(sample.evidence._replace(margin=5.0 * (not sample.cleaned), beside=float(sample.cleaned)), *sample[1:])
        for sample in (made(rng) for _ in range(500))
    ]
    weights = dict(zip(FEATURE_NAMES, fitted(found)["agreed"], strict=True))
    assert min(weights[name] for name in RISES) >= 0
    assert max(weights[name] for name in FALLS) <= 0
