"""How the command is called from where the person is."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path


def own_name() -> str:
    """Return what to type for this command: its name where the shell finds it, else the path of its file.

    Example:
        >>> own_name() == "digitwise" or Path(own_name()).name in ("digitwise", "digitwise.exe", "python -m digitwise")
        True
    """
    called = Path(sys.argv[0])
    if called.stem != "digitwise":
        return "digitwise" if shutil.which("digitwise") else "python -m digitwise"
    found = shutil.which(called.name)
    if found and Path(found).resolve() == called.resolve():
        return "digitwise"
    try:
        return min(os.path.relpath(called), str(called), key=len)
    except ValueError:  # on another drive of Windows
        return str(called)
