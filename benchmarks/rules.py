"""What each rule of `digitwise.reading` earns: switched off one at a time, on scenes, labeled numbers and made pages.

    DIGITWISE_DATA=folder DIGITWISE_PRACTICE=folder python benchmarks/rules.py
    DIGITWISE_DATA=folder python benchmarks/rules.py --rules "fold,texture" --count 60

Prints for each rule what is read wrongly without it that was right with it ("lost"), and the other way round
("gained"). A picture on which a rule said nothing is not read again, since it would be read the same.
Each change is told as it is found, one rule after the other.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import json
import multiprocessing
import os
import pkgutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from tqdm import tqdm

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import digitwise.reading
from benchmarks.page_scores import outcomes
from benchmarks.pages import page_of
from benchmarks.rule_table import NETWORK, RULES, Rule
from benchmarks.scenes import ALL as SCENES
from digitwise.evaluation.picture_labels import find_labeled, written
from digitwise.reading.reader import Reader
from digitwise.training.pages import FAMILIES, Page
from tests.reading.scenes import SINGLES

KINDS = ("scene", "practice", "page")
"""What rules are measured on: the name of an item begins with one of them."""

Right = list[bool]
"""Whether each number of an item was read rightly; a scene is one."""


class Read(NamedTuple):
    """What became of one item while all rules were on: what was right, and which rules said something."""

    right: Right
    acted: frozenset[str]


def all_modules() -> list[Any]:
    """Every module of reading, the reader itself included."""
    names = [found.name for found in pkgutil.walk_packages(digitwise.reading.__path__, "digitwise.reading.")]
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
    original = vars(owner)[name]
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
    if isinstance(original, property):
        return property(functools.partial(rule.off, original.fget))
    return functools.partial(rule.off, original) if callable(rule.off) else rule.off


def listening(rule: Rule, original: Any, acted: set[str]) -> Any:
    """The rule itself, which notes when it says something that it would not say if it was off."""
    if not callable(rule.off):
        # What a constant does cannot be seen from outside.
        acted.add(rule.name)
        return original
    function: Any = original.fget if isinstance(original, property) else original

    def listens(*arguments: Any) -> Any:
        answer = function(*arguments)
        answer = list(answer) if isinstance(answer, Iterator) else answer
        if rule.name not in acted and not _same(answer, rule.off(function, *arguments)):
            acted.add(rule.name)
        return answer

    return property(listens) if isinstance(original, property) else listens


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


@functools.cache
def reader() -> Reader:
    """The reader that ships, with one thread: pictures are read side by side."""
    return Reader(threads=1)


def read_item(item: str, practice: str) -> Right:
    """Whether each number of an item is read rightly."""
    kind, name = item.split(":", 1)
    if kind == "scene":
        single = {scene.__name__: scene for scene in SINGLES}
        picture, text = (single | SCENES)[name]()
        return [reader().read(picture, single=name in single).text == text]
    if kind == "practice":
        labels = _labels(practice)
        text = reader().read(Path(practice) / name).text
        return [written(text) == written(labels[name])]
    page = _page(int(name))
    return [outcome == "right" for outcome in outcomes(page, reader().read(page.picture).to_dict())]


@functools.cache
def _labels(practice: str) -> dict[str, str]:
    pictures, _ = find_labeled(practice)
    return {str(one.path.relative_to(practice)): one.text for one in pictures if not one.single}


@functools.lru_cache(maxsize=60)
def _page(number: int) -> Page:
    """A page without its masks, which nobody needs here and which are large."""
    page = page_of(number, tuple(FAMILIES))
    none = np.zeros((0, 0), np.uint8)
    return replace(page, truth=replace(page.truth, kinds=none, glyphs=none.astype(np.uint16)))


def items_of(count: int, practice: str) -> list[str]:
    """Everything that rules are measured on."""
    names = [f"scene:{scene.__name__}" for scene in SINGLES] + [f"scene:{name}" for name in SCENES]
    names += [f"practice:{name}" for name in _labels(practice)] if practice else []
    return [*names, *(f"page:{number}" for number in range(count))]


def with_all_rules(item: str, practice: str, rules: tuple[str, ...]) -> tuple[str, Read]:
    """Read an item and note which rules say something."""
    acted: set[str] = set()
    with _all_replaced([as_function(rule) for rule in RULES if rule.name in rules and owner_of(rule)], acted):
        right = read_item(item, practice)
    return item, Read(right, frozenset(acted))


@contextmanager
def _all_replaced(rules: list[Rule], acted: set[str]) -> Iterator[None]:
    if not rules:
        yield
        return
    with replaced(rules[0], functools.partial(listening, rules[0], acted=acted)), _all_replaced(rules[1:], acted):
        yield


def without(job: tuple[str, str], practice: str) -> tuple[str, str, Right]:
    """Read an item with one rule off."""
    name, item = job
    rule = next(rule for rule in RULES if rule.name == name)
    if rule.off is not NETWORK:
        with replaced(rule, functools.partial(switched_off, rule)):
            return name, item, read_item(item, practice)
    experts = reader().experts
    reader().experts = experts._replace(numbers=None)
    try:
        return name, item, read_item(item, practice)
    finally:
        reader().experts = experts


def main() -> None:
    """Read everything with all rules, then what each rule has a say in without it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=30, help="made pages (default: 30, five of each family)")
    parser.add_argument("--rules", help="names or parts of names, with commas between (default: all)")
    parser.add_argument("--processes", type=int, default=2, help="that read at once (default: 2)")
    parser.add_argument("--log", type=Path, help="note each reading here, and go on where an earlier run ended")
    parser.add_argument("--json", action="store_true", help="print what is lost and gained as one JSON document")
    given = parser.parse_args()
    practice = os.environ.get("DIGITWISE_PRACTICE", "")
    wanted = given.rules.split(",") if given.rules else [""]
    chosen = [rule for rule in RULES if any(part in rule.name for part in wanted)]
    here = [rule.name for rule in chosen if owner_of(rule)]
    items = items_of(given.count, practice)
    with multiprocessing.get_context("spawn").Pool(given.processes) as pool:
        first = functools.partial(with_all_rules, practice=practice, rules=tuple(here))
        before, after = noted(given.log, items, here)
        rest = [item for item in items if item not in before]
        for item, read in tqdm(pool.imap_unordered(first, rest), total=len(rest), desc="all rules"):
            before[item] = read
            note(given.log, [item, read.right, sorted(read.acted)])
        said = [(name, item) for name in here for item in items if name in before[item].acted]
        jobs = [job for job in said if job not in after]
        again = pool.imap_unordered(functools.partial(without, practice=practice), jobs)
        progress = tqdm(again, total=len(jobs), desc="one rule off")
        for name, item, right in progress:
            after[name, item] = right
            if right != before[item].right:
                progress.write(f"{name}: {item} changes")
            note(given.log, [name, item, right])
    table = {rule.name: _earned(rule.name, before, after) if rule.name in here else {} for rule in chosen}
    print(json.dumps(table, indent=1) if given.json else _as_text(table))


