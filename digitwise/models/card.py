"""The card of a model: what it is, what it takes, what it was trained on, how good it is, and its digest.

A model file without its card, or with another digest than its card names, is refused: a network that is fed what it
was not made for answers all the same, and wrongly.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from digitwise.errors import ModelError
from digitwise.files import read_bounded, whole_file
from digitwise.text import one_line

CARD_NAME = "card.json"
FORMAT = 1
MAXIMUM_BYTES = 2**20
"""Of the largest card that is read; ours have two thousand."""

DEEPEST = 8
"""How deeply a card may be nested; ours are to 3."""

LONGEST_NAME = 200
"""Characters of the name of a network."""

NUMBERS = (
    ("calibration", "temperature", 0.01, 100.0),
    ("calibration", "threshold", 0.0, 1.0),
    ("figures", "train_accuracy", 0.0, 1.0),
    ("figures", "test_accuracy", 0.0, 1.0),
)
"""What is computed with, if a card has it, and its range."""

DIGITS = tuple("0123456789")
NOT_A_DIGIT = "not a digit"
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
    classes: tuple[str, ...] = DIGITS
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
        content = read_bounded(path, MAXIMUM_BYTES)
        if len(content) > MAXIMUM_BYTES:
            raise ValueError(f"it has more than {MAXIMUM_BYTES:,} bytes")
        document = json.loads(content.decode("utf-8"), parse_constant=_refuse)
        version = document.pop("format")
        if version != FORMAT or document["input"] != contract:
            raise ModelError(
                f"{path} describes a model of another kind (format {one_line(version)}); expected format {FORMAT}"
            )
        return _card(document, contract)
    except FileNotFoundError as error:
        raise ModelError(f"no {CARD_NAME} beside the model in {folder}; a model is used with its card only") from error
    except RecursionError as error:
        raise ModelError(f"{path} is no model card: it is nested too deeply") from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelError(f"{path} is no model card: {one_line(getattr(error, 'strerror', None) or error)}") from error


def _card(document: dict[str, Any], contract: dict[str, Any]) -> Card:
    """Make a card of what its file says, and refuse what is invalid."""
    card = Card(**document | {"classes": _classes(document["classes"], contract)})
    _check("name", card.name, isinstance(card.name, str) and 0 < len(card.name) <= LONGEST_NAME, "a short text")
    _check("sha256", card.sha256, bool(re.fullmatch(r"[0-9a-f]{64}", str(card.sha256))), "64 digits of hex")
    seed = card.seed is None or (isinstance(card.seed, int) and not isinstance(card.seed, bool))
    _check("seed", card.seed, seed, "an integer or null")
    for name in ("data", "training", "versions", "figures", "calibration"):
        _check(name, getattr(card, name), isinstance(getattr(card, name), dict), "an object")
    _check_depth(document)
    for place, name, low, high in NUMBERS:
        value = getattr(card, place).get(name)
        good = value is None or (
            isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
        )
        _check(f"{place}.{name}", value, good, f"a number from {low:g} to {high:g}")
    return card


def _classes(given: Any, contract: dict[str, Any]) -> tuple[str, ...]:
    """The classes; of a network for images the digits in their order, since any other order would be read wrongly."""
    found = tuple(given) if isinstance(given, list) and all(isinstance(name, str) for name in given) else ()
    if contract == INPUT_CONTRACT:
        expected = f"the digits 0 to 9 in this order, with or without '{NOT_A_DIGIT}' after them"
        _check("classes", given, found in (DIGITS, (*DIGITS, NOT_A_DIGIT)), expected)
    _check("classes", given, bool(found), "a list of texts")
    return found


def _check(name: str, value: object, good: bool, expected: str) -> None:
    if not good:
        raise ValueError(f"{name} is {one_line(value)}, expected {expected}")


def _check_depth(value: object, depth: int = 0) -> None:
    """Refuse what is nested deeper than any card is: whatever copies or prints it later would fail."""
    if depth > DEEPEST:
        raise ValueError("it is nested too deeply")
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        _check_depth(one, depth + 1)


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no number")


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
