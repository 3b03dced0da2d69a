"""Digitwise trains a neural network on handwritten digits, shows how it thinks, and reads your own handwriting.

The public names below are loaded on first use, so ``import digitwise`` itself is cheap:

>>> import digitwise
>>> digitwise.__version__
'0.1.0'
"""

from __future__ import annotations

import importlib

from digitwise.version import __version__ as __version__

# Type checkers take it for true; to import it from typing takes as long as all else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from digitwise import networks
    from digitwise.data import Dataset, load_dataset, load_mnist
    from digitwise.errors import DigitwiseError
    from digitwise.evaluation import Report
    from digitwise.evaluation.evaluate import evaluate
    from digitwise.exporting import export
    from digitwise.forms import Table, TableReader, read_table
    from digitwise.models import load_model
    from digitwise.reading import Reading
    from digitwise.reading.reader import Reader, read
    from digitwise.showing import show
    from digitwise.training.run import Run
    from digitwise.training.train import train

_HOMES = {
    "Dataset": "digitwise.data",
    "load_dataset": "digitwise.data",
    "load_mnist": "digitwise.data",
    "DigitwiseError": "digitwise.errors",
    "Reader": "digitwise.reading.reader",
    "Reading": "digitwise.reading",
    "Report": "digitwise.evaluation",
    "Run": "digitwise.training.run",
    "Table": "digitwise.forms",
    "TableReader": "digitwise.forms",
    "read_table": "digitwise.forms",
    "evaluate": "digitwise.evaluation.evaluate",
    "export": "digitwise.exporting",
    "load_model": "digitwise.models",
    "networks": "digitwise.networks",
    "read": "digitwise.reading.reader",
    "show": "digitwise.showing",
    "train": "digitwise.training.train",
}

__all__ = [
    "Dataset",
    "DigitwiseError",
    "Reader",
    "Reading",
    "Report",
    "Run",
    "Table",
    "TableReader",
    "evaluate",
    "export",
    "load_dataset",
    "load_mnist",
    "load_model",
    "networks",
    "read",
    "read_table",
    "show",
    "train",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'digitwise' has no attribute {name!r}; it has {', '.join(__all__)}")
    home = importlib.import_module(_HOMES[name])
    value = home if _HOMES[name] == f"digitwise.{name}" else getattr(home, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
