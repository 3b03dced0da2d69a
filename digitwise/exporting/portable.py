"""``.keras`` files that older versions of Keras open too.

Keras writes every argument of a layer into the file, those that the layer was not given as well, and an older version
refuses an argument that it does not know. What is None, and is None when it is left out, need not be there; nor need
the few newer arguments that have another default. ``benchmarks/oldest_keras.py`` lets Keras 3.8, the oldest that
Digitwise works with, open such files and answer the same.
"""

from __future__ import annotations

import inspect
import json
import zipfile
from pathlib import Path
from typing import Any

from digitwise.backend import keras

# Arguments newer than Keras 3.8 whose default is not None. (Not every default can go: some layers of Keras look for
# older arguments in their configuration.)
NEWER_ARGUMENTS = frozenset({"renorm", "renorm_momentum"})


def make_portable(path: Path) -> None:
    """Rewrite a ``.keras`` file without the arguments that are missing in older versions and have their default."""
    with zipfile.ZipFile(path) as archive:
        members = [(item, archive.read(item)) for item in archive.infolist()]
    with zipfile.ZipFile(path, "w") as archive:
        for item, content in members:
            if item.filename == "config.json":
                content = json.dumps(without_defaults(json.loads(content))).encode()
            archive.writestr(item, content)


def without_defaults(config: Any) -> Any:
    """Return a Keras configuration without the arguments that are None, or new, and have their default.

    Example:
        >>> without_defaults({"module": "keras.layers", "class_name": "Dense", "config": {"units": 3, "name": None}})
        {'module': 'keras.layers', 'class_name': 'Dense', 'config': {'units': 3}}
    """
    if isinstance(config, list):
        return [without_defaults(value) for value in config]
    if not isinstance(config, dict):
        return config
    kept = {key: without_defaults(value) for key, value in config.items()}
    if isinstance(kept.get("config"), dict) and "class_name" in kept:
        defaults = _defaults(str(kept.get("module")), str(kept["class_name"]))
        kept["config"] = {k: v for k, v in kept["config"].items() if not _is_default(v, k, defaults)}
    return kept


def _defaults(module: str, name: str) -> dict[str, Any] | None:
    """The arguments of a class of Keras and their defaults; None for any other class."""
    home: Any = keras
    for part in [*module.split(".")[1:], name]:
        home = getattr(home, part, None)
    if module.split(".")[0] != "keras" or not inspect.isclass(home):
        return None
    return {key: parameter.default for key, parameter in inspect.signature(home.__init__).parameters.items()}


def _is_default(value: Any, argument: str, defaults: dict[str, Any] | None) -> bool:
    if defaults is None or (value is not None and argument not in NEWER_ARGUMENTS):
        return False
    # An argument that a class takes without naming it, as one of **kwargs, is None when it is left out.
    default = defaults.get(argument)
    return type(value) is type(default) and bool(value == default)
