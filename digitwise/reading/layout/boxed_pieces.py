"""Which pieces of writing stand in which printed box, those on the side between two boxes included."""

from __future__ import annotations

from digitwise.reading.geometry import Box
from digitwise.reading.layout.parameters import LAYOUT
from digitwise.reading.pieces import Pieces

Held = list[list[int]]


def inside(pieces: Pieces, row: list[Box]) -> Held:
    """For each box of a row the pieces that stand in it, by their middles.

    A piece whose middle is on the side between two boxes goes to the empty one. So does a digit that lies across a
    side, with another digit in its box and none in the next: a box holds one.

    Args:
        pieces: All pieces.
        row: Boxes from left to right, at least one.
    """
    held: Held = [[] for _ in row]
    between: list[tuple[int, int]] = []
    top, bottom = min(box.top for box in row), max(box.bottom for box in row)
    for index in pieces.writing:
        x, y = pieces.box(index).center
        if not top <= y < bottom:
            continue
        own = next((place for place, box in enumerate(row) if _holds(box, x, y)), None)
        if own is not None:
            held[own].append(index)
            continue
        after = next((place for place, box in enumerate(row) if place and row[place - 1].right <= x < box.left), 0)
        if after and row[after].top <= y < row[after].bottom and _is_tall(pieces, index, row[after]):
            between.append((index, after))
    for index, after in between:
        one, other = (max(0, pieces.box(index).shared_columns(row[place])) for place in (after - 1, after))
        filled = [_digits(pieces, held[place], row[place]) > 0 for place in (after - 1, after)]
        right = one < other if filled[0] == filled[1] else filled[0]
        held[after if right else after - 1].append(index)
    for place in range(len(row) - 1):
        _move_over(pieces, row, held, place, place + 1)
        _move_over(pieces, row, held, place + 1, place)
    return held


def holds_one_digit(box: Box) -> bool:
    """Whether a box is about as wide as high, and so holds one digit of a number.

    Example:
        >>> holds_one_digit(Box(0, 0, 30, 40)), holds_one_digit(Box(0, 0, 90, 40))
        (True, False)
    """
    return LAYOUT.slimmest_box <= box.width / box.height <= LAYOUT.widest_box


def hold_numbers(pieces: Pieces, rows: list[list[Box]], held: list[Held]) -> list[bool]:
    """For each row of boxes whether it is one of several in whose boxes whole numbers stand, not a digit in each.

    A number with a box for each digit is written into one row. Where boxes lie below each other, side to side, and two
    digits stand beside each other in some, they are the squares of a game or a table: a number in each.

    Args:
        pieces: All pieces.
        rows: Boxes from left to right, rows from top to bottom.
        held: For each box of each row the pieces that stand in it.
    """
    found: list[bool] = []
    for block in _blocks(rows):
        boxes = [(box, own) for place in block for box, own in zip(rows[place], held[place], strict=True)]
        counts = [_beside_each_other(pieces, own, box) for box, own in boxes]
        filled, several = sum(count > 0 for count in counts), sum(count > 1 for count in counts)
        enough = max(LAYOUT.numbers_in_boxes, LAYOUT.share_of_numbers * filled)
        found += [len(block) > 1 and several >= enough] * len(block)
    return found


def _blocks(rows: list[list[Box]]) -> list[list[int]]:
    """The places of rows that follow each other with a side in common."""
    blocks: list[list[int]] = []
    for place, row in enumerate(rows):
        above = rows[blocks[-1][-1]] if blocks else []
        near = LAYOUT.common_side * row[0].height
        if above and abs(row[0].top - above[0].bottom) <= near and abs(row[0].left - above[0].left) <= near:
            blocks[-1].append(place)
        else:
            blocks.append([place])
    return blocks


def _beside_each_other(pieces: Pieces, own: list[int], box: Box) -> int:
    """How many digits of a box stand beside each other: tall pieces that share no columns."""
    count, right = 0, -1
    for index in sorted(own, key=lambda index: int(pieces.boxes[index, 0])):
        if _is_tall(pieces, index, box) and pieces.boxes[index, 0] >= right:
            count += 1
        right = max(right, pieces.box(index).right)
    return count


def _holds(box: Box, x: float, y: float) -> bool:
    return box.left <= x < box.right and box.top <= y < box.bottom


def _is_tall(pieces: Pieces, index: int, box: Box) -> bool:
    return int(pieces.boxes[index, 3]) >= LAYOUT.boxed_digit * box.height


def _digits(pieces: Pieces, held: list[int], box: Box) -> int:
    return sum(_is_tall(pieces, index, box) for index in held)


def _move_over(pieces: Pieces, row: list[Box], held: Held, own: int, other: int) -> None:
    """Move a digit across a side from a box that holds another one to an empty box."""
    box, beyond = row[own], row[other]
    tall = [index for index in held[own] if _is_tall(pieces, index, box)]
    if len(tall) != 2 or held[other] or not holds_one_digit(box):
        return
    nearest = max if other > own else min
    over = nearest(tall, key=lambda index: pieces.box(index).center[0])
    piece, rest = pieces.box(over), pieces.box(*(index for index in tall if index != over))
    if piece.shared_columns(beyond) > 0 >= piece.shared_columns(rest):
        held[own].remove(over)
        held[other].append(over)
