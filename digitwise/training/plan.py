"""What a training is to do: enough to do it again, or to go on with it."""

from __future__ import annotations

import os
import platform
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Any

from digitwise.errors import TrainingError
from digitwise.text import one_line
from digitwise.training.settings import Settings
from digitwise.version import __version__

LIBRARIES = ("keras", "jax", "numpy", "onnx")


@dataclass(frozen=True)
class Plan:
    """A network, what it is made with, and how it is trained.

    Attributes:
        network: Name of a network, a Keras model, or a function that makes one.
        settings: How it is trained.
        options: What the network's own function is called with.

    Raises:
        UsageError: For an unknown name.
    """

    network: Any
    settings: Settings
    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a name that no network has, before anything is looked for or fetched."""
        from digitwise import networks  # loads Keras, which a plan that is only read does not need

        if isinstance(self.network, str):
            networks.check_name(self.network)

    @property
    def is_repeatable(self) -> bool:
        """Whether the network can be made again from its name."""
        return isinstance(self.network, str)

    def to_dict(self) -> dict[str, Any]:
        """Return the plan, and the threads and versions it is carried out with, ready for JSON."""
        return {
            "network": self.network if self.is_repeatable else None,
            "options": self.options,
            "settings": asdict(self.settings),
            "threads": int(os.environ["NPROC"]) if os.environ.get("NPROC", "").isdigit() else None,
            "versions": versions(),
        }


def plan_of(document: Any, source: object, network: Any = None) -> Plan:
    """Make a plan of what `Plan.to_dict` gave.

    Args:
        document: The document.
        source: What it was read from, for the error.
        network: A Keras model, or a function that makes one, where it was one of somebody's own.

    Raises:
        TrainingError: If it is none, or the network was one of somebody's own and is not given; or is given and has a
            name.
    """
    try:
        if document["network"] is None and network is None:
            raise TrainingError(
                f"{source} is of a network that has no name here, so only the program that made it can make it again"
                f": digitwise.training.repeating has repeat and resume, which take network=…"
            )
        if document["network"] is not None and network is not None:
            raise TrainingError(
                f"{source} is of the network {document['network']}, and another was given; leave it out"
            )
        return Plan(network or str(document["network"]), Settings(**document["settings"]), dict(document["options"]))
    except (KeyError, TypeError, ValueError) as error:
        raise TrainingError(f"{source} does not say what was trained, and how: {one_line(error)}") from error


def versions() -> dict[str, str]:
    """Return the versions of Digitwise, Python and the libraries that train."""
    return {
        "digitwise": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }
