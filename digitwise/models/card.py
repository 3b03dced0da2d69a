"""The card of a model: what it is, what it takes, what it was trained on, how good it is, and its digest.

A model file without its card, or with another digest than its card names, is refused: a network that is fed what it
was not made for answers all the same, and wrongly.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from digitwise.errors import ModelError
from digitwise.files import whole_file

CARD_NAME = "card.json"
FORMAT = 1
INPUT_CONTRACT = {
    "shape": ["n", 28, 28],
    "dtype": "uint8",
    "meaning": "0 = paper, 255 = ink; scaling and flattening are layers of the network",
}


@dataclass(frozen=True)
class Card:
    """What a model file says of itself.

    Attributes:
        name: Name of the network, such as ``classic``.
        sha256: SHA-256 of the ONNX file, in hex.
        classes: What each output stands for, in their order.
        data: What it was trained on: name, origin, SHA-256 and number of images.
        seed: Seed of the training, if known.
        training: Settings of the training.
        versions: Versions of Digitwise, Python and the libraries that trained it.
        figures: Measured figures, such as the test accuracy and its interval.
        calibration: What turns the outputs into confidences, such as a temperature and a threshold.
        input: What the model takes.
    """

    name: str
    sha256: str
    classes: tuple[str, ...] = tuple("0123456789")
    data: dict[str, Any] = field(default_factory=dict)
    seed: int | None = None
    training: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    calibration: dict[str, Any] = field(default_factory=dict)
    input: dict[str, Any] = field(default_factory=lambda: dict(INPUT_CONTRACT))

    def write(self, folder: Path) -> Path:
        """Write the card into ``folder``, where the model lies, and return its path."""
        path = folder / CARD_NAME
        with whole_file(path) as temporary:
            document = {"format": FORMAT, **asdict(self)}
            temporary.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
        return path


def read_card(folder: Path, contract: dict[str, Any] = INPUT_CONTRACT) -> Card:
    """Read the card that lies in ``folder``.

    Args:
        folder: Where the model lies.
        contract: What the model is going to be given.

    Raises:
        ModelError: If there is none, it cannot be understood, or the model takes something else.
    """
    path = folder / CARD_NAME
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        version = document.pop("format")
        if version != FORMAT or document["input"] != contract:
            raise ModelError(f"{path} describes a model of another kind (format {version}); expected format {FORMAT}")
        return Card(**{**document, "classes": tuple(document["classes"])})
    except FileNotFoundError as error:
        raise ModelError(f"no {CARD_NAME} beside the model in {folder}; a model is used with its card only") from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelError(f"{path} is no model card: {error}") from error


def check_digest(content: bytes, card: Card, path: Path) -> None:
    """Refuse a file whose SHA-256 is not the one on its card.

    Raises:
        ModelError: Naming both digests.
    """
    digest = hashlib.sha256(content).hexdigest()
    if digest != card.sha256:
        raise ModelError(
            f"{path} is not the file its card describes: SHA-256 {digest[:12]}…, expected {card.sha256[:12]}…; "
            "export it again"
        )
