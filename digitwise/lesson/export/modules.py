"""The JavaScript modules of the page: which there are, and how they become parts of one file.

The page's modules name each other by relative addresses, which mean nothing inside of one file. For the page an import
map gives each module a name and a ``data:`` address. A worker knows no import map, and one that a page from the disk
starts may not even be a module: for it the modules are written one after the other as functions. So are those of the
first view for the page that is served, since each file by itself costs a slow browser more time than its content.
"""

from __future__ import annotations

import base64
import posixpath
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from digitwise.errors import LessonError

Modules = dict[str, str]
"""Sources by their path below the pages."""

NAMES = "digitwise/"
"""What the names in the import map begin with."""

_EXPORT = re.compile(r"^export ((async function\*?|function\*?|const|class) (\w+))", re.M)
_LATER = re.compile(r'(\bimport\()"(\.{1,2}/[^"]+)"')
_OTHER_EXPORT = re.compile(r"^export\b", re.M)
_AS = re.compile(r"(\w+) as (\w+)")
_IMPORT = re.compile(r'^((?:import|export)\b[^;"\']*?\bfrom\s*|import\s*)"(\.{1,2}/[^"]+)"', re.M)


def modules_from(entries: Iterable[str], pages: Path) -> Modules:
    """Return the modules that some modules need, themselves among them.

    Args:
        entries: Their paths below the pages.
        pages: The folder of the pages.

    Raises:
        LessonError: If one is missing.
    """
    found: Modules = {}
    waiting = list(entries)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            found[name] = (pages / name).read_text("utf-8")
        except OSError as error:
            raise LessonError(f"the page needs {name}, which cannot be read: {error.strerror}; install anew") from error
        waiting += imports_of(name, found[name])
    return dict(sorted(found.items()))


def imports_of(name: str, source: str) -> list[str]:
    """Return the paths of the modules that a module imports, at once or later.

    Example:
        >>> imports_of("js/learn/main.js", 'import { byId,\\n make } from "../dom.js";\\nimport "./map.js";')
        ['js/dom.js', 'js/learn/map.js']
    """
    return [*_imports_at_once(name, source), *(_path(name, match[2]) for match in _LATER.finditer(source))]


def _imports_at_once(name: str, source: str) -> list[str]:
    return [_path(name, match[2]) for match in _IMPORT.finditer(source)]


def import_map(modules: Modules) -> dict[str, dict[str, str]]:
    """Return the import map that holds modules as ``data:`` addresses, named after their paths.

    Example:
        >>> import_map({"js/one.js": "export const one = 1;"})["imports"]["digitwise/js/one.js"][:30]
        'data:text/javascript;base64,ZX'
    """
    return {
        "imports": {
            NAMES + name: data_url(renamed(name, source, lambda path: NAMES + path)) for name, source in modules.items()
        }
    }


def worker_source(name: str, modules: Modules) -> str:
    """Return a module and all that it needs as one script without imports.

    Each module becomes a function that runs once, in the order in which they need each other, and returns what the
    module exports.

    Args:
        name: Path of the module.
        modules: It and all that it needs.

    Raises:
        LessonError: If a module exports what a function cannot return once and for all.
    """
    parts = [_as_function(path, modules[path]) for path in _in_order(name, modules, [])]
    return "const $ = {};\n" + "".join(parts)


def joined_module(name: str, modules: Modules) -> tuple[str, list[str]]:
    """Return a module and all that it needs at once as one module, which exports what any of them exports.

    It has to lie where the module lay: that is where it finds what it imports later.

    Args:
        name: Path of the module.
        modules: It and all that it needs.

    Returns:
        The source, and the paths of the modules that are in it.

    Raises:
        LessonError: If two of them export the same name.
    """
    order = _in_order(name, modules, [])
    source, known = "const $ = {};\n", dict[str, str]()
    for path in order:
        source += _as_function(path, _later_from(posixpath.dirname(name), path, modules[path]))
        names = [match[3] for match in _EXPORT.finditer(modules[path])]
        for exported in names:
            if exported in known:
                raise LessonError(f"{known[exported]} and {path} both export {exported}; give one of them another name")
            known[exported] = path
        if names:
            source += f'export const {{ {", ".join(names)} }} = $["{path}"];\n'
    return source, order


def _later_from(folder: str, name: str, source: str) -> str:
    """A module's source with what it imports later named as seen from a folder."""
    return _LATER.sub(lambda match: f'{match[1]}"./{posixpath.relpath(_path(name, match[2]), folder)}"', source)


def _in_order(name: str, modules: Modules, done: list[str]) -> list[str]:
    """The modules that one needs, each after those that it needs itself, and it at the end."""
    for needed in _imports_at_once(name, modules[name]):
        if needed not in done:
            _in_order(needed, modules, done)
    if name not in done:
        done.append(name)
    return done


def _as_function(name: str, source: str) -> str:
    """A module as a function, its exports under its path in ``$``."""
    exported: list[str] = []

    def taken(match: re.Match[str]) -> str:
        names, path = match[1].strip().removeprefix("import").removesuffix("from").strip(), _path(name, match[2])
        if not names:
            return ""
        inside = names.removeprefix("* as ") if names.startswith("*") else _AS.sub(r"\1: \2", names)
        return f'const {inside} = $["{path}"]'

    def given(match: re.Match[str]) -> str:
        exported.append(match[3])
        return match[1]

    body = _EXPORT.sub(given, _IMPORT.sub(taken, source))
    if _OTHER_EXPORT.search(body):
        raise LessonError(f"{name} exports in a way that a joined file cannot take; export by declaration")
    return f'$["{name}"] = (() => {{\n{body}\nreturn {{ {", ".join(exported)} }};\n}})();\n'


def renamed(name: str, source: str, new: Callable[[str], str]) -> str:
    """Return the source of a module with other names for the modules that it imports.

    Args:
        name: Its path.
        source: What stands in it.
        new: Gives the new name for the path of a module.

    Example:
        >>> renamed("js/a.js", 'import { b } from "./b.js";', str.upper)
        'import { b } from "JS/B.JS";'
    """
    for form in (_IMPORT, _LATER):
        source = form.sub(lambda match: f'{match[1]}"{new(_path(name, match[2]))}"', source)
    return source


def data_url(content: str | bytes, kind: str = "text/javascript") -> str:
    """Return content as an address that holds it.

    Example:
        >>> data_url("a", "text/plain")
        'data:text/plain;base64,YQ=='
    """
    raw = content.encode() if isinstance(content, str) else content
    return f"data:{kind};base64,{base64.b64encode(raw).decode('ascii')}"


def _path(name: str, relative: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), relative))
