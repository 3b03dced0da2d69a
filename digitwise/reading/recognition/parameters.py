"""What decides how far the networks are believed, and which texts are thought of.

What the networks take is no choice any more once they are trained, and stands where it is made: see
`digitwise.reading.recognition.normalize` and `digitwise.reading.recognition.strip`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Parameters:
    """Thresholds of this room: probabilities, and exponents of probabilities."""

    least: float = 1e-6
    """Probabilities are taken for no nearer to 0 and 1 than this: ``float32`` says no more."""

    # Single digits
    threshold: float = 0.9
    """Confidence below which a digit is doubtful, for a network whose card has none."""
    not_a_digit_odds: float = 0.1
    """How much rarer "not a digit" is among images that are handed over as digits than it was in training, as odds."""
    sure: float = 0.9
    """Probability from which on nobody else is asked: of 5,000 held-back digits as many are wrong, and doubtful, with
    any from here to 0.999, but at 0.995 nine times as many have to wait for the other network."""
    first_opinion: float = 0.9
    """Weight of the network for single digits, chosen on held-back digits."""
    second_opinion: float = 0.2
    """Weight of the network for whole numbers beside it."""

    # Texts of a strip
    texts: int = 16
    """Texts that are kept from column to column: with half as many, one in twenty fewer hold the right one."""
    likely_symbol: float = 1e-3
    """Probability of a symbol that is thought of in a column, at least."""
    longest_run: int = 6
    """Digits in a row from which on all count as alike to the grammar: nobody writes many longer."""
    grammar_trust: float = 0.5
    """What the grammar counts for beside the network: people write other things than were composed."""
    no_day: float = 0.01
    """What a text counts for that has the shape of a date, but no day of a year, beside the grammar."""
    years: tuple[int, int] = (1900, 2099)
    """Years that people write in full on what they fill in, the first and the last."""
    grammar_seen: float = 4.0
    """Times a history has to be seen to be believed as much as a shorter one."""
    tokens: float = 20.0
    """Kinds of tokens that the grammar tells apart, about."""


RECOGNITION = Parameters()
