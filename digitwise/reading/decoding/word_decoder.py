"""Pieces of ink to numbers: every way to put the pieces together is a path, and the likeliest path is the reading.

Where every piece is plainly one digit, that is all. Else wide pieces are cut wherever they might be cut; a digit may
then be any few neighboring pieces. The network says of each such group which digit it is or that it is none, the
geometry says how natural the group is, and a beam search adds both up. Where several pieces stand together, a second
network that sees them all has its say on every text that was found, and may add one of its own.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from digitwise.images import CLASSES, SIDE
from digitwise.reading.decoding.alignment import dictated
from digitwise.reading.decoding.cuts import may_be_several, split_wide
from digitwise.reading.decoding.groups import Atoms, band_of, groups_of, mark_of, symbols_of
from digitwise.reading.decoding.lattice import Path, Steps, Symbol, cheapest
from digitwise.reading.decoding.parameters import DECODING
from digitwise.reading.decoding.sequence_scores import Whole, is_likely_text, is_line_of_text, look_at
from digitwise.reading.decoding.word import Word
from digitwise.reading.pieces import Pieces
from digitwise.reading.recognition.classify import NOT_A_DIGIT, Classifier
from digitwise.reading.recognition.ensemble import Classify, Experts
from digitwise.reading.recognition.normalize import normalize_many


def read_word(
    pieces: Pieces, indices: list[int], height: float, experts: Experts, likely_text: int | None = None
) -> Word:
    """Read pieces that stand together.

    Args:
        pieces: All pieces.
        indices: Those of the word, from left to right.
        height: Height of its digits, pixels.
        experts: The networks that say what ink may be.
        likely_text: So many pieces are text if they are likely to be, as on a page of print; None where they are only
            if they surely are.

    Returns:
        The ways to read it, at least one.
    """
    wide = [index for index in indices if may_be_several(pieces, index, height)]
    as_they_are = Atoms(indices, indices, height)
    upright = bool((pieces.boxes[wide, 2] <= pieces.boxes[wide, 3]).all())
    whole = None
    if wide and upright and (len(indices) == 1 or experts.numbers is None):
        word = _decoded(pieces, as_they_are, experts.digits.classify, None, longest=1)
        if _is_plain(word, len(indices), DECODING.certain if experts.numbers else DECODING.plain):
            return word
    if experts.numbers is not None and (wide or len(indices) > 1):
        on_print, least = likely_text is not None, likely_text or DECODING.long_line
        if len(indices) > max(DECODING.strip_pieces, least - 1) and is_line_of_text(
            pieces, indices, height, experts.numbers(), on_print
        ):
            return _text(pieces, indices)
        whole = Whole((look_at(pieces, indices, height, experts.numbers()),))
        if least <= len(indices) <= DECODING.strip_pieces and is_likely_text(whole, len(indices)):
            return _text(pieces, indices)
        if len(indices) >= DECODING.line_of_text and whole.log_likelihoods([""])[0] > len(indices) * np.log(
            DECODING.plain
        ):
            return _text(pieces, indices)
        word = _decoded(pieces, as_they_are, experts.digits.classify, whole, longest=1)
        if _is_plain(word, len(indices), DECODING.plain) or _is_surely_nothing(word):
            return word
        again = (look_at(pieces, indices, height * size, experts.numbers()) for size in DECODING.further_heights)
        whole = Whole((*whole.looks, *again))
    classify = experts.of_one if whole is None else experts.digits.classify
    word = _decoded(*_cut(pieces, indices, wide, height), classify, whole, DECODING.parts)
    return word if whole is None else _with_its_text(word, pieces, indices, whole, experts.digits)


def digits_of_dense_page(pieces: Pieces, indices: list[int], classifier: Classifier) -> frozenset[int] | None:
    """The pieces that are surely digits, each seen by itself, of a page that has very many and most likely is print.

    Print that lies on its side has no lines that tell what it is, only thousands of words, and to read each of them
    takes minutes.

    Args:
        pieces: All pieces.
        indices: Those of its words.
        classifier: The network that sees one digit.

    Returns:
        None for any other page.
    """
    if len(indices) < DECODING.dense_pieces:
        return None
    probabilities = classifier.classify(normalize_many([pieces.ink(index) for index in indices]))
    if (probabilities.argmax(axis=1) == NOT_A_DIGIT).mean() < DECODING.dense_letters:
        return None
    sure = probabilities[:, :CLASSES].max(axis=1) >= DECODING.dense_digit
    return frozenset(index for index, is_digit in zip(indices, sure, strict=True) if is_digit)


def read_single_pass(
    pieces: Pieces, indices: list[int], height: float, experts: Experts, digits: frozenset[int]
) -> Word:
    """Read a word of a dense page: as text unless two thirds of it are ``digits``, and each piece as it is."""
    if len(digits.intersection(indices)) < DECODING.dense_number * len(indices):
        return _text(pieces, indices)
    return _decoded(pieces, Atoms(indices, indices, height), experts.digits.classify, None, longest=1)


def _cut(pieces: Pieces, indices: list[int], wide: list[int], height: float) -> tuple[Pieces, Atoms]:
    """The pieces with the parts of the wide ones, and the parts of the word from left to right."""
    grown, parts = split_wide(pieces, wide)
    atoms = [(part, index) for index in indices for part in parts.get(index, [index])]
    atoms.sort(key=lambda pair: int(2 * grown.boxes[pair[0], 0] + grown.boxes[pair[0], 2]))
    return grown, Atoms([part for part, _ in atoms], [index for _, index in atoms], height)


def _with_its_text(word: Word, pieces: Pieces, indices: list[int], whole: Whole, classifier: Classifier) -> Word:
    """The word with the text of the network that sees all of it, if none of its paths reads that."""
    look = whole.likeliest
    text = look.text
    if not text[-1:].isdigit() or any(path.text.replace(",", ".") == text for path in word.paths):
        return word
    path, images, probabilities = dictated(pieces, indices, text, look.cuts, classifier, len(word.images))
    cost = _weight(path) - DECODING.whole_weight * float(whole.log_likelihoods([text])[0])
    return replace(
        word,
        paths=sorted([*word.paths, path._replace(cost=cost)]),
        images=np.concatenate([word.images, images]),
        probabilities=np.concatenate([word.probabilities, probabilities]),
    )


def _text(pieces: Pieces, indices: list[int]) -> Word:
    """A word of which nothing is part of a number."""
    probabilities = np.zeros((len(indices), CLASSES + 1), np.float32)
    probabilities[:, NOT_A_DIGIT] = 1
    symbols = tuple(Symbol("", pieces.box(index), place, 0.0) for place, index in enumerate(indices))
    return Word([Path(0.0, symbols)], np.zeros((len(indices), SIDE, SIDE), np.uint8), probabilities, 0.0)


def _is_surely_nothing(word: Word) -> bool:
    """Whether the likeliest way to read a word is to leave all of it out, and the network that sees it surely agrees.

    A page of print has hundreds of such words, and every way to cut and join their letters would be tried.
    """
    return not word.paths[0].text and word.agreement is not None and word.agreement > float(np.log(DECODING.plain))


def _is_plain(word: Word, count: int, least: float) -> bool:
    """Whether each piece is surely one digit or mark, and the network that sees the whole, if asked, surely agrees."""
    best = word.paths[0]
    chances = [
        word.probabilities[symbol.group, int(symbol.text)]
        for symbol in best.symbols
        if symbol.group >= 0 and symbol.text
    ]
    agreed = word.agreement is None or word.agreement > float(np.log(DECODING.plain))
    return len(best.text) == count and min(chances, default=1.0) >= least and agreed


def _decoded(pieces: Pieces, atoms: Atoms, classify: Classify, whole: Whole | None, longest: int) -> Word:
    """Every way to read the atoms, up to ``longest`` of them a digit; ``whole`` is what is thought of all together."""
    groups = groups_of(pieces, atoms, longest)
    images = normalize_many([pieces.ink(*atoms.indices[group.first : group.end]) for group in groups])
    probabilities = classify(images)
    steps: Steps = [[] for _ in atoms.indices]
    for number, group in enumerate(groups):
        for symbol in symbols_of(number, group, probabilities[number], atoms.height):
            steps[group.first].append((group.end, symbol))
    for place, index in enumerate(atoms.indices):
        mark = mark_of(pieces.box(index), band_of(pieces, atoms, place))
        # Part of a stroke that was cut is no mark: those stand apart.
        if mark and atoms.parents[place] == index:
            steps[place].append((place + 1, Symbol(mark, pieces.box(index), -1, DECODING.mark_cost)))
    paths = cheapest(steps)
    if whole is None:
        return Word(paths, images, probabilities)
    paths, agreement = _weighed(paths, steps, whole)
    return Word(paths, images, probabilities, agreement)


def _weighed(paths: list[Path], steps: Steps, whole: Whole) -> tuple[list[Path], float]:
    """The paths with what the network that sees the whole word thinks of them, and what it thinks of the first.

    Its own texts are added where they are new.
    """
    for wanted in dict.fromkeys(look.text for look in whole.looks):
        if all(path.text.replace(",", ".") != wanted for path in paths):
            paths = paths + cheapest(steps, wanted)[:1]
    texts = list(dict.fromkeys(path.text for path in paths))
    heard = dict(zip(texts, whole.log_likelihoods(texts), strict=True))
    weighed = sorted(path._replace(cost=_weight(path) - DECODING.whole_weight * heard[path.text]) for path in paths)
    return weighed, float(heard[weighed[0].text])


def _weight(path: Path) -> float:
    """What the parts of a path cost beside the word as a whole: one cut off another says little of itself."""
    return sum(
        symbol.cost * (DECODING.cut_weight if symbol.text and symbol.cut_from >= 0 else DECODING.piece_weight)
        for symbol in path.symbols
    )
