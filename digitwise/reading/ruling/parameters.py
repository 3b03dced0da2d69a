"""What decides which ink was printed: lines, combs, the sides of boxes, and the turn of a form."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Parameters:
    """Thresholds of this room; lengths are in stroke widths, thicknesses of a line or sides of a box, as is said."""

    # How a form is turned; lengths in stroke widths
    skew_side: int = 700
    """Pixels of the longer side of the copy that is looked at; lines are long, so detail does not matter."""
    skew_ink: int = 63
    """Ink level of the copy from which on it has ink, 0–255: a line thinner than its pixels fills a quarter of one."""
    skew_shortest: float = 10.0
    """Length of a line, at least: about as long as a straight stroke of a digit."""
    skew_longest: float = 30.0
    """Length of the longest line, at least: about two boxes side by side."""
    skew_votes: float = 2 / 3
    """Of its pixels that a line has ink on, at least; digits lie over it."""
    skew_lines: int = 3
    """Lines in each of two directions at right angles, at least; writing has one direction only."""
    skew_share: float = 0.75
    """Share of all straight length that runs in these two directions, at least."""
    skew_width: float = 1.5
    """Degrees by which lines of one direction may differ: lens, perspective, pixels."""
    least_skew: float = 3.0
    """Degrees below which lines count as level; lines, boxes and digits are found with such a slope as they are."""

    # Straight thin ink
    thickest: float = 1.8
    """Stroke widths that a line, or the edge of a sheet, is thick, at most; print is rarely thicker than the pen."""
    thickest_pixels: int = 3
    """Pixels that it may be thick in any case: a hairline is that when it is blurred."""
    shortest: float = 5.0
    """Times as long as such a thickness is a line, at least."""
    shortest_share: float = 0.02
    """Of the longer side of the picture that a line is long, at least; shorter ones are too many to look at."""
    bulge: float = 0.06
    """Of its length that a line may bulge; the flat side of a ring bulges more."""
    pixel_slack: float = 1.5
    """Pixels that a straight line is off by, through rounding alone."""
    steepest: float = 0.2
    """Rise over run of a line that is still taken for a horizontal or upright one."""
    bridge: int = 3
    """Times as wide as the thickest line is the gap that a stroke leaves in a line it crosses, at most."""
    run: int = 2
    """Times as long as the thickest line is thick is a run of a line between two crossing strokes, at least."""
    inked: float = 0.8
    """Of its length that a line has ink on, at least: strokes that happen to stand in a row are no line."""
    on_course: float = 0.95
    """At least this share of the pixels of a line lies near its course."""
    course_slack: float = 0.03
    """Near its course is up to this share of the length of the line."""
    crossing_reach: int = 6
    """Thicknesses around a line in which another ends at it: at a corner neither has all of the joint."""

    # Which straight ink was printed
    end_reach: float = 1.5
    """Stroke widths from another line, or from the border, at which a line ends there."""
    border: float = 0.02
    """Of the shorter side of the picture from the border at which a line ends there, or an edge lies, at least."""
    along_border: float = 0.08
    """Of the shorter side of the picture: so near the border a line is the rest of one where there are others."""
    surely_longer: float = 5.0
    """Times as long as any writing is a line that needs no further sign."""
    longer: float = 1.15
    """One line of several, or one on which nothing hangs, is at least this many times as long as any writing."""
    longer_alone: float = 2.5
    """A single line on which writing hangs is at least this many times as long: in a tight picture a digit, too, goes
    from border to border."""
    peers: int = 3
    """Other lines beside a line, or across it, from which on it is no stroke."""
    squared: int = 5
    """Lines across a line from which on it is one of squared paper."""
    beside: float = 0.8
    """Of the longer of two lines that they run side by side, at least, as the sides of boxes do."""
    tallest_box: float = 2.0
    """Times as high as a stroke is the box that it was written into, at most."""
    apart_ends: float = 0.1
    """Of its length that the ends of a line are where other lines may hang on it."""
    apart_ink: float = 1.4
    """Times as much ink as its course is around a line on which nothing hangs, at most."""
    taken_up: float = 0.5
    """Of the shorter of two parts of a line that a stroke lies along, at most."""

    # Pale lines; ink levels
    darker: float = 1.6
    """Times as dark as the printed lines is a limit, and the writing as much darker again, if lines are pale."""
    pen: float = 0.7
    """As dark as the writing is what was written with the same pen, at least."""
    dark_line: float = 0.25
    """Of a line that is as dark as that, at least, if it was printed so."""
    least_writing: float = 8.0
    """Squares of a stroke's width that writing covers, at least."""

    # Combs
    teeth: int = 3
    """Teeth of a comb, at least; two strokes stand evenly always."""
    tooth_variation: float = 0.2
    """By how much the heights of teeth, and their distances, differ from the middle ones, at most."""
    tooth_steps: tuple[int, ...] = (1, 2, 3)
    """How many places further on the next tooth may stand: a digit lies over those between."""
    tooth_share: float = 0.6
    """Of what stands on a line that is teeth, and of the places for teeth that have one, at least."""
    tooth_beside: float = 0.03
    """Of the line's length that it may seem to end beside its last tooth."""
    tooth_thickness: int = 3
    """Thicknesses of the line that its end lies beside a tooth, at most, and that a tooth is high, at least."""
    tallest_tooth: float = 0.35
    """Of the line's length that a tooth is high, at most."""

    # Rows and columns of boxes
    box_variation: float = 0.15
    """By how much boxes of a row, and their distances, differ from the middle ones, at most."""
    box_filled: float = 0.8
    """Of its rectangle that the inside of a box covers, at least: it may lean a little."""
    box_breadth: int = 4
    """Times as wide as the lines around are drawn is a box, at least."""
    box_size: float = 0.5
    """Of the usual size that a box has, at least; less is left between a form and the edge of its picture."""
    box_level: float = 0.7
    """Of the higher of two boxes of a row that they stand side by side, at least."""
    box_gap: float = 0.6
    """Of the smaller of two boxes that they are apart, at most; boxes that lean overlap a little."""
    missing: int = 2
    """Boxes beside each other that digits may hide, at most."""
    column: int = 3
    """Boxes of a column, at least: two may be what a line through the middle of a frame leaves."""
    column_width: float = 3.0
    """Times as wide as high is a box of a column, at most: it holds a number, and is no line of a page."""
    margin: float = 2.0
    """Times as wide as its margin is a page, at least."""

    # Strokes on the sides of boxes
    regular: int = 2
    """Boxes of equal width that tell which line is no side, and where a side was overwritten, at least."""
    longest_stroke: float = 1.1
    """Times as long as its box is high is a stroke in it, at most; lines of a table run through several rows."""
    side_off: float = 0.1
    """Of the distance of sides that a line stands off its place, at most; farther off it is a stroke."""
    side_beside: float = 0.4
    """Of the same: so far from a side ink still hangs on it."""
    side_along: float = 0.3
    """Of the height of a box that ink runs along its side, at least: a shorter piece crosses it, and stays whole."""
    side_darker: float = 1.12
    """Times as dark as the other sides is one on which a stroke lies that is no broader."""
    side_darkest: float = 0.95
    """This share of its rows is no darker than a side itself: others lie under strokes."""
    side_usual: float = 0.75
    """This share of the other sides is no darker than a usual one."""
    side_thicker: float = 0.3
    """A side with writing on it is at least this share of its thickness thicker than others."""
    side_pixels: float = 1.0
    """A side with writing on it is at least this many pixels thicker than others, since print varies by one."""
    side_whole: float = 0.95
    """A side that is thicker over this share of its height was printed so."""
    side_alike: float = 0.7
    """The same if several sides of a row are thicker, such as every third."""
    shared_side: float = 2.5
    """Times as thick as a side is the gap between two boxes that share it, at most."""
    side_blur: float = 4.0
    """Pixels around its place in which a side is sought."""
    lowest_box: int = 12
    """Pixels high is a box whose sides are looked at, at least."""
    side_pale: float = 0.5
    """A hidden side is at least this many times as dark as the other sides."""
    side_seen: float = 0.85
    """At least this share of the height of a hidden side is seen."""
    side_rows: int = 3
    """Rows of pixels that tell how a side leans, at least."""


RULING = Parameters()
