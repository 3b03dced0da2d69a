"""How well whole pages are read: made pages of six families whose truth is known, and pages of print.

    DIGITWISE_DATA=folder python benchmarks/pages.py --count 60
    DIGITWISE_DATA=folder python benchmarks/pages.py --against ../older --log pages.jsonl

The digits are MNIST's test images. With ``--against`` the Digitwise of another checkout reads the same pages in the
same run. With ``--log`` each page is noted as soon as it is read, and a run that was ended goes on where it was.
"""

from __future__ import annotations

import argparse
import functools
import json
import multiprocessing
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tqdm import tqdm

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.page_scores import score
from benchmarks.reading_child import Child
from digitwise.data import load_dataset
from digitwise.training.augmentation import Originals
from digitwise.training.pages import FAMILIES, PRINT_ONLY, Page, make_page

ROOT = Path(__file__).resolve().parents[1]

SEED = 20
"""Of the pages that are measured on; never trained on."""

ORIGINALS = 3000
"""MNIST's first test images: enough hands, and their skeletons are drawn in half a second."""

Counts = dict[str, Counter[str]]
"""For each checkout what was counted."""


@functools.cache
def originals() -> Originals:
    """The digits that pages are written with."""
    mnist = load_dataset("mnist")
    return Originals.of(mnist.test_images[:ORIGINALS], mnist.test_labels[:ORIGINALS])


def page_of(number: int, families: tuple[str, ...]) -> Page:
    """A page of the benchmark: the families in turn."""
    return make_page(originals(), SEED, number // len(families), families[number % len(families)])


def read_page(number: int, families: tuple[str, ...], checkouts: tuple[str, ...]) -> dict[str, Any]:
    """Make a page, let each checkout read it, and count."""
    page = page_of(number, families)
    scores = {}
    for checkout in checkouts:
        answer = _child(checkout).read(page.picture)
        scores[checkout] = {**score(page, answer), "seconds": answer["seconds"]}
    return {"page": number, "family": page.family, "scores": scores}


@functools.cache
def _child(checkout: str) -> Child:
    return Child(Path(checkout))


def read_all(
    numbers: list[int], families: tuple[str, ...], checkouts: tuple[str, ...], processes: int
) -> Iterator[dict[str, Any]]:
    """Every page, in the order in which they are ready."""
    work = functools.partial(read_page, families=families, checkouts=checkouts)
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        yield from pool.imap_unordered(work, numbers)


def noted(log: Path | None) -> dict[int, dict[str, Any]]:
    """The pages that an earlier run has read."""
    if log is None or not log.exists():
        return {}
    rows = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return {row["page"]: row for row in rows}


def added(rows: list[dict[str, Any]], checkout: str) -> Counts:
    """Counts of one checkout, by family."""
    counts: Counts = defaultdict(Counter)
    for row in rows:
        counts[row["family"]].update({"pages": 1, **row["scores"][checkout]})
    return counts


COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("right", "right", "numbers"),
    ("exact", "exact", "numbers"),
    ("doubtful", "flagged", "numbers"),
    ("silent", "silent", "numbers"),
    ("missed", "missed", "numbers"),
    ("cells found", "found", "cells"),
    ("cells right", "filled_right", "filled"),
    ("as empty", "filled_called_empty", "filled"),
    ("empty right", "empty_right", "empty"),
    ("marks read", "marks_read_sure", "marks"),
    ("invented", "invented_sure", "pages"),
    ("s/page", "seconds", "pages"),
)
"""Title of a column, what is counted, and of how many."""


def table(counts: Counts) -> str:
    """Shares by family, and of all together."""
    together: Counter[str] = Counter()
    for family, counted in counts.items():
        if family != PRINT_ONLY:
            together.update(counted)
    lines = [f"{'':<9}{'pages':>6}{'numbers':>9}" + "".join(f"{title:>12}" for title, _, _ in COLUMNS)]
    for family, counted in [*sorted(counts.items()), ("all", together)]:
        cells = [f"{counted[what] / counted[of]:12.4f}" if counted[of] else f"{'–':>12}" for _, what, of in COLUMNS]
        lines.append(f"{family:<9}{counted['pages']:6.0f}{counted['numbers']:9.0f}" + "".join(cells))
    return "\n".join(lines)


def main() -> None:
    """Read, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000, help="pages of the six families together")
    parser.add_argument("--print-count", type=int, help="pages of print (default: a tenth of --count)")
    parser.add_argument("--families", default=",".join(FAMILIES), help="which, with commas between (default: all six)")
    parser.add_argument("--processes", type=int, default=2, help="that read at once (default: 2)")
    parser.add_argument("--against", type=Path, help="another checkout, which reads the same pages")
    parser.add_argument("--log", type=Path, help="note each page here, and go on where an earlier run ended")
    parser.add_argument("--json", action="store_true", help="print the counts as one JSON document")
    given = parser.parse_args()
    families = tuple(given.families.split(","))
    checkouts = tuple(str(path.resolve()) for path in [ROOT, given.against] if path)
    read = functools.partial(_pages, checkouts=checkouts, processes=given.processes)
    rows = read(families, given.count, log=given.log, title="pages")
    prints = given.count // 10 if given.print_count is None else given.print_count
    log = given.log and given.log.with_suffix(".print" + given.log.suffix)
    rows += read((PRINT_ONLY,), prints, log=log, title="pages of print")
    counts = {checkout: added(rows, checkout) for checkout in checkouts}
    if given.json:
        print(json.dumps({"seed": SEED, "checkouts": counts}, indent=1))
        return
    for checkout, counted in counts.items():
        print(f"\n{checkout}\n{table(counted)}")


def _pages(
    families: tuple[str, ...], count: int, *, checkouts: tuple[str, ...], processes: int, log: Path | None, title: str
) -> list[dict[str, Any]]:
    """Read ``count`` pages that are not noted yet."""
    done = {k: row for k, row in noted(log).items() if k < count and set(checkouts) <= set(row["scores"])}
    left = [number for number in range(count) if number not in done]
    ready = read_all(left, families, checkouts, processes)
    for row in tqdm(ready, total=len(left), desc=title, disable=not left):
        done[row["page"]] = row
        if log:
            with log.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
    return list(done.values())


if __name__ == "__main__":
    main()