def note(log: Path | None, row: list[Any]) -> None:
    """Keep what was found, so that a run that is ended costs no more than one reading."""
    if log is not None:
        with log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")


def noted(log: Path | None, items: list[str], rules: list[str]) -> tuple[dict[str, Read], dict[tuple[str, str], Right]]:
    """What an earlier run has read with all of the same rules, and with one of them off."""
    rows = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log and log.exists() else []
    before = {row[0]: Read(row[1], frozenset(row[2])) for row in rows if row[0] in items}
    after = {(row[0], row[1]): row[2] for row in rows if row[0] in rules and row[1] in items}
    return before, after


def _earned(name: str, before: dict[str, Read], after: dict[tuple[str, str], Right]) -> dict[str, dict[str, Any]]:
    """By kind: items on which a rule says something, numbers lost and gained without it, and the items that change."""
    table = {}
    for kind in KINDS:
        items = [item for of, item in after if of == name and item.startswith(kind)]
        pairs = [(item, before[item].right, after[name, item]) for item in items]
        lost = sum(a and not b for _, was, is_now in pairs for a, b in zip(was, is_now, strict=True))
        gained = sum(b and not a for _, was, is_now in pairs for a, b in zip(was, is_now, strict=True))
        changed = [item.split(":", 1)[1] for item, was, is_now in pairs if was != is_now]
        table[kind] = {"acts": len(items), "lost": lost, "gained": gained, "changed": changed}
    return table


def _as_text(table: dict[str, dict[str, dict[str, Any]]]) -> str:
    lines = [f"{'':<40}" + "".join(f"{kind:>12}{'lost':>6}{'gained':>8}" for kind in KINDS)]
    for name, by_kind in table.items():
        counts = [by_kind[kind] for kind in KINDS if by_kind]
        cells = "".join(f"{one['acts']:>12}{one['lost']:>6}{one['gained']:>8}" for one in counts) or "   gone"
        lines.append(f"{name:<40}{cells}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
