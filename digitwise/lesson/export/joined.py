"""The page as it is served: its first view in two files, since each file by itself costs a slow browser time."""

from __future__ import annotations

import base64
import hashlib
import json
import posixpath
from dataclasses import dataclass
from pathlib import Path

from digitwise.lesson.export.modules import joined_module, modules_from
from digitwise.lesson.export.page import LEARN, assets_of, with_drawings_inside, with_scripts_joined, with_styles_joined

ENTRY = "js/learn/main.js"
"""The module that the page starts with."""

ADDRESS = f"{posixpath.dirname(ENTRY)}/first_view.js"
"""Where the joined module is, beside it: modules find what they need from where they lie."""


@dataclass(frozen=True)
class Joined:
    """A page that holds its styles, and one module in the place of those that it starts with.

    Attributes:
        page: The page.
        script: The module, for ``ADDRESS`` below ``static/``.
        policy: Sources that a Content-Security-Policy has to allow for what stands in the page, by directive.
        sources: The files that all of it was made of.
    """

    page: str
    script: str
    policy: dict[str, str]
    sources: tuple[Path, ...]


def joined(pages: Path) -> Joined:
    """Join the learning page with its styles, and the modules of its first view with each other.

    Modules that are imported later name their parts by the addresses of files, so an import map leads those addresses
    to the joined module: nothing is loaded twice.

    Args:
        pages: The folder of the pages.

    Raises:
        LessonError: If a module is missing.
        OSError: If the page or a style sheet cannot be read.
    """
    page = (pages / LEARN).read_text("utf-8")
    script, inside = joined_module(ENTRY, modules_from([ENTRY], pages))
    to_joined = json.dumps({"imports": {f"./static/{name}": f"./static/{ADDRESS}" for name in inside}}, indent=0)
    assets = assets_of(page)
    page, styles = with_styles_joined(page, pages)
    page = with_scripts_joined(with_drawings_inside(page, pages), to_joined, ADDRESS)
    sources = (pages / LEARN, *(pages / name for name in (*inside, *assets)))
    return Joined(page, script, {"script-src": _hash(to_joined), "style-src": " ".join(map(_hash, styles))}, sources)


def _hash(content: str) -> str:
    """What stands in a page, as a Content-Security-Policy names it.

    Example:
        >>> _hash("")
        "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode('ascii')}'"
