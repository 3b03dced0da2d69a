"""How likely a reading of a whole number is right: the logistic model, and what doubt follows from it."""

from __future__ import annotations

import numpy as np
import pytest

from digitwise.reading.decoding.judgement import FEATURES, Evidence, Judgement, load_judgement

SURE = Evidence("1047", "1047", 0.995, 0.97, -0.1, -0.03, 30.0, 0.0, 0.0, False, 0.0, 5.0, False, 1.0)


def judgement() -> Judgement:
    """One that looks at what each hypothesis thinks of itself alone."""
    rows = np.zeros((3, FEATURES))
    rows[0, 3] = rows[1, 1] = rows[2, 2] = 1.0
    return Judgement(rows[0], rows[1], rows[2], least=0.9)


def test_where_both_agree_the_odds_are_those_of_the_model() -> None:
    """The least sure of both, as the logistic function has it."""
    assert judgement().of(SURE) == pytest.approx((0.97, 0.97))


def test_where_they_differ_each_has_its_share_and_neither_the_rest() -> None:
    """Three outcomes: odds of 0.9 and 0.8 beside one."""
    other = SURE._replace(seen="10/47", cleaned_chance=0.9, seen_chance=0.8)
    assert judgement().of(other) == pytest.approx((9 / 14, 4 / 14))


def test_features_are_of_the_order_of_one_whatever_comes() -> None:
    """No probability of 0 or 1, no huge ink, no empty text makes one infinite."""
    worst = Evidence("", "1" * 40, 0.0, 1.0, -1e9, -1e9, 1.0, 1e6, 1e6, True, 1e6, np.inf, True, 0.0)
    for evidence in (SURE, worst):
        found = evidence.features()
        assert found.shape == (FEATURES,)
        assert np.isfinite(found).all()
        assert np.abs(found).max() < 25


def test_the_one_that_ships_is_surer_of_what_is_plainly_right() -> None:
    """Doubt grows with smaller digits, less sure networks, and walls around; agreement counts for much."""
    shipped = load_judgement()
    best = shipped.of(SURE)[0]
    assert best >= shipped.least
    assert shipped.of(SURE._replace(seen_chance=0.3, cleaned_chance=0.5))[0] < shipped.least
    assert shipped.of(SURE._replace(seen_chance=0.9, margin=np.inf, looks=0.0))[0] > 0.5
    wall = SURE._replace(cleaned="11047", cleaned_heard=-9.0, other_ink=0.5)
    cleaned, seen = shipped.of(wall)
    assert cleaned < seen < best


def test_a_reading_that_is_not_sure_of_itself_does_not_overrule_two_that_agree() -> None:
    """Hardly likelier than another text, and what no look alone reads; else the odds decide."""
    found = Evidence("1", "1½", 0.97, 0.2, -0.05, -2.2, 40.0, 0.0, 0.0, False, 0.1, 0.1, False, 0.0)
    odds = judgement()._replace(seen=judgement().cleaned * 2)
    assert odds.of(found)[1] > odds.of(found)[0]
    assert not odds.prefers_seen(found)
    for other in (found._replace(margin=2.0), found._replace(looks=0.5), found._replace(agreement=-1.0)):
        assert odds.prefers_seen(other)


def test_a_reading_that_its_own_network_does_not_prefer_is_not_believed() -> None:
    """Asked about the other text, it finds that as likely; else the odds decide."""
    found = Evidence("1", "1½", 0.995, 0.56, 0.0, -0.46, 57.0, 0.02, 0.07, True, 0.0, 0.7, False, 0.3)
    odds = judgement()._replace(seen=judgement().cleaned * 2)
    assert odds.of(found)[1] > odds.of(found)[0]
    assert not odds.prefers_seen(found)
    assert odds.prefers_seen(found._replace(cleaned_heard=-0.7))


def test_a_sign_that_only_the_uncleaned_reading_has_is_believed() -> None:
    """Between the same digits, however sure the other is; it is sure of the digits, and cleaned the point away."""
    found = SURE._replace(cleaned="207", seen="20·7", cleaned_chance=0.97, seen_chance=0.49, margin=0.3, looks=0.0)
    assert judgement().of(found)[0] > judgement().of(found)[1]
    assert judgement().prefers_seen(found)
    for other in ("2·7", "20 7", "207"):
        assert not judgement().prefers_seen(found._replace(seen=other))
    assert not judgement().prefers_seen(found._replace(cleaned="20.7", seen="207"))
