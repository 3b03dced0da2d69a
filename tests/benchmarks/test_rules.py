"""Rules are switched off wherever they are known by name, seen to act, and on again afterwards."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from benchmarks.rule_switches import listening, owner_of, replaced, switched_off
from benchmarks.rule_table import RULES, Rule, answer
from digitwise.reading.decoding import page_decoder, word
from digitwise.reading.decoding.lattice import Path
from digitwise.reading.decoding.word import Word
from digitwise.reading.ink import binarize
from digitwise.reading.nontext import parameters

FUNCTION = Rule("a function", "word.parted", answer([]))
PROPERTY = Rule("a property", "word.Word.is_text", answer(True))
PARAMETER = Rule("a parameter", "parameters.NONTEXT.pattern", 7)
CONSTANT = Rule("a constant", "binarize.DEVIATION", 7.0)


def test_a_function_is_replaced_where_it_is_imported() -> None:
    """In its own module and in those that took it from there; and no longer than asked for."""
    original = word.parted
    users: list[Any] = [word, page_decoder]
    with replaced(FUNCTION, functools.partial(switched_off, FUNCTION)):
        assert [user.parted("a word") for user in users] == [[], []]
    assert all(user.parted is original for user in users)


def test_properties_constants_and_parameters_are_replaced() -> None:
    """Whatever the rule is."""
    made = Word([], None, None)  # type: ignore[arg-type]
    with replaced(PROPERTY, functools.partial(switched_off, PROPERTY)):
        assert made.is_text is True
    known = parameters.NONTEXT.pattern
    with replaced(PARAMETER, functools.partial(switched_off, PARAMETER)):
        assert parameters.NONTEXT.pattern == 7
    assert known == parameters.NONTEXT.pattern
    before = binarize.DEVIATION
    with replaced(CONSTANT, functools.partial(switched_off, CONSTANT)):
        assert binarize.DEVIATION == 7.0
    assert before == binarize.DEVIATION


@pytest.mark.parametrize(("said", "acts"), [(False, False), (True, True)])
def test_a_rule_acts_if_it_says_what_it_would_not_say_if_off(said: bool, acts: bool) -> None:
    """What it says is passed on."""

    def original(*arguments: Any) -> bool:
        return said

    acted: set[str] = set()
    heard = listening(Rule("a rule", "somewhere.rule", answer(False)), original, acted)
    assert heard(1, 2) is said
    assert bool(acted) is acts


def test_a_rule_that_is_gone_is_told() -> None:
    """It has no owner, and to switch it off is refused."""
    gone = Rule("gone", "word.nothing_of_that_name", answer(None))
    assert owner_of(gone) is None
    said = r"no rule word\.nothing_of_that_name: it was moved or is gone"
    with pytest.raises(LookupError, match=said), replaced(gone, id):
        pass


def test_names_are_unique() -> None:
    """So that a rule can be asked for."""
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))


def test_every_rule_is_there() -> None:
    """A function that moves to another module takes its place in the table along."""
    assert [rule.name for rule in RULES if owner_of(rule) is None] == []


def test_a_rule_that_is_computed_once_is_listened_to() -> None:
    """What it says is no function."""
    acted: set[str] = set()
    made = Word([Path(0.0, ())], None, None)  # type: ignore[arg-type]
    with replaced(PROPERTY, functools.partial(listening, PROPERTY, acted=acted)):
        assert made.is_text is False
    assert acted == {PROPERTY.name}
