"""What decides how pieces of a word are cut, joined, weighed and left out, and which of two readings is believed."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Parameters:
    """Thresholds of this room; lengths are in heights of a digit, costs in natural logarithms of probability."""

    # Which words need which networks
    certain: float = 0.995
    """Probability from which on a piece wide enough for two digits is one, whatever the whole may look like."""
    plain: float = 0.97
    """Probability from which on something needs no second look."""
    further_heights: tuple[float, ...] = (0.92, 1.08)
    """Factors of the height of digits at further looks, for a word whose reading is undecided."""
    long_line: int = 36
    """A line is long from this many pieces on: seen whole, its letters are too small for the network."""
    strip_pieces: int = 12
    """The network is asked about this many pieces of a long line at a time: hardly a number is longer."""
    line_of_text: int = 6
    """The network that sees a whole line is believed alone that it is text from this many pieces on."""
    word_of_text: int = 2
    """The same of a word in a line of print, whose other words are text too."""
    print_lines: int = 9
    """A page of print has at least this many lines."""
    print_pieces: int = 20
    """Each line of a page of print has at least this many pieces."""
    print_chance: float = 0.4
    """Each piece of print is nothing with at least this probability; for digits it is 0.1."""
    likely_text: float = 0.25
    """The same of each piece of a line or a word on a page of print, where text is likely."""
    text_share: float = 1 / 3
    """A line has no number if at least this share of it is surely text: no part of a number is without digits."""
    impossible: float = -60.0
    """Below this log-likelihood one text is as unlikely as another."""
    dense_pieces: int = 1500
    """A page with at least this many pieces was not written by hand."""
    dense_letters: float = 0.25
    """At least this share of the pieces of such a page are no digits if it is print."""
    dense_digit: float = 0.9
    """A digit on such a page has at least this probability; hardly a digit written by hand has less."""
    dense_number: float = 2 / 3
    """At least this share of a word on such a page are digits if the word is a number."""

    # Where a piece may be cut
    cut_rows: int = 48
    """Cuts are sought on a copy of a piece with this many rows."""
    several_width: float = 0.62
    """A piece that may be several digits is at least this share of its height, or of a digit's, wide."""
    cut_sideways: float = 0.15
    """A cut that leaves its column costs as much as this many pixels of ink."""
    cut_apart: float = 0.16
    """Two cuts are at least this share of the height of their piece apart."""
    cut_margin: float = 0.1
    """A cut is at least this share of the height of its piece from the ends of the piece."""
    cut_strokes: float = 2.4
    """A cut goes through at most this many stroke widths of ink: it crosses two strokes, aslant."""
    cut_pixels: int = 2
    """A cut may go through this many pixels more, for blurred edges."""

    # What a way to read a word costs
    parts: int = 5
    """One digit may have been broken and cut into at most this many pieces."""
    guesses: int = 3
    """Each group of pieces may stand for at most this many digits."""
    paths: int = 8
    """This many ways to read a word are followed up at each piece."""
    widest_digit: float = 1.6
    """A digit of several pieces is at most this many heights wide."""
    cut_cost: float = 0.25
    """Cost of a cut: of touching digits two in three cuts are true."""
    join_cost: float = 0.3
    """Cost of taking two pieces for one digit."""
    height_cost: float = 8.0
    """Cost of a height of paper between two joined pieces, and of a height by which a digit is too low."""
    low_height: float = 0.5
    """A digit is too low below this many heights."""
    mark_cost: float = 0.4
    """Cost of taking a piece for a point, comma or minus by its shape and place."""
    skip_cost: float = 1.0
    """Cost of leaving out a piece, however small."""
    skip_size_cost: float = 8.0
    """Cost of leaving out a piece as large as a digit."""
    skip_power: float = 1.5
    """Exponent with which that cost falls with the size of the piece: specks are free."""
    none_cost: float = 2.5
    """Cost of pieces that the network takes for no digit: more digits are odd than other ink is like digits."""
    piece_weight: float = 0.5
    """Weight of the network for single digits beside that for whole numbers, which sees the same ink."""
    cut_weight: float = 0.2
    """The same weight for parts cut off others, which say little of themselves."""
    whole_weight: float = 1.0
    """Weight of the network for whole numbers."""
    laid_over_cost: float = 3.0
    """Single digits can say at most this much against a text that was laid over their ink."""

    # Points, commas and minus signs by shape and place
    minus_width: tuple[float, float] = (0.2, 1.1)
    """A minus is from the first to the second of these heights wide."""
    minus_height: float = 0.4
    """A minus is at most this many heights high."""
    minus_slenderness: float = 1.7
    """A minus is at least this many times as wide as high."""
    minus_middle: tuple[float, float] = (0.2, 0.8)
    """The middle of a minus is from the first to the second of these heights below the tops of digits."""
    point_width: float = 0.4
    """A point or comma is at most this many heights wide."""
    point_height: float = 0.5
    """A point or comma is at most this many heights high."""
    point_middle: tuple[float, float] = (0.65, 1.4)
    """The middle of a point or comma is from the first to the second of these heights below the tops of digits."""
    comma_slenderness: float = 1.35
    """A comma is at least this many times as high as wide."""
    comma_below: float = 0.08
    """A comma hangs at least this many heights below the line, or is as high as `comma_height`."""
    comma_height: float = 0.25
    """A comma that does not hang below the line is at least this many heights high."""

    # Words that are no numbers
    text_chance: float = 0.9
    """A word that looks like text is text with this probability."""
    letters: int = 3
    """A word that is text has at least this many times as many letters as digits."""
    letter_height: float = 0.5
    """A letter is at least this share of the highest piece of its word high; others are dots."""
    hanging: float = 0.15
    """A g hangs at least this share of its height below the letters before it."""
    sign_size: float = 0.3
    """A sign that parts two digits is at least this many heights large."""
    same_place: float = 0.5
    """Two symbols read the same ink if they share at least this part of the wider one."""

    # Writing as it lies on its paper
    heights: tuple[float, float, float] = (1.0, 1.18, 0.85)
    """Factors of the height of digits at each look at writing as it lies on its paper."""
    strip_room: float = 1.3
    """A strip has room for writing this many heights high."""
    taller: float = 1.25
    """Writing higher than a strip by more than this factor is seen whole, in place of the last of these looks."""
    fringe: float = 0.15
    """This many heights before and after the writing are seen too, and may hold the ink of a slash."""
    settled: float = 0.8
    """Probability of a text from which on no other height is tried, and no other text thought of."""
    longest_slash: float = 2.2
    """A slash is at most this many heights long; a wall of a table is longer."""
    beside: float = 0.12
    """The middle of a symbol may lie this many heights beside the writing it belongs to."""
    sign_ink: float = 0.004
    """The ink of a sign covers at least this many squares of a height, and that of dirt at most as many."""

    # Which words, parts of halves and boxes are read there
    words_near: float = 1.1
    """Words that are read together are at most this many heights apart."""
    words_bridged: float = 2.6
    """Words with ink between them are read together up to this many heights apart."""
    words_alike: float = 0.5
    """Of two words that are read together the lower is at least this share of the higher."""
    ring_height: float = 1.3
    """A ring around some digits is at least this many times as high as the highest of them."""
    single_sure: float = 0.95
    """Probability from which on a single piece on bare paper needs no second hypothesis."""
    half_chance: float = 0.5
    """A half that makes one number of two lines has at least this probability."""
    half_pieces: int = 4
    """Either part of a half has at most this many pieces."""
    half_beside: float = 0.6
    """The parts of a half are at most this many heights apart sideways."""
    half_below: float = 0.4
    """The parts of a half are at most this many heights apart downwards."""
    half_digits: tuple[float, float] = (0.62, 0.9)
    """Shares of a half's height that a digit is high: after a whole number, and where the half stands alone."""
    box_walls: float = 0.12
    """This share of a box on each side may be its walls."""
    box_filled: float = 0.03
    """At least this share of a box is ink if something may stand in it although no piece of it is writing."""
    box_empty: float = 0.9
    """Probability that such a box is empty."""
    box_uncleaned: float = 0.6
    """Weight of the uncleaned reading of such a box."""
    box_digit: float = 0.6
    """A digit is taken to be this share of its box high where the row has no digits to compare with."""

    # Which of two readings is believed
    most_odds: float = 7.0
    """Log-odds beyond this are not believed."""
    unlikely: float = -12.0
    """Below this log-likelihood one reading is as unlikely as another."""
    loose_factor: float = 5.0
    """The uncleaned reading must be this many times as likely to bring loose digits: the other knows more of them."""
    undecided: float = math.log(2)
    """A text that no single look shows is not certain of itself below this margin of log-probability."""
    agreed: float = 0.9
    """The networks agree from this probability of the cleaned reading to each of them on."""
    tall: float = 24.0
    """Pixels of a digit's height from which on more tell nothing new."""


DECODING = Parameters()
