"""The structure of the package: imports point down the list of rooms in docs/design.md, and folders stay small."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "digitwise"
MOST_FILES = 15
MOST_LINES = 300
BRITISH = re.compile(
    r"[Cc]olo[u]r|\b[Gg]re[y]|[Cc]ent(?:r[e]|r[e]d|r[i]ng)\b|[Bb]ehavio[u]r|[Ll]earn[t]\b|[Ll]abel[l]ed\b|[Pp]rogram[m]e\b|[Cc]atalog[u]e"
    r"|(?:[Nn]ormal|[Qq]uant|[Rr]ecogn|[Rr]aster|[Oo]ptim|[Mm]emor|[Ii]nitial|[Ss]erial|[Ss]ummar|[Bb]inar)i[s](?:e|ing|ation)"
)
"""What is spelled as in America everywhere: in names, comments, help and pages."""


def rooms(which: int) -> dict[str, int]:
    """Height of every room of the first or second list of the design, 0 at the top."""
    listed = re.findall(r"^```\n(.*?)^```$", (ROOT / "docs" / "design.md").read_text(encoding="utf-8"), re.S | re.M)
    names = [re.split(r"\s{2,}", line)[0].split(", ") for line in listed[which].splitlines()]
    return {name: height for height, row in enumerate(names) for name in row}


def modules() -> list[str]:
    """Dotted names of all modules of the package, without ``digitwise.``."""
    paths = (path.relative_to(PACKAGE).with_suffix("") for path in PACKAGE.rglob("*.py"))
    return sorted(".".join(path.parts).removesuffix(".__init__") for path in paths)


def imported(module: str) -> Iterator[str]:
    """What a module of the package imports from it, at its top or in a function."""
    path = PACKAGE.joinpath(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "digitwise":
            base = (node.module or "").removeprefix("digitwise").removeprefix(".")
            for name in node.names:
                full = f"{base}.{name.name}" if base else name.name
                yield full if full in KNOWN else base
        elif isinstance(node, ast.Import):
            yield from (name.name.removeprefix("digitwise.") for name in node.names if "digitwise." in name.name)


KNOWN = frozenset(modules())


def room_of(module: str, listed: dict[str, int]) -> str | None:
    """The room that a module lies in."""
    parts = module.split(".")
    return next((name for size in (2, 1) if (name := ".".join(parts[:size])) in listed), None)


@pytest.mark.parametrize("which", [0, 1], ids=["package", "reading"])
def test_imports_point_down_the_list_of_rooms(which: int) -> None:
    """No module imports from a room above its own."""
    listed = rooms(which)
    inside = [name for name in modules() if room_of(name, listed)]
    assert len(inside) > 20
    against = [
        f"{name} imports {other}"
        for name in inside
        for other in imported(name)
        if (target := room_of(other, listed)) and listed[target] < listed[str(room_of(name, listed))]
    ]
    assert not against


def test_every_module_lies_in_a_room_of_the_list() -> None:
    """A new folder or file stands in docs/design.md before it lands."""
    listed = rooms(0) | rooms(1)
    assert [name for name in modules() if name not in ("__init__", "__main__") and not room_of(name, listed)] == []


def test_there_are_no_circles() -> None:
    """Following imports never leads back to where it began."""
    arrows = {name: {other for other in imported(name) if other in KNOWN and other != name} for name in modules()}
    while free := [name for name, others in arrows.items() if not others & arrows.keys()]:
        for name in free:
            del arrows[name]
    assert not arrows


def test_onnx_runtime_is_imported_where_it_is_told_to_report_nothing() -> None:
    """Whoever imports its package directly might be the first in the process, and then it reports."""
    files = {
        path for path in PACKAGE.rglob("*.py") if re.search(r"^ *(from|import) onnxruntime\b", path.read_text(), re.M)
    }
    assert files == {PACKAGE / "models" / "onnx_runtime.py"}


def test_every_constant_has_a_sentence_of_its_own() -> None:
    """Docstrings of fields and constants begin with a capital and end with a period: none goes on in the next."""
    chained = []
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for body in [tree.body, *(node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef))]:
            for field, text in itertools.pairwise(body):
                if not isinstance(field, ast.Assign | ast.AnnAssign) or not isinstance(text, ast.Expr):
                    continue
                words = ast.literal_eval(text.value).strip()
                if words[0].islower() or words[-1] not in ".`":
                    chained.append(f"{path.relative_to(ROOT)}:{text.lineno} {words}")
    assert chained == []


def test_folders_and_files_stay_small() -> None:
    """A person finds a place for a change at one look."""
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    full = {str(folder.relative_to(ROOT)): len(list(folder.glob("*.py"))) for folder in folders}
    assert {name: count for name, count in full.items() if count > MOST_FILES} == {}
    lines = {str(path.relative_to(ROOT)): path.read_text().count("\n") for path in PACKAGE.rglob("*.py")}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


def test_spelling_is_american() -> None:
    """One spelling, so that a search finds every place."""
    folders = ("digitwise", "docs", "tests", "benchmarks", "examples")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.*") if "vendor" not in path.parts]
    files += ROOT.glob("*.md")
    texts = [path for path in files if path.suffix in {".py", ".md", ".html", ".css", ".js", ".json", ".ipynb"}]
    found = {
        f"{path.relative_to(ROOT)}: {word}"
        for path in texts
        for word in BRITISH.findall(path.read_text(encoding="utf-8"))
    }
    assert len(texts) > 400
    assert found == set()
