"""The recipe of ``judgement.json`` and ``grammar.json``: how likely a reading of a whole number is exactly right.

The reader reads pictures of numbers composed of held-back digits, loose and on printed paper; what was known of each
number and whether it was right is what a logistic model is fitted on. The last part of ``make weights``, because it
reads with the networks that the others made.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from digitwise.data import load_dataset
from digitwise.files import whole_file
from digitwise.reading.decoding.judgement import WEIGHTS
from digitwise.reading.decoding.word import Word
from digitwise.reading.layout.analysis import Cell
from digitwise.reading.reader import Reader
from digitwise.reading.recognition import grammar
from digitwise.reading.trace import Trace
from digitwise.training.augmentation import Originals
from digitwise.training.augmentation.printed_paper import texts
from digitwise.training.augmentation.printed_paper.pictures import picture
from digitwise.training.shipped import recipe
from digitwise.training.shipped.judgement_fit import Sample, fitted

logger = logging.getLogger("digitwise")

PICTURES = 2500
"""Pictures that are composed and read."""

TEXTS = 100_000
"""Texts that the grammar is learned from."""

_SEED = 5
_ALIKE = str.maketrans(",·", "..")
_SIGNS = ".-/: "


def samples(reader: Reader, originals: Originals, count: int, seed: int = _SEED) -> Iterator[Sample]:
    """Read composed pictures.

    Args:
        reader: Reads them.
        originals: Digits that no network was trained on.
        count: Number of pictures.
        seed: Where chance comes from.

    Yields:
        One for each run of writing that was read twice.
    """
    rng = np.random.default_rng(seed)
    for number in range(count):
        drawn, truth = picture(originals, rng)
        trace = Trace()
        reader.read(drawn, trace=trace)
        page = trace.attempts[trace.chosen].page
        for row in page.rows if page else []:
            yield from _of_row([part for parts in row for part in parts], truth)
        if (number + 1) % 500 == 0:
            logger.info("%d of %d pictures read", number + 1, count)


def _of_row(parts: list[Word | Cell], truth: list[str]) -> Iterator[Sample]:
    symbols = list("".join(truth).replace(" ", ""))
    known = {id(part.evidence): place for place, part in enumerate(parts) if isinstance(part, Word) and part.evidence}
    for place in known.values():
        part = parts[place]
        assert isinstance(part, Word)
        assert part.evidence is not None
        wanted = truth
        if part.evidence.boxed:
            # Each symbol has a box of its own; which, is known where no box is missing.
            if len(parts) != len(symbols):
                continue
            wanted = [symbols[place]]
        yield Sample(part.evidence, is_right(part.evidence.cleaned, wanted), is_right(part.evidence.seen, wanted))


def learned_grammar(count: int = TEXTS, seed: int = _SEED) -> grammar.Counts:
    """The counts of texts as people write them into forms; what is rarer than one in ten thousand is left out.

    Args:
        count: Number of texts.
        seed: Where chance comes from.
    """
    rng = np.random.default_rng(seed)
    found = grammar.counted(texts.as_read(texts.text(rng)).replace(texts.GAP, "") for _ in range(count))
    least = count / 10_000
    kept = {history: {token: n for token, n in seen.items() if n >= least} for history, seen in found.items()}
    return {history: seen for history, seen in kept.items() if seen}


def is_right(text: str, truth: list[str]) -> bool:
    """Whether a text is some or all of the numbers of a picture, exactly; a comma is a point, gaps may be left out.

    Signs that end a number, as of ``100.-``, are no part of it.

    Example:
        >>> is_right("12 34", ["7", "12", "34"]), is_right("1234", ["12", "34"]), is_right("120122", ["12 01 22"])
        (True, False, True)
        >>> is_right("16 12122", ["16/12/22"]), is_right("", [])
        (False, True)
    """
    parts = text.translate(_ALIKE).split()
    wanted = [number for one in truth if (number := one.translate(_ALIKE).rstrip(_SIGNS))]
    if not parts:
        return not wanted
    words = " ".join(wanted).split()
    starts = range(len(words) - len(parts) + 1)
    joined = "".join(parts)
    return any(words[start : start + len(parts)] == parts for start in starts) or any(
        " " in one and one.replace(" ", "") == joined for one in wanted
    )


def _write(path: Path, content: object) -> None:
    with whole_file(path) as whole:
        whole.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Compose, read, fit, write, and print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pictures", type=int, default=PICTURES)
    parser.add_argument("--output", type=Path, default=recipe.WEIGHTS, help="folder for the two files")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    originals = Originals.of(*recipe.held_back(load_dataset("mnist")))
    _write(options.output / grammar.WEIGHTS.name, learned_grammar())
    content = fitted(list(samples(Reader(threads=1), originals, options.pictures)))
    _write(options.output / WEIGHTS.name, content)
    print(json.dumps(content["figures"] | {"least": content["least"]}))


if __name__ == "__main__":
    main()
