"""Texts that a strip may read as, beside the likeliest symbol of each column: those of a beam search, and dates."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from digitwise.reading.recognition.dates import as_dates
from digitwise.reading.recognition.parameters import RECOGNITION
from digitwise.reading.recognition.sequence import PAPER_SYMBOLS, LogProbabilities, likeliest


def candidates(looks: list[LogProbabilities]) -> list[str]:
    """Texts worth a thought: what each look reads, the likeliest others of each, and as dates.

    Args:
        looks: What the network said at several heights.
    """
    found = dict.fromkeys(likeliest(chances) for chances in looks)
    for chances in looks:
        found.update(dict.fromkeys(beam(chances)))
    for text in list(found):
        found.update(dict.fromkeys(as_dates(text)))
    return list(found)


def beam(chances: LogProbabilities, width: int = RECOGNITION.texts) -> list[str]:
    """The likeliest texts of a strip, the likeliest first, each summed over all ways to spread it that were kept.

    Args:
        chances: Of each column, as :meth:`~digitwise.reading.recognition.sequence.SequenceReader.log_probabilities`
            gives them.
        width: Texts that are kept from column to column.

    Example:
        >>> beam(np.log(np.array([[0.7, 0.2] + [1e-9] * 16 + [0.1], [0.2, 0.5] + [1e-9] * 16 + [0.3]])), width=3)
        ['0', '01', '1']

    References:
        Graves and Jaitly, "Towards end-to-end speech recognition with recurrent neural networks", ICML 2014.
    """
    nothing = chances.shape[1] - 1
    # For each text the probability that it ends in nothing, and that it ends in its last symbol.
    kept = {"": (1.0, 0.0)}
    for row in np.exp(chances):
        likely = [
            (PAPER_SYMBOLS[place], float(row[place]))
            for place in np.flatnonzero(row[:nothing] > RECOGNITION.likely_symbol)
        ]
        blank, shares = float(row[nothing]), dict(likely)
        if not likely:
            # Nothing but nothing: no text is new, and they stay in their order.
            scale = sum(next(iter(kept.values()))) * blank
            kept = {text: (sum(ends) * blank / scale, 0.0) for text, ends in kept.items()}
            continue
        grown: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for text, (after_nothing, after_symbol) in kept.items():
            last, both = text[-1:], after_nothing + after_symbol
            grown[text][0] += both * blank
            grown[text][1] += after_symbol * shares.get(last, 0.0)
            for symbol, share in likely:
                # The same symbol twice is two only with nothing between.
                grown[text + symbol][1] += share * (after_nothing if symbol == last else both)
        best = sorted(grown.items(), key=lambda one: -(one[1][0] + one[1][1]))[:width]
        scale = sum(best[0][1])
        kept = {text: (ends[0] / scale, ends[1] / scale) for text, ends in best}
    return list(kept)
