"""A whole number at once: how likely a strip of ink is to read as one text or another.

Where digits touch, no cut may be right, and each digit alone may look like another. A network that sees all of a number
says for every second column which symbol stands there, if any; the likelihood of a text is the sum over all ways to
spread its symbols over the columns. (Connectionist temporal classification, Graves et al. 2006.)
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.models.card import INPUT_CONTRACT
from digitwise.models.onnx_model import open_session, read_model

SYMBOLS = "0123456789.-"
"""What the network for loose numbers tells apart; a comma is a point to it. Its last answer is "nothing"."""

OTHER = "#"
"""The symbol of what is none of the others: currency signs, letters, words, what is crossed out."""

PAPER_SYMBOLS = SYMBOLS + ",·/:½" + OTHER
"""What the network for numbers on printed paper tells apart: those of the other first, then more signs."""

STRIP_CONTRACT = {**INPUT_CONTRACT, "shape": ["n", 28, "width"]}
"""What the network takes, on its card."""

WEIGHTS = Path(__file__).parent / "weights" / "sequence" / "sequence.onnx"
"""The network for loose numbers that ships with the package."""

PAPER_WEIGHTS = Path(__file__).parent / "weights" / "paper" / "paper.onnx"
"""The network for numbers on printed paper that ships with the package."""

LogProbabilities = NDArray[np.float64]

_RESCALED = 16  # columns after which probabilities are scaled anew: none is below 1e-12, so none vanishes before

_PLACES = {symbol: place for place, symbol in enumerate(PAPER_SYMBOLS)}


class SequenceReader:
    """A network that reads strips.

    Args:
        content: An ONNX file.
        threads: Threads for one strip.

    Raises:
        ModelError: If it cannot be run.
    """

    def __init__(self, content: bytes, threads: int = 0) -> None:
        self._session = open_session(content, "sequence_reader", threads)

    def log_probabilities(self, strip: NDArray[np.uint8]) -> LogProbabilities:
        """Natural logarithms ``(columns, symbols + 1)`` of the probabilities of each symbol and of nothing.

        Args:
            strip: ``(28, width)`` ``uint8``, 255 = ink, the width even, as
                :func:`~digitwise.reading.recognition.strip.strip_of` makes it.
        """
        found: Any = self._session.run(None, {"images": strip[None]})[0]
        return np.asarray(np.log(np.maximum(found[0, 0], 1e-12)), np.float64)


def likeliest(chances: LogProbabilities) -> str:
    """The text of the likeliest symbol in each column: repetitions are one symbol, and "nothing" parts them.

    Args:
        chances: Of each column, as :meth:`SequenceReader.log_probabilities` gives them.

    Example:
        >>> likeliest(np.log(np.eye(13)[[12, 4, 4, 12, 4, 10, 2]] + 1e-9))
        '44.2'
    """
    best = chances.argmax(axis=1)
    firsts = best[np.diff(best, prepend=-1) != 0]
    return "".join(PAPER_SYMBOLS[symbol] for symbol in firsts if symbol < chances.shape[1] - 1)


def log_likelihoods(chances: LogProbabilities, texts: list[str]) -> NDArray[np.float64]:
    """Natural logarithms of the probabilities that a strip reads as each of some texts.

    Args:
        chances: Of each column, as :meth:`SequenceReader.log_probabilities` gives them.
        texts: Digits, points, commas and minus signs.

    Returns:
        ``(texts,)``, numbers up to 0; −inf for a text that has more symbols than there are columns.

    Example:
        >>> halves = np.log(np.array([[0.5] + [1e-9] * 11 + [0.5]] * 2))
        >>> np.exp(log_likelihoods(halves, ["0", "00", ""])).round(3)
        array([0.75, 0.  , 0.25])
    """
    states, leaps = _states(tuple(texts), chances.shape[1] - 1)
    emitted = np.exp(chances)[:, states]
    # Two states that are never reached stand before the first, so that every state has two before it.
    forward, step = np.zeros((len(texts), states.shape[1] + 2)), np.empty(states.shape)
    reached, one_before, two_before = forward[:, 2:], forward[:, 1:-1], forward[:, :-2]
    reached[:, :2] = emitted[0, :, :2]
    total = np.zeros(len(texts))
    # Looked up once: four small sums and products in each column are all that is done.
    add, multiply = np.add, np.multiply
    with np.errstate(divide="ignore", invalid="ignore"):
        for column, row in enumerate(emitted[1:], 1):
            multiply(two_before, leaps, step)
            add(step, one_before, step)
            add(step, reached, step)
            multiply(step, row, reached)
            if column % _RESCALED == 0:
                scale = reached.max(axis=1)
                total += np.log(scale)
                reached /= np.maximum(scale, 1e-300)[:, None]
        ends = np.array([2 * len(text) for text in texts])
        rows = np.arange(len(texts))
        last = reached[rows, ends] + np.where(ends > 0, reached[rows, np.maximum(ends - 1, 0)], 0)
        found = np.asarray(total + np.log(last), np.float64)
    found[np.isnan(found)] = -np.inf
    return found


def aligned(chances: LogProbabilities, text: str) -> list[tuple[int, int]]:
    """Where each symbol of a text stands, on the likeliest way to spread them over the columns (Viterbi).

    Args:
        chances: Of each column, as :meth:`SequenceReader.log_probabilities` gives them.
        text: No longer than there are columns, repetitions counted twice.

    Returns:
        For each symbol its first column and the one after its last.

    Example:
        >>> aligned(np.log(np.eye(13)[[12, 4, 4, 12, 4, 10, 2]] + 1e-9), "44.2")
        [(1, 3), (4, 5), (5, 6), (6, 7)]
    """
    states, leaps = _states((text,), chances.shape[1] - 1)
    count = 2 * len(text) + 1
    emitted, leaps = chances[:, states[0, :count]], np.where(leaps[0, :count] > 0, 0.0, -np.inf)
    # Two states that are never reached stand before the first, so that every state has two before it.
    reached = np.full(count + 2, -np.inf)
    best, one_before, two_before = reached[2:], reached[1:-1], reached[:-2]
    best[:2] = emitted[0, :2]
    steps, ways = np.zeros(emitted.shape, np.int64), np.empty((3, count))
    for column in range(1, len(emitted)):
        ways[0], ways[1] = best, one_before
        np.add(two_before, leaps, out=ways[2])
        ways.argmax(axis=0, out=steps[column])
        np.add(ways.max(axis=0), emitted[column], out=best)
    state = count - 1 if count < 2 or best[-1] >= best[-2] else count - 2
    path = [state]
    for column in range(len(emitted) - 1, 0, -1):
        state -= int(steps[column, state])
        path.append(state)
    places = np.array(path[::-1])
    columns = [np.flatnonzero(places == 2 * number + 1) for number in range(len(text))]
    return [(int(found[0]), int(found[-1]) + 1) for found in columns]


@functools.lru_cache(maxsize=8)
def _states(texts: tuple[str, ...], nothing: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The symbols of each text with "nothing" around each, and where one may leap over a "nothing".

    From a symbol one may go on to the next but one only where the two differ: 1 there, else 0. Several looks are asked
    for the same texts, one after the other.
    """
    longest = max(len(text) for text in texts)
    states = np.full((len(texts), 2 * longest + 3), nothing)
    for number, text in enumerate(texts):
        known = text.replace(",", ".") if nothing == len(SYMBOLS) else text
        states[number, 1 : 2 * len(text) : 2] = [_PLACES[symbol] for symbol in known]
    leaps = np.zeros(states.shape)
    leaps[:, 3::2] = states[:, 3::2] != states[:, 1:-2:2]
    return states, leaps


@functools.lru_cache(maxsize=2)
def load_sequence_reader(threads: int = 1) -> SequenceReader:
    """The network that ships with the package.

    Raises:
        ModelError: If its file is not what its card says.
    """
    content, _ = read_model(WEIGHTS, STRIP_CONTRACT)
    return SequenceReader(content, threads)


@functools.lru_cache(maxsize=2)
def load_paper_reader(threads: int = 1) -> SequenceReader:
    """The network that ships with the package for numbers on printed paper.

    Raises:
        ModelError: If its file is not what its card says.
    """
    content, _ = read_model(PAPER_WEIGHTS, STRIP_CONTRACT)
    return SequenceReader(content, threads)
