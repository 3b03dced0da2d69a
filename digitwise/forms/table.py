"""The entrance: any picture of a ruled sheet to a :class:`Table`."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from digitwise.errors import PictureError, checked_share
from digitwise.forms.assembling import Leaf, cells_of, leaves_of, table_cells
from digitwise.forms.contents.bareness import Bareness, bareness_of, is_written_beside
from digitwise.forms.contents.missed import with_missed
from digitwise.forms.contents.outcomes import Found, OutcomeSettings, read_cell
from digitwise.forms.context.company import with_company
from digitwise.forms.context.edges import cut_by_edge
from digitwise.forms.context.labels import with_labels
from digitwise.forms.context.looks import chroma_of_cells, with_sizes
from digitwise.forms.context.low_strokes import with_low_strokes
from digitwise.forms.context.smallness import with_small
from digitwise.forms.context.unread import unread_places
from digitwise.forms.filled_form import as_filled, without_unseen
from digitwise.forms.form import Form
from digitwise.forms.form_file import load_form
from digitwise.forms.grids.unruled.rows import may_hold_rows, stand_in_rows
from digitwise.forms.ink.cell_ink import CellInk, ink_of_cells
from digitwise.forms.layout import Layout, layout_of
from digitwise.forms.result import GridSize, Table, TableCell
from digitwise.forms.target_error import least_sure
from digitwise.forms.turning import CONFIRMED, UPRIGHT, images_of, put_back, sure_share
from digitwise.models.features import FeatureModel
from digitwise.reading.geometry import Box
from digitwise.reading.ink.binarize import Ink
from digitwise.reading.output.orientation import turned_picture, turns_of
from digitwise.reading.output.warnings import unread_pages
from digitwise.reading.picture.decode import Picture
from digitwise.reading.picture.sources import name_of, open_picture, read_file, without_file
from digitwise.reading.reader import Reader
from digitwise.reading.recognition.classify import path_of
from digitwise.reading.recognition.gathering import WORDS, GatheringClassifier
from digitwise.reading.recognition.hand import HandClassifier, load_hand

PALE = "the writing hardly stands out from its ground"


class TableReader:
    """Reads sheets, many with one loaded network.

    Args:
        model: A run folder or an ``.onnx`` file with its card; None for the network that ships with the package.
        target_error: Share of wrong cells, at most, that is expected among those that are not doubtful.
        threads: Threads for one picture.
        hand: Whose writing it is, as a file that ``digitwise review`` has taught; None for anybody's.

    Raises:
        ModelError: If the model is missing or not what its card says, or the hand was taught with another one.
        UsageError: If ``target_error`` is no share.
    """

    def __init__(
        self,
        model: str | Path | None = None,
        target_error: float = 0.005,
        threads: int = 2,
        hand: Path | None = None,
    ) -> None:
        self._reader = Reader(model, threads=threads)
        self._signature = self._reader.signature()
        self._experts = self._reader.experts
        if hand is not None:
            digits = HandClassifier(self._experts.digits, FeatureModel(path_of(model), threads), load_hand(hand))
            self._experts = self._experts._replace(digits=digits)
            self._signature |= {"model": f"{digits.name} with a hand"}
        self._target_error = checked_share("target_error", target_error)
        self._settings = OutcomeSettings()

    def read(self, source: Any, name: str | None = None, form: Form | None = None, upright: bool = True) -> Table:
        """Read a sheet.

        Args:
            source: Path, bytes of a file, open file, NumPy array (gray, RGB or RGBA, any size) or Pillow
                image.
            name: What to call it; None for the name of its file.
            form: What the sheet is, and what must be true of its cells; None for any sheet.
            upright: Whether to turn a sheet upright where its writing says so; a sheet without any says nothing.

        Returns:
            Its grids and cells.

        Raises:
            PictureError: If the picture cannot be read, shows no grid (``no_grid``), or is not of the form
                (``wrong_form``).
        """
        name, source = name or name_of(source), without_file(source)
        picture = open_picture(source)
        digest = _digest(source, picture)
        table, inks, height = self._read(picture, digest, name, form)
        if not upright or form is not None or sure_share(table.cells) >= UPRIGHT:
            return table
        turns = turns_of(images_of(inks, height), self._experts.digits)
        best, least = table, sure_share(table.cells) + CONFIRMED
        # On its side writing hardly tells which of its ends is up.
        for turn in [each for each in (turns, (turns + 2) % 4) if turns and each]:
            try:
                other, *_ = self._read(turned_picture(picture, turn), digest, name, form)
            except PictureError:
                continue
            sure = sure_share(other.cells)
            if sure >= least:
                best, least = put_back(other, turn), sure
            if sure >= UPRIGHT:
                break
        return best

    def _read(
        self, picture: Picture, digest: str, name: str | None, form: Form | None
    ) -> tuple[Table, list[CellInk], float]:
        """What stands in a sheet as it lies, the ink of its cells, and the height of the writing."""
        place = layout_of(picture.pixels, form)
        sheet, ink, grids = place.sheet, place.ink, place.grids
        leaves = leaves_of(grids)
        kinds = [leaf.kind for leaf in leaves]
        inks = ink_of_cells(
            ink, place.across, place.down, [leaf.cell for leaf in leaves], kinds, [leaf.owner + 1 for leaf in leaves]
        )
        bare = bareness_of(inks, kinds, ink.stroke)
        found = with_low_strokes(self._found(leaves, inks, bare, ink), inks, bare[0].height if bare else 0.0)
        printed = [box for own in inks for box in own.printed]
        found = with_missed(found, [leaf.cell for leaf in leaves], place.levels, bare, printed)
        beside = _in_doubt(place, leaves, inks, bare, found, picture)
        cells = table_cells(grids, leaves, found, beside, sheet, picture)
        least = [self._settings.letter * usual.height for usual in bare]
        looks = with_sizes(chroma_of_cells(sheet.pixels, ink.mask, cells_of(grids)), leaves, inks, least)
        tall = {
            leaf.owner
            for leaf, own, usual in zip(leaves, inks, bare, strict=True)
            if own.tallest >= self._settings.tall * usual.height
        }
        rows = may_hold_rows(grids) & {
            leaf.owner
            for leaf, own, usual in zip(leaves, inks, bare, strict=True)
            if stand_in_rows(own.pieces.boxes, usual.height)
        }
        table = Table(
            source=name,
            sha256=digest,
            size=picture.size,
            grids=tuple(GridSize(grid.rows, grid.columns) for grid in grids),
            cells=tuple(with_company(with_labels(cells, looks), tall, rows)),
            angle=sheet.angle,
            warnings=unread_pages(picture)
            + place.warnings
            + _unread(unread_places(grids, ink.mask, bare[0].height if bare else 0.0))
            + (() if ink.is_clear else (PALE,)),
            **self._signature,
        )
        if form is not None:
            table = as_filled(without_unseen(table), form, place.is_placed)
        cells, small = with_small(_flagged(table.cells, self._target_error))
        table = replace(table, cells=tuple(cells), warnings=table.warnings + small)
        return table, inks, bare[0].height if bare else 0.0

    def _found(
        self, leaves: Sequence[Leaf], inks: Sequence[CellInk], bare: Sequence[Bareness], ink: Ink
    ) -> list[Found]:
        """What each cell holds, with one call of the network for what several of them ask."""
        threshold = self._reader.threshold if ink.is_clear else float("inf")
        gathering = GatheringClassifier(self._experts.digits)
        experts = self._experts._replace(digits=gathering)
        works = [
            functools.partial(read_cell, own, leaf.cell, usual, experts, threshold, self._settings)
            for leaf, own, usual in zip(leaves, inks, bare, strict=True)
        ]
        return gathering.run(works, WORDS)


def read_table(source: Any, form: str | Path | None = None) -> Table:
    """Read the cells of a ruled sheet.

    Args:
        source: Path, bytes of a file, open file, NumPy array (gray, RGB or RGBA, any size) or Pillow image.
        form: A form file that says what the sheet is, and what must be true of its cells; None for any sheet.

    Returns:
        Its grids and cells, each with its outcome, its place and how sure that is.

    Raises:
        PictureError: If the picture cannot be read, shows no grid (``no_grid``), or is not of the form
            (``wrong_form``).
        FormError: If the form file cannot be read, or has rules that cannot be.

    Example:
        >>> import numpy as np
        >>> page = np.full((200, 300), 255, np.uint8)
        >>> page[20:181:80, 20:281] = page[20:181, 20:281:130] = 0
        >>> read_table(page).rows()
        [['', ''], ['', '']]
    """
    return _shared_reader().read(source, form=None if form is None else load_form(Path(form)))


@functools.lru_cache(maxsize=1)
def _shared_reader() -> TableReader:
    return TableReader()


def _in_doubt(
    place: Layout,
    leaves: Sequence[Leaf],
    inks: Sequence[CellInk],
    bare: Sequence[Bareness],
    found: Sequence[Found],
    picture: Picture,
) -> set[int]:
    """Cells whose place alone puts what was read in doubt."""
    boxed = {owner: cell for owner, cell in enumerate(cells_of(place.grids)) if cell.boxes}
    whole = ink_of_cells(place.ink, place.across, place.down, list(boxed.values())) if boxed else []
    owners = {
        owner for (owner, cell), own in zip(boxed.items(), whole, strict=True) if is_written_beside(own, cell, bare[0])
    }
    owners |= {owner for owner, cell in enumerate(cells_of(place.grids)) if _is_in(cell.box, place.unclear)}
    cut = cut_by_edge(inks, place.sheet, picture.pixels.shape[:2])
    return owners | {leaves[leaf].owner for leaf in cut if found[leaf].outcome != "empty"}


def _is_in(box: Box, rows: Sequence[Box]) -> bool:
    """Whether the middle of a cell lies in one of some rows."""
    x, y = box.left + box.width / 2, box.top + box.height / 2
    return any(row.left <= x < row.right and row.top <= y < row.bottom for row in rows)


def _flagged(cells: Sequence[TableCell], target_error: float) -> list[TableCell]:
    """Cells, those in doubt that are the least sure of their sheet; labels never are."""
    data = {place: cell for place, cell in enumerate(cells) if cell.outcome != "label"}
    asked = set(least_sure(data, target_error))
    return [replace(cell, doubtful=place in asked) for place, cell in enumerate(cells)]


def _digest(source: Any, picture: Picture) -> str:
    if isinstance(source, str | os.PathLike):
        return hashlib.sha256(read_file(Path(source))).hexdigest()
    data = bytes(source) if isinstance(source, bytes | bytearray | memoryview) else picture.pixels.tobytes()
    return hashlib.sha256(data).hexdigest()


def _unread(places: int) -> tuple[str, ...]:
    if not places:
        return ()
    return (f"no lines enclose {places} place{'s' * (places > 1)} in which something is written: it was not read",)
