"""How a rule of `digitwise.reading` is switched off wherever it is known, or listened to; for `benchmarks/rules.py`."""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np

import digitwise.forms
import digitwise.reading
from benchmarks.rule_table import Rule


def all_modules() -> list[Any]:
    """Every module of reading, the reader itself included, and those of forms, which know some of their rules."""
    packages = digitwise.reading, digitwise.forms
    names = [found.name for one in packages for found in pkgutil.walk_packages(one.__path__, f"{one.__name__}.")]
    return [importlib.import_module(name) for name in names]


def owner_of(rule: Rule) -> tuple[Any, str] | None:
    """The module or class that has a rule, and its name there; None if it is gone."""
    name, *parts = rule.place.split(".")
    found = [module for module in all_modules() if module.__name__.split(".")[-1] == name]
    for owner in found:
        for part in parts[:-1]:
            owner = getattr(owner, part, None)
        if hasattr(owner, parts[-1]):
            return owner, parts[-1]
    return None


@contextmanager
def replaced(rule: Rule, make: Callable[[Any], Any]) -> Iterator[None]:
    """A rule replaced by what ``make`` makes of it, wherever reading knows it by name."""
    place = owner_of(rule)
    if place is None:
        raise LookupError(f"no rule {rule.place}: it was moved or is gone; see benchmarks/rule_table.py")
    owner, name = place
    original = inspect.getattr_static(owner, name)
    users = [(owner, name)]
    # A constant is known to its own module; a function to those that import it.
    if callable(original) and hasattr(original, "__module__") and original.__module__ == owner.__name__:
        users = [(user, name) for user in all_modules() if user.__dict__.get(name) is original]
    made = make(original)
    for user, known in users:
        _put(user, known, made)
    try:
        yield
    finally:
        for user, known in users:
            _put(user, known, original)


def _put(owner: Any, name: str, value: Any) -> None:
    """Give a module, a class or the frozen parameters of a room another value."""
    if is_dataclass(owner) and not isinstance(owner, type):
        object.__setattr__(owner, name, value)
    else:
        setattr(owner, name, value)


def switched_off(rule: Rule, original: Any) -> Any:
    """What stands in the place of a rule."""
    getter = _getter(original)
    if getter is not None:
        return property(functools.partial(rule.off, getter))
    return functools.partial(rule.off, original) if callable(rule.off) else rule.off


def listening(rule: Rule, original: Any, acted: set[str]) -> Any:
    """The rule itself, which notes when it says something that it would not say if it was off."""
    if not callable(rule.off):
        # What a constant does cannot be seen from outside.
        acted.add(rule.name)
        return original
    getter = _getter(original)
    function: Any = getter or original

    def listens(*arguments: Any) -> Any:
        answer = function(*arguments)
        answer = list(answer) if isinstance(answer, Iterator) else answer
        if rule.name not in acted and not _same(answer, rule.off(function, *arguments)):
            acted.add(rule.name)
        return answer

    return property(listens) if getter else listens


def _getter(original: Any) -> Any:
    """The function behind a property, be it computed each time or once; None for anything else."""
    return original.func if isinstance(original, functools.cached_property) else getattr(original, "fget", None)


def as_function(rule: Rule) -> Rule:
    """A constant as a rule of the function that uses it: off, that is called with the other constant."""
    if not rule.used_by:
        return rule

    def off(original: Any, *arguments: Any) -> Any:
        with replaced(rule, functools.partial(switched_off, rule)):
            return original(*arguments)

    return replace(rule, place=rule.used_by, off=off)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return bool(np.array_equal(one, other))
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(_same(a, b) for a, b in zip(one, other, strict=True))
    if is_dataclass(one) and type(one) is type(other):
        return all(_same(getattr(one, field.name), getattr(other, field.name)) for field in fields(one))
    return one is other or bool(one == other)
