"""What each rule of `digitwise.reading` earns: switched off one at a time, on scenes, numbers, forms and made pages.

    DIGITWISE_DATA=folder DIGITWISE_PRACTICE=folder DIGITWISE_NUMBERS=folder python benchmarks/rules.py
    DIGITWISE_DATA=folder python benchmarks/rules.py --rules "fold,texture" --count 60

Prints for each rule what is read wrongly without it that was right with it ("lost"), and the other way round
("gained"). A picture on which a rule said nothing is not read again, since it would be read the same.
Each change is told as it is found, one rule after the other.
"""

from __future__ import annotations

import argparse
import functools
import json
import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from tqdm import tqdm

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.forms import TrueCell, matched, outcome_of, sheets
from benchmarks.page_scores import outcomes
from benchmarks.pages import page_of
from benchmarks.rule_switches import as_function, listening, owner_of, replaced, switched_off
from benchmarks.rule_table import NETWORK, RULES, Rule
from benchmarks.scenes import ALL as SCENES
from digitwise.errors import PictureError
from digitwise.evaluation.picture_labels import find_labeled, written
from digitwise.forms import TableReader
from digitwise.reading.reader import Reader
from digitwise.training.pages import FAMILIES, Page
from tests.reading.scenes import SINGLES

KINDS = ("scene", "practice", "form", "page")
"""What rules are measured on: the name of an item begins with one of them."""

Right = list[bool]
"""Whether each number of an item, and each cell of a form, was read rightly; a scene is one."""


class Folders(NamedTuple):
    """Where labeled pictures lie; empty to do without.

    Attributes:
        practice: Numbers, named after what is written.
        forms: Sheets whose cells are known, as ``benchmarks/forms.py`` takes them.
    """

    practice: str = ""
    forms: str = ""


class Read(NamedTuple):
    """What became of one item while all rules were on: what was right, and which rules said something."""

    right: Right
    acted: frozenset[str]


@functools.cache
def reader() -> Reader:
    """The reader that ships, with one thread: pictures are read side by side."""
    return Reader(threads=1)


@functools.cache
def table_reader() -> TableReader:
    """The reader of tables that ships."""
    return TableReader(threads=1)


def read_item(item: str, folders: Folders) -> Right:
    """Whether each number of an item is read rightly."""
    kind, name = item.split(":", 1)
    if kind == "scene":
        single = {scene.__name__: scene for scene in SINGLES}
        picture, text = (single | SCENES)[name]()
        return [reader().read(picture, single=name in single).text == text]
    if kind == "practice":
        labels = _labels(folders.practice)
        text = reader().read(Path(folders.practice) / name).text
        return [written(text) == written(labels[name])]
    if kind == "form":
        path = Path(folders.forms) / name
        try:
            cells = list(table_reader().read(path).cells)
        except PictureError:
            cells = []
        return [outcome_of(true, matched(true, cells)) == "right" for true in _true_cells(folders.forms)[path]]
    page = _page(int(name))
    return [outcome == "right" for outcome in outcomes(page, reader().read(page.picture).to_dict())]


@functools.cache
def _labels(practice: str) -> dict[str, str]:
    pictures, _ = find_labeled(practice)
    return {str(one.path.relative_to(practice)): one.text for one in pictures if not one.single}


@functools.cache
def _true_cells(forms: str) -> dict[Path, list[TrueCell]]:
    return sheets(Path(forms))


@functools.lru_cache(maxsize=60)
def _page(number: int) -> Page:
    """A page without its masks, which nobody needs here and which are large."""
    page = page_of(number, tuple(FAMILIES))
    none = np.zeros((0, 0), np.uint8)
    return replace(page, truth=replace(page.truth, kinds=none, glyphs=none.astype(np.uint16)))


def items_of(count: int, folders: Folders) -> list[str]:
    """Everything that rules are measured on."""
    names = [f"scene:{scene.__name__}" for scene in SINGLES] + [f"scene:{name}" for name in SCENES]
    names += [f"practice:{name}" for name in _labels(folders.practice)] if folders.practice else []
    forms = _true_cells(folders.forms) if folders.forms else {}
    names += [f"form:{path.relative_to(folders.forms)}" for path in forms]
    return [*names, *(f"page:{number}" for number in range(count))]


def with_all_rules(item: str, folders: Folders, rules: tuple[str, ...]) -> tuple[str, Read]:
    """Read an item and note which rules say something."""
    acted: set[str] = set()
    with _all_replaced([as_function(rule) for rule in RULES if rule.name in rules and owner_of(rule)], acted):
        right = read_item(item, folders)
    return item, Read(right, frozenset(acted))


@contextmanager
def _all_replaced(rules: list[Rule], acted: set[str]) -> Iterator[None]:
    if not rules:
        yield
        return
    with replaced(rules[0], functools.partial(listening, rules[0], acted=acted)), _all_replaced(rules[1:], acted):
        yield


def without(job: tuple[str, str], folders: Folders) -> tuple[str, str, Right]:
    """Read an item with one rule off."""
    name, item = job
    rule = next(rule for rule in RULES if rule.name == name)
    if rule.off is not NETWORK:
        with replaced(rule, functools.partial(switched_off, rule)):
            return name, item, read_item(item, folders)
    experts = reader().experts
    reader().experts = experts._replace(numbers=None)
    try:
        return name, item, read_item(item, folders)
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
    numbers = os.environ.get("DIGITWISE_NUMBERS", "")
    folders = Folders(os.environ.get("DIGITWISE_PRACTICE", ""), str(Path(numbers) / "forms") if numbers else "")
    wanted = given.rules.split(",") if given.rules else [""]
    chosen = [rule for rule in RULES if any(part in rule.name for part in wanted)]
    here = [rule.name for rule in chosen if owner_of(rule)]
    items = items_of(given.count, folders)
    with multiprocessing.get_context("spawn").Pool(given.processes) as pool:
        first = functools.partial(with_all_rules, folders=folders, rules=tuple(here))
        before, after = noted(given.log, items, here)
        rest = [item for item in items if item not in before]
        for item, read in tqdm(pool.imap_unordered(first, rest), total=len(rest), desc="all rules"):
            before[item] = read
            note(given.log, [item, read.right, sorted(read.acted)])
        said = [(name, item) for name in here for item in items if name in before[item].acted]
        jobs = [job for job in said if job not in after]
        again = pool.imap_unordered(functools.partial(without, folders=folders), jobs)
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
