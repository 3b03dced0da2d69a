"""Texts that a strip may read as, and which of them people write."""

from __future__ import annotations

from itertools import product

import numpy as np

from digitwise.reading.recognition.candidates import beam, candidates
from digitwise.reading.recognition.grammar import counted, load_counts, log_advantage
from digitwise.reading.recognition.sequence import PAPER_SYMBOLS, aligned, likeliest, log_likelihoods

NOTHING = len(PAPER_SYMBOLS)


def columns(*said: dict[str, float]) -> np.ndarray:
    """What a network says: for each column the chances of some symbols, the rest to nothing."""
    chances = np.full((len(said), NOTHING + 1), 1e-6)
    for row, column in enumerate(said):
        for symbol, chance in column.items():
            chances[row, PAPER_SYMBOLS.index(symbol)] = chance
        chances[row, NOTHING] = max(1e-6, 1 - sum(column.values()))
    return np.asarray(np.log(chances))


def test_a_second_best_symbol_is_tried_in_its_place_and_none_too() -> None:
    """The likeliest text first; what is hardly likely is not tried."""
    chances = columns({"4": 0.9}, {}, {"1": 0.6, "/": 0.3}, {}, {"2": 0.99})
    found = candidates([chances])
    assert found[0] == likeliest(chances) == "412"
    assert {"4/2", "42"} <= set(found)
    assert not any("7" in text for text in found)


def test_a_beam_finds_the_likeliest_texts_of_all() -> None:
    """Against every text of up to four symbols over four columns, in their order and with their likelihoods."""
    rng = np.random.default_rng(5)
    symbols = [PAPER_SYMBOLS.index(symbol) for symbol in "17/"]
    chances = np.full((4, NOTHING + 1), -30.0)
    chances[:, [*symbols, NOTHING]] = np.log(rng.dirichlet(np.ones(4), 4))
    every = ["".join(text) for length in range(5) for text in product("17/", repeat=length)]
    order = np.argsort(-log_likelihoods(chances, every))
    assert beam(chances, 200)[:12] == [every[place] for place in order[:12]]
    assert beam(chances, 8)[0] == every[order[0]]


def test_an_alignment_is_the_best_of_all() -> None:
    """Against every way to spread two symbols over five columns, tried one by one."""
    rng = np.random.default_rng(4)
    chances = np.log(rng.dirichlet(np.ones(NOTHING + 1), 5))
    states = [NOTHING, 4, NOTHING, 7, NOTHING]
    best, way = -np.inf, (0,) * 5
    for path in product(range(5), range(5), range(5), range(5), range(5)):
        steps = np.diff(path)
        legal = (
            path[0] <= 1
            and path[-1] >= 3
            and all(s in (0, 1) or (s == 2 and p == 1) for s, p in zip(steps, path[:-1], strict=True))
        )
        score = sum(chances[column, states[state]] for column, state in enumerate(path))
        if legal and score > best:
            best, way = score, path
    wanted = [(way.index(state), 5 - way[::-1].index(state)) for state in (1, 3)]
    assert aligned(chances, "47") == wanted
    assert log_likelihoods(chances, ["47"])[0] > best
    assert aligned(chances, "") == []


def test_the_grammar_prefers_what_people_write() -> None:
    """Two equal slashes and not two different signs; nothing is impossible, and longer runs are no worse each."""
    shipped = load_counts()
    assert log_advantage("18/12/23", shipped) > log_advantage("18/12.23", shipped) + 2
    assert log_advantage("18/12/23", shipped) > log_advantage("18/121/3", shipped) + 2
    assert log_advantage("2½", shipped) > log_advantage("½2", shipped) + 2
    assert np.isfinite(log_advantage("::½½··", shipped))
    assert np.isfinite(log_advantage("", counted([])))
