"""Trained models as files that others can use: ``model.keras``, and ``model.onnx`` with its card."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

from digitwise.errors import ModelError, unknown_name
from digitwise.exporting.keras_to_onnx import to_onnx
from digitwise.exporting.portable import make_portable
from digitwise.exporting.proof import prove
from digitwise.files import whole_file
from digitwise.images import Images
from digitwise.models import load_model
from digitwise.models.card import CARD_NAME, Card, read_card
from digitwise.models.run_pointer import follow

FORMATS = ("keras", "onnx")

log = logging.getLogger("digitwise")

__all__ = ["FORMATS", "export", "proved_onnx", "to_onnx", "write_keras", "write_onnx"]


def export(model: Any, folder: str | Path, formats: tuple[str, ...] = FORMATS) -> list[Path]:
    """Write a trained model where others can use it.

    Args:
        model: A run folder, a ``.keras`` file, a Keras model or a `Run`.
        folder: Where the files go; made if missing. Files of the same names are replaced, each whole.
        formats: Which of ``"keras"`` and ``"onnx"``; the ONNX file comes with its card.

    Returns:
        The files written.

    Raises:
        ModelError: If the model is an ONNX file alone (Keras weights cannot be made from it), has a layer without an
            ONNX form, or its ONNX file does not answer as it does; nothing is written then.
        OutputError: If the folder cannot be written to.

    Example:
        >>> from digitwise import networks
        >>> [path.name for path in export(networks.classic(), getfixture("tmp_path"))]
        ['model.keras', 'model.onnx', 'card.json']
    """
    for name in formats:
        if name not in FORMATS:
            raise unknown_name("format", name, FORMATS)
    keras_model, card = _source(model)
    folder = Path(folder)
    log.info("Model     %s, as %s, into %s", card.name, " and ".join(formats), folder)
    # The ONNX file is made and proved before anything is written: a refusal leaves nothing behind.
    content = proved_onnx(keras_model) if "onnx" in formats else None
    written = []
    if "keras" in formats:
        written.append(write_keras(keras_model, folder))
    if content is not None:
        written += write_onnx(content, folder, card)
    return written


def write_keras(model: Any, folder: Path) -> Path:
    """Write ``model.keras`` into ``folder`` and return its path."""
    path = folder / "model.keras"
    with whole_file(path) as temporary:
        model.save(temporary)
        make_portable(temporary)
    return path


def proved_onnx(model: Any, images: Images | None = None) -> bytes:
    """Return the ONNX file of a Keras model, proved to answer as the model does.

    Args:
        model: The Keras model.
        images: What to prove it on, ``(n, 28, 28)`` ``uint8``; None for digits of scikit-learn.

    Raises:
        ModelError: If it has a layer without an ONNX form, or the file answers otherwise.
    """
    content: bytes = to_onnx(model).SerializeToString(deterministic=True)
    prove(content, model, images)
    return content


def write_onnx(content: bytes, folder: Path, card: Card) -> list[Path]:
    """Write ``model.onnx`` and its card into ``folder`` and return their paths."""
    path = folder / "model.onnx"
    with whole_file(path) as temporary:
        temporary.write_bytes(content)
    return [path, replace(card, sha256=hashlib.sha256(content).hexdigest()).write(folder)]


def _source(model: Any) -> tuple[Any, Card]:
    """The Keras model behind whatever a MODEL may be, and what is known of it."""
    folder = None
    if isinstance(model, (str, Path)):
        path = follow(Path(model))
        if path.suffix == ".onnx":
            raise ModelError(f"{path} is ONNX already, and Keras weights cannot be made from it; give its run folder")
        folder, model = (path, path / "model.keras") if path.is_dir() else (path.parent, path)
    loaded: Any = load_model(model)
    if folder is not None and (folder / CARD_NAME).exists():
        return loaded.keras_model, read_card(folder)
    return loaded.keras_model, Card(name=loaded.name, sha256="")
