"""Cells that the hand of their writer reads otherwise: a person is asked about them, and nothing is overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from digitwise.forms.result import Table, TableCell
from digitwise.images import CLASSES
from digitwise.models.features import FeatureModel
from digitwise.reading.recognition.classify import WEIGHTS
from digitwise.reading.recognition.hand import Hand

DIGITS = "0123456789"


def reread(tables: Sequence[Table], hand: Hand) -> list[Table]:
    """The tables with those cells doubtful that a hand reads otherwise; ``proposal`` is what it reads.

    Args:
        tables: What was read, with the digits that the network saw.
        hand: The hand of who wrote them. One of another network than the one that ships changes nothing.
    """
    network = FeatureModel(WEIGHTS)
    if network.sha256 != hand.model_sha256:
        return list(tables)
    return [replace(table, cells=tuple(_reread(table.cells, network, hand))) for table in tables]


def _reread(cells: Sequence[TableCell], network: FeatureModel, hand: Hand) -> list[TableCell]:
    seen = {place: cell.digits for place, cell in enumerate(cells) if cell.digits is not None and _is_known(cell)}
    if not seen:
        return list(cells)
    probabilities, features = network.predict(np.concatenate(list(seen.values())))
    before = probabilities[:, :CLASSES].argmax(axis=1)
    after = hand.shifted(probabilities, features)[:, :CLASSES].argmax(axis=1)
    # The network for whole numbers may have read otherwise than that for digits: then this one has no say.
    read = iter(zip(before.tolist(), after.tolist(), strict=True))
    found = list(cells)
    for place in seen:
        cell = cells[place]
        text = "".join(_now(sign, *next(read)) if sign in DIGITS else sign for sign in cell.text)
        if text != cell.text and not cell.proposal:
            found[place] = replace(cell, doubtful=True, proposal=text)
    return found


def _now(digit: str, before: int, after: int) -> str:
    """What a digit reads with the hand, where that is what changes it."""
    return str(after) if digit == str(before) else digit


def _is_known(cell: TableCell) -> bool:
    """Whether it is known which digit of the text is which image."""
    count = sum(sign in DIGITS for sign in cell.text)
    return cell.outcome == "number" and not cell.overruled_by and cell.digits is not None and count == len(cell.digits)
