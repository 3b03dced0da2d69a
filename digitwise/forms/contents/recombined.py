"""A number digit by digit: what each of its digits may be, put together anew, for rules to choose among.

A beam keeps the ways in which ink may be cut and joined, which leaves little room for digits that look alike: of a
number of eight digits each may be another. The likeliest way is therefore gone through once more, digit by digit.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from digitwise.images import CLASSES
from digitwise.reading.decoding.word import DIGITS, Word
from digitwise.reading.result import Alternative

LEAST = 1e-6
"""Probability of a digit, at least: networks are never as sure as they say."""


def recombined(word: Word, count: int) -> list[Alternative]:
    """The likeliest texts that differ from a word in some of its digits, likeliest first.

    Args:
        word: What was read.
        count: How many of them.

    Returns:
        Texts with their probabilities: that of the word, times what each other digit is less likely.
    """
    best = word.paths[0]
    places = [(symbol.text, symbol.group) for symbol in best.symbols if symbol.text]
    digits = [(place, group) for place, (text, group) in enumerate(places) if text in DIGITS and group >= 0]
    if not digits:
        return []
    texts = [text for text, _ in places]
    read = [int(texts[place]) for place, _ in digits]
    shares = np.log(np.maximum(word.probabilities[[group for _, group in digits], :CLASSES], LEAST))
    # Nats by which each digit is less likely than the one that was read.
    costs = np.maximum(0, shares[np.arange(len(read)), read][:, None] - shares)
    whole = word.confidence(best.text)
    found: list[Alternative] = []
    for cost, changed in cheapest_choices(costs, read):
        if len(found) == count:
            break
        for (place, _), digit in zip(digits, changed, strict=True):
            texts[place] = str(digit)
        if list(changed) != read:
            found.append(Alternative("".join(texts), whole * float(np.exp(-cost))))
    return found


def cheapest_choices(costs: NDArray[np.float64], first: Sequence[int]) -> Iterator[tuple[float, tuple[int, ...]]]:
    """One column of each row, all choices in the order of what they cost together.

    Args:
        costs: ``(rows, columns)``, none below 0; nats.
        first: Which columns cost nothing.

    Example:
        >>> found = cheapest_choices(np.array([[0.0, 1.0], [3.0, 0.0]]), [0, 1])
        >>> [(cost, choice) for cost, choice in found]
        [(0.0, (0, 1)), (1.0, (1, 1)), (3.0, (0, 0)), (4.0, (1, 0))]
    """
    order = np.argsort(costs, axis=1, kind="stable")
    for row, column in enumerate(first):
        order[row] = [column, *(other for other in order[row] if other != column)]
    start = (0,) * len(costs)
    heap, seen = [(0.0, start)], {start}
    while heap:
        cost, ranks = heapq.heappop(heap)
        yield cost, tuple(int(order[row, rank]) for row, rank in enumerate(ranks))
        for row, rank in enumerate(ranks):
            following = (*ranks[:row], rank + 1, *ranks[row + 1 :])
            if rank + 1 < costs.shape[1] and following not in seen:
                seen.add(following)
                step = float(costs[row, order[row, rank + 1]] - costs[row, order[row, rank]])
                heapq.heappush(heap, (cost + step, following))
