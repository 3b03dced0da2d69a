"""The models that can be chosen: the one that ships with the package, and the user's runs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digitwise.errors import ModelError, unknown_name
from digitwise.models.card import Card, read_card
from digitwise.models.run_pointer import LATEST, follow

SHIPPED = "reader"
SHIPPED_FOLDER = Path(__file__).parents[2] / "reading" / "recognition" / "weights"


@dataclass(frozen=True)
class Entry:
    """A model that can be chosen.

    Attributes:
        name: What it is chosen by.
        title: What a person reads.
        card: What it says of itself.
        path: Run folder or ``.onnx`` file; None for the one that ships with the package.
    """

    name: str
    title: str
    card: Card
    path: str | None = None


class Catalog:
    """The models that can be chosen. Only what is listed can be: a request never names a path.

    Args:
        runs: Folder with the user's runs; it need not exist, and new runs in it are seen at once.
        model: The model to use unless another is asked for; None for the one that ships with the package.

    Raises:
        ModelError: If ``model`` has no card.
    """

    def __init__(self, runs: Path, model: Path | None = None) -> None:
        self._runs = runs
        self._shipped = Entry(SHIPPED, "reader, which ships with Digitwise", read_card(SHIPPED_FOLDER))
        self._default = _chosen(model) if model else self._shipped

    def entries(self) -> list[Entry]:
        """Every model that can be chosen: the shipped one, then runs from the newest on."""
        found = [self._shipped, *_runs_in(self._runs), self._default]
        return list({entry.name: entry for entry in found}.values())

    def find(self, name: str | None) -> Entry:
        """The model of that name; the default one for None.

        Raises:
            UsageError: If there is none, naming those that there are.
        """
        if name is None:
            return self._default
        entries = {entry.name: entry for entry in self.entries()}
        if name not in entries:
            raise unknown_name("model", name, entries)
        return entries[name]

    def to_list(self) -> list[dict[str, Any]]:
        """What ``GET /api/models`` answers."""
        return [
            {
                "name": entry.name,
                "title": entry.title,
                "digest": entry.card.sha256,
                "figures": entry.card.figures,
                "default": entry.name == self._default.name,
            }
            for entry in self.entries()
        ]


def _chosen(model: Path) -> Entry:
    path = follow(model).absolute()
    if not path.exists():
        raise ModelError(f"no model at {model}; expected a run folder or an .onnx file")
    card = read_card(path if path.is_dir() else path.parent)
    name = path.name if path.is_dir() else path.stem
    # The name of the shipped model stays its own.
    return Entry(f"{name} of {path.parent.name}" if name == SHIPPED else name, _title(card, name), card, str(path))


def _runs_in(folder: Path) -> list[Entry]:
    try:
        names = sorted((path.name for path in folder.iterdir()), key=_counted, reverse=True)
    except OSError:
        return []
    return [entry for name in names if name not in (LATEST, SHIPPED) for entry in _run(folder / name)]


def _counted(name: str) -> list[tuple[int, str]]:
    """What a name is sorted by, its numbers as such: the tenth run of a day comes after the ninth."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name)]


def _run(path: Path) -> list[Entry]:
    """The run at ``path``, nothing if that is none: other folders may lie beside runs, and what a killed one left."""
    if path.name.startswith("."):
        return []
    try:
        if not (path / "model.onnx").is_file():
            return []
        card = read_card(path)
    except (ModelError, OSError, ValueError):
        return []
    return [Entry(path.name, _title(card, path.name), card, str(path.absolute()))]


def _title(card: Card, name: str) -> str:
    accuracy = card.figures.get("test_accuracy")
    return f"{name} ({accuracy:.2%} on test)" if isinstance(accuracy, float) else name
