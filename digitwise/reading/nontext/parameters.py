"""What decides which connected components are not writing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Parameters:
    """Thresholds of this room; lengths are in stroke widths or shares of the longest piece, unless said otherwise."""

    # Rings around an answer, and frames with much paper inside
    ring_width: float = 0.75
    """Of its height that a ring is wide, at least; a nought, perhaps with a stroke through it, is slim."""
    ring_content: float = 0.35
    """Of its height that what a ring goes around is high, at least; a nought goes around a speck at most."""
    attached_depth: float = 0.4
    """Of the way to the middle of a ring that a digit on it reaches, at least; the loose end of a ring does not."""
    frame_size: float = 0.4
    """Of either side of the picture that a frame takes, at least."""
    frame_ink: float = 0.1
    """Of its rectangle that a frame, or the outline of a box, covers with ink, at most; a large digit covers more."""
    framed_length: float = 6.0
    """Stroke widths that a ring or an arc of it is long, and writing in a frame, at least; in every large loop stand
    specks, and of a shorter arc no circle can be told."""
    candidates: int = 40
    """Pieces, the longest, that may be arcs or sides of a frame, so that no picture takes long."""

    # Arcs of rings that are not seen as a whole
    arc_wobble: float = 0.5
    """An arc is on average at most this many stroke widths off its circle."""
    arc_unevenness: float = 0.03
    """An arc is on average at most this share of its radius off its circle: hands draw no circles."""
    arc_degrees: float = 55.0
    """Degrees of its circle that an arc is, at least; strokes of digits bend less far on so large a circle."""
    lone_arc_degrees: float = 120.0
    """The same if nothing else lies on the circle; a large digit may have an arc of less."""
    arc_content: float = 0.6
    """Radii that what an arc goes around is high, at least."""

    # Sides of frames, margins, lines between columns
    rule_height: float = 3.0
    """Times as high as writing is a line between columns, at least."""
    rule_slenderness: float = 12.0
    """Times as long as broad is a straight line, at least; strokes of the pen bend."""
    legible_height: float = 3.0
    """Stroke widths that writing is high, at least; a dot is less."""
    boxed_pieces: int = 3
    """Pieces of writing inside an outline, at least; a digit may go around one or two specks."""

    # Specks, dirt and what shines through
    speck_area: float = 0.25
    """Squares of a stroke's width that a speck covers, at most."""
    speck_pixels: int = 4
    """Pixels that a speck has, at most, however thin the pen."""
    bleed_through: float = 0.35
    """As strong as writing is what shines through from the other side, at most."""
    small: float = 0.3
    """Of the longest piece that a point is long, at most, and a hole or a digit at the border, at least."""
    large: float = 0.5
    """Of the longest piece that a digit is long, at least."""
    beside_drawn: int = 4
    """Pieces of writing, more than these, beside which something may be too high to be a digit."""
    drawn_height: float = 4.0
    """Times the usual height of writing, at least, of what is too high to be a digit."""
    drawn_ink: float = 1.6
    """Times the ink of a straight stroke from corner to corner, at most, of the same: a digit is longer than that."""
    solid: float = 0.55
    """Of its rectangle that a point, a comma or a hole covers with ink, at least; a digit covers less."""
    solid_dot: float = 0.5
    """The same of a dot of few pixels, such as 13 of 25."""
    dot_pixels: int = 7
    """A dot of few pixels is at most this many pixels wide and high."""
    pattern: int = 20
    """Points that are more than the digits are a pattern of the paper, if there are more of them than this."""

    # What lies along a printed line
    line_rest_length: float = 0.6
    """Of the longest piece that such a rest is long, at most; a longer one is a digit written along the line."""

    # The border of the picture
    corner_band: float = 0.1
    """Of the shorter side of the picture: the band along its border in which the corner of a frame lies."""
    corner_beyond: float = 0.05
    """Of its ink that such a corner has beyond the band, at most."""
    along_slenderness: float = 4.0
    """Times as long as broad is an edge that lies along the border, at least."""
    along_breadth: float = 0.12
    """Of the side of the picture across it that such an edge is broad, at most."""

    # Punch holes
    fewest_holes: int = 5
    """Holes in a row, at least; four digits may stand as evenly."""
    most_holes: int = 400
    """Pieces like holes; more are a texture."""
    hole_width: float = 0.5
    """Of its length that a hole is wide, at least; a one is not."""
    hole_variation: float = 0.25
    """Of a hole's size that sizes along a row, and places across it, differ, at most, and of a step distances."""
    hole_span: float = 0.5
    """Of the side of the picture that a row of holes stands along, at least."""
    hole_depth: float = 0.15
    """Of the other side that holes are away from the border, at most."""
    beside_hole: float = 1.0
    """Sizes of a hole within which writing stands beside it."""
    holes_beside: float = 0.5
    """Of a row that has writing beside it: from so many on they are digits."""

    # Strokes through numbers
    strike_columns: int = 64
    """Columns to which a piece is brought: strokes are still two of them broad."""
    strike_ink: int = 80
    """Level of these columns, of 255, from which on they are ink."""
    strike_steepest: float = 0.35
    """Rise over run of a stroke that strikes out, at most."""
    strike_slopes: int = 29
    """Slopes that are tried, from falling to rising: a stroke leaves none of them by a pixel."""
    strike_length: float = 1.05
    """A strike is at least this many heights of a digit long: the bars of most digits are shorter."""
    strike_width: float = 0.85
    """A strike is at least this share of its piece wide, and as much of each of its rows is ink."""
    strike_long: float = 1.6
    """Heights of a digit from which on it is no part of one, be it part of its piece, or begin and end in writing."""
    strike_wavers: int = 2
    """Of its 64 columns' pixels, beside it, that are not looked at: hands draw no straight lines."""
    strike_crossed: float = 0.1
    """Of the ink on its way that lies above it, and below it, at least."""
    strike_bare: float = 0.1
    """Of the length of a shorter one that is bare at each of its ends: the bar of a 4 hardly ever is."""

    strike_sure: float = 0.8
    """Probability that a number with a long one through it was struck out: the bars of two fours meet as well."""


NONTEXT = Parameters()
