"""The fit of ``judgement.json``: logistic models of how likely a reading of a whole number is exactly right."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.decoding.judgement import FEATURE_NAMES, FEATURES, Evidence, Judgement

ERRORS = 0.01
"""Of all numbers may be wrong and not doubtful: what the threshold is chosen for."""

RISES = frozenset(
    {"cleaned_odds", "seen_odds", "least_odds", "agreement", "cleaned_heard", "height", "loose", "margin", "looks"}
    | {"cleaned_grammar", "seen_grammar"}
)
"""Features that make what both hypotheses read likelier, or say nothing, whatever the samples seem to say."""

FALLS = frozenset({"other_ink", "any_other_ink", "beside", "left_out", "is_text", "seen_ones", "cleaned_ones"})
"""Features that make it less likely, or say nothing."""

_STRENGTH = 0.3  # of the fit beside the pull of its weights towards 0


class Sample(NamedTuple):
    """What was known of a number, and which of its two readings was exactly right."""

    evidence: Evidence
    cleaned: bool
    seen: bool


def fitted(found: list[Sample]) -> dict[str, Any]:
    """The weights of the features, and the probability below which a number is doubtful.

    Args:
        found: Samples of all kinds.

    Returns:
        What ``judgement.json`` holds.
    """
    from sklearn.linear_model import LogisticRegression

    alike = [sample for sample in found if sample.evidence.agree]
    other = [sample for sample in found if not sample.evidence.agree]
    agreed = _fit_signed(alike)
    # Neither is class 2, beside which the weights of the others are counted.
    which = np.array([0 if sample.cleaned else 1 if sample.seen else 2 for sample in other])
    three = _fit(LogisticRegression, other, which)
    judgement = Judgement(agreed, three[0] - three[2], three[1] - three[2], least=1.0)
    chances, right = outcomes(judgement, found)
    least = least_sure(chances, right)
    shares = {"samples": len(found), "right": right.mean(), "doubtful": (chances < least).mean()}
    return {
        **{
            name: [round(float(value), 5) for value in values]
            for name, values in judgement._asdict().items()
            if name != "least"
        },
        "least": round(least, 4),
        "figures": {name: round(float(value), 4) for name, value in shares.items()},
    }


def least_sure(chances: NDArray[np.float64], right: NDArray[np.bool_], errors: float = ERRORS) -> float:
    """The lowest confidence from which on the wrong ones are no more than a share of all numbers.

    Args:
        chances: ``(n,)``: how sure each number is, 0–1.
        right: ``(n,)``: whether it is right.
        errors: Share of all numbers that may be wrong and not doubtful.

    Example:
        >>> least_sure(np.array([0.4, 0.6, 0.8, 0.9]), np.array([False, True, False, True]), 0.25)
        0.6
    """
    order = np.argsort(-chances, kind="stable")
    fine = np.cumsum(~right[order]) <= errors * len(right)
    return float(chances[order][fine][-1]) if fine.any() else 1.0


def outcomes(judgement: Judgement, found: list[Sample]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """How sure the likelier reading of each sample is, and whether it is right."""
    chances, right = [], []
    for sample in found:
        cleaned, seen = judgement.of(sample.evidence)
        prefers_seen = judgement.prefers_seen(sample.evidence)
        chances.append(seen if prefers_seen else cleaned)
        right.append(sample.seen if prefers_seen else sample.cleaned)
    return np.array(chances), np.array(right)


def _fit_signed(found: list[Sample]) -> NDArray[np.float64]:
    """The weights of a logistic model of what both hypotheses read, none of them against all sense.

    The features depend on each other, and unbounded weights of opposite signs made up for one another on the samples
    but not on other pictures: of two networks sure of one text the odds were lower than of two that were not.
    """
    from scipy.optimize import minimize

    features, middle, width = _scaled(found)
    right = np.array([float(sample.cleaned) for sample in found])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = features @ weights
        pull = np.concatenate([[0.0], weights[1:]]) / _STRENGTH
        gradient = features.T @ (1 / (1 + np.exp(-odds)) - right) + pull
        return float((np.logaddexp(0, odds) - right * odds).sum() + 0.5 * pull @ weights), gradient

    bounds = [(0.0 if name in RISES else None, 0.0 if name in FALLS else None) for name in FEATURE_NAMES]
    found_weights = minimize(loss, np.zeros(FEATURES), jac=True, bounds=bounds, method="L-BFGS-B").x
    return _unscaled(found_weights, middle, width)


def _scaled(found: list[Sample]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Features with mean 0 and standard deviation 1, the first left as it is; what was taken off, and divided by."""
    features = np.array([sample.evidence.features() for sample in found])
    middle, width = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-6)
    middle[0], width[0] = 0.0, 1.0
    return (features - middle) / width, middle, width


def _unscaled(
    weights: NDArray[np.float64], middle: NDArray[np.float64], width: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Weights of features as they are, of those of scaled ones, ``(..., n)``."""
    weights = np.asarray(weights, np.float64) / width
    weights[..., 0] -= weights[..., 1:] @ middle[1:]
    return weights


def _fit(model: Any, found: list[Sample], classes: NDArray[np.int64]) -> NDArray[np.float64]:
    features, middle, width = _scaled(found)
    fit = model(C=_STRENGTH, fit_intercept=False, max_iter=2000).fit(features, classes)
    return _unscaled(fit.coef_, middle, width)
