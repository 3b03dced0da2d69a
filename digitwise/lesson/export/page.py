"""The page itself, and what it names: as it is served, it only works below its server; here it becomes a file."""

from __future__ import annotations

import re
from pathlib import Path

from digitwise.lesson.export.modules import Modules, data_url, modules_from
from digitwise.lesson.recording import PAGES

LEARN = "learn.html"

_ASSET = re.compile(r'(?:href|src)="static/([^"]+\.(?:css|svg|png))"')
_DRAWING = re.compile(r'<img src="static/([^"]+\.svg)" alt="" width="(\d+)" height="(\d+)">')
_SCRIPT = re.compile(r'[ \t]*<script type="module" src="static/([^"]+)"></script>\n?')
_STYLE = re.compile(r'[ \t]*<link rel="stylesheet" href="static/([^"]+)">\n?')
_STYLES = re.compile(rf"(?:{_STYLE.pattern})+")
_MODULE_HINT = re.compile(r'[ \t]*<link rel="modulepreload"[^>]*>\n?')
_HINT = re.compile(r'[ \t]*<link rel="(?:module)?preload"[^>]*>\n?')
_SERVED = re.compile(r"[ \t]*<(\w+)\b[^>]*\bdata-served\b[^>]*>.*?</\1>\n?", re.S)
_SHEET = re.compile(r"[ \t]*<a\b[^>]*\bdata-sheet\b[^>]*>.*?</a>", re.S)
_KINDS = {".svg": "image/svg+xml", ".png": "image/png"}


def static_page(own_address: str, name: str = LEARN) -> str:
    """Return a page without what only a server can answer, marked so that it asks for none.

    Args:
        own_address: What the page calls itself by.
        name: Its file.

    Example:
        >>> "data-served" in static_page("./")
        False
    """
    page = _SERVED.sub("", (PAGES / name).read_text("utf-8"))
    page = page.replace('href="questions"', 'href="questions.html"').replace("<html ", "<html data-static ", 1)
    return page.replace('href="learn"', f'href="{own_address}"').replace('href="./"', f'href="{own_address}"')


def assets_of(page: str) -> list[str]:
    """Return the style sheets and pictures that a page names, as paths below the pages."""
    return sorted(set(_ASSET.findall(page)))


def scripts_of(page: str) -> list[str]:
    """Return the modules that a page starts, as paths below the pages."""
    return _SCRIPT.findall(page)


def workers(pages: Path = PAGES) -> list[str]:
    """Return the modules that run beside the page, as paths below the pages."""
    return sorted(path.relative_to(pages).as_posix() for path in (pages / "js" / "learn").rglob("*.worker.js"))


def modules_of(page: str) -> Modules:
    """Return all modules that a page needs, workers included."""
    return modules_from([*scripts_of(page), *workers()], PAGES)


def with_styles_inside(page: str) -> str:
    """Return a page that holds its style sheets and pictures."""

    def style(match: re.Match[str]) -> str:
        return f"    <style>\n{(PAGES / match[1]).read_text('utf-8')}    </style>\n"

    def picture(match: re.Match[str]) -> str:
        path = PAGES / match[1]
        return match[0].replace(f"static/{match[1]}", data_url(path.read_bytes(), _KINDS[path.suffix]))

    # The sheet of questions is another file, which this one cannot count on.
    return _ASSET.sub(picture, _STYLE.sub(style, _SHEET.sub("", page)))


def with_styles_joined(page: str, pages: Path) -> tuple[str, list[str]]:
    """Return a page that holds its style sheets, those that follow each other as one, and what stands in each."""
    styles: list[str] = []

    def style(match: re.Match[str]) -> str:
        styles.append("".join((pages / name).read_text("utf-8") for name in _STYLE.findall(match[0])))
        return f"    <style>{styles[-1]}</style>\n"

    return _STYLES.sub(style, page), styles


def with_drawings_inside(page: str, pages: Path) -> str:
    """Return a page that holds the SVG of its ornaments: a browser makes a document of its own for each in a file."""

    def drawing(match: re.Match[str]) -> str:
        attributes = f'<svg aria-hidden="true" width="{match[2]}" height="{match[3]}" '
        return (pages / match[1]).read_text("utf-8").strip().replace("<svg ", attributes, 1)

    return _DRAWING.sub(drawing, page)


def with_scripts_joined(page: str, imports: str, script: str) -> str:
    """Return a page that starts one module, with an import map, and no hints as to other modules."""
    starts = f'    <script type="importmap">{imports}</script>\n'
    starts += f'    <script type="module" src="static/{script}"></script>\n'
    return _SCRIPT.sub(lambda match: starts, _MODULE_HINT.sub("", page), count=1)


def with_scripts(page: str, scripts: str) -> str:
    """Return a page with other scripts in the place of its modules, and no hints as to what is to be fetched."""
    return _SCRIPT.sub(lambda match: scripts, _HINT.sub("", page), count=1)
