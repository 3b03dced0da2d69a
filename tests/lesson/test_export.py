"""The lesson taken away: static files at any address, one file from the disk, and a sheet of questions."""

from __future__ import annotations

import base64
import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from digitwise.errors import LessonError, OutputError
from digitwise.lesson.export import modules
from digitwise.lesson.export.folder import export
from digitwise.lesson.export.modules import import_map, imports_of, modules_from, worker_source
from digitwise.lesson.export.page import scripts_of, workers
from digitwise.lesson.export.questions import questions
from digitwise.lesson.recording import MANIFEST, PAGES, SHIPPED, open_recording

MOST_BYTES = 5_000_000
MOST_PACKED = 3_200_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export."""
    folder = tmp_path_factory.mktemp("export") / "site"
    export(folder)
    return folder


def test_every_address_in_the_folder_leads_to_a_file(site: Path) -> None:
    """All are relative, so the folder works below any prefix, and nothing but pages and their parts is in it."""
    for page in ("index.html", "questions.html"):
        for address in re.findall(r'(?:href|src)="([^"#]+)"', (site / page).read_text("utf-8")):
            assert (site / address).exists(), address
            assert not address.startswith("/")
    scripts = list((site / "static" / "js").rglob("*.js"))
    assert scripts
    for script in scripts:
        name = script.relative_to(site / "static").as_posix()
        for needed in imports_of(name, script.read_text("utf-8")):
            assert (site / "static" / needed).is_file(), f"{name} needs {needed}"
    assert not (site / "static" / "js" / "main.js").exists()
    assert (site / "static" / "vendor" / "d3.txt").is_file()


def test_what_only_a_server_can_answer_is_left_out(site: Path) -> None:
    """Reading and its API have no place on a static page."""
    for page in ("index.html", "lesson.html"):
        text = (site / page).read_text("utf-8")
        assert "data-served" not in text
        assert "api/docs" not in text


def test_the_recording_travels_whole(site: Path) -> None:
    """The same bytes, digests included."""
    copied = open_recording(site / "static" / "lesson")
    copied.check()
    assert copied.manifest == open_recording().manifest


def test_everything_opened_is_small(site: Path) -> None:
    """All that the page may ever load, compressed as servers do it."""
    parts = [site / "index.html", *(path for path in (site / "static").rglob("*") if path.is_file())]
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in parts) < MOST_PACKED


def test_the_page_fetches_its_first_modules_at_once() -> None:
    """All that its first figure needs is named in its head; what is imported later is not."""
    page = (PAGES / "learn.html").read_text("utf-8")
    waiting, needed = scripts_of(page), set[str]()
    while waiting:
        name = waiting.pop()
        needed.add(name)
        source = re.sub(r"\bimport\(.*?\)", "", (PAGES / name).read_text("utf-8"))
        waiting += [other for other in imports_of(name, source) if other not in needed]
    hinted = re.findall(r'<link rel="modulepreload" href="static/([^"]+)">', page)
    assert sorted(hinted) == sorted(needed - set(scripts_of(page)))
    assert not [name for name in hinted if "figures/" in name and "map" not in name]


def test_one_file_holds_everything(site: Path) -> None:
    """No address outside of it, every module under its name, and the recording byte for byte."""
    page = (site / "lesson.html").read_text("utf-8")
    assert len(page) < MOST_BYTES
    assert not re.findall(r'(?:href|src)="(?!data:|#)', page)
    names = json.loads(re.findall(r'<script type="importmap">(.*?)</script>', page)[0])["imports"]
    held = json.loads(re.findall(r"DIGITWISE_LESSON = (.*?);</script>", page)[0])
    for name, address in names.items():
        source = base64.b64decode(address.partition(",")[2]).decode()
        assert not imports_of(name, source)
        assert set(re.findall(r'^(?:import|export)\b[^;"]*"(digitwise/[^"]+)"', source, re.M)) <= names.keys()
    recording = open_recording()
    for name in recording.names:
        assert gzip.decompress(base64.b64decode(held["files"][name])) == recording.read(name)
    assert MANIFEST in held["files"]


def test_only_the_single_file_if_wanted(tmp_path: Path) -> None:
    """Then the sheet holds its styles too."""
    written = export(tmp_path / "handout", single_file=True)
    assert [path.name for path in written] == ["lesson.html", "questions.html"]
    assert sorted(path.name for path in (tmp_path / "handout").iterdir()) == ["lesson.html", "questions.html"]
    assert "static/" not in (tmp_path / "handout" / "questions.html").read_text("utf-8")


def test_an_export_replaces_an_export_and_nothing_else(tmp_path: Path) -> None:
    """A folder with something else is left alone."""
    export(tmp_path / "site", single_file=True)
    export(tmp_path / "site")
    assert (tmp_path / "site" / "index.html").is_file()
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one.txt").write_text("dear")
    with pytest.raises(OutputError, match="is no export of the lesson; nothing was changed, name another folder"):
        export(tmp_path / "letters")
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["one.txt"]


def test_an_altered_recording_is_not_exported(tmp_path: Path) -> None:
    """Nobody gets figures that were not recorded."""
    copy = Path(shutil.copytree(SHIPPED, tmp_path / "lesson"))
    (copy / "shift.json").write_text("{}")
    with pytest.raises(LessonError, match=r"shift\.json has 2 bytes, expected [\d,]+; record anew"):
        export(tmp_path / "site", copy)
    assert not (tmp_path / "site").exists()


def test_a_missing_module_is_named(tmp_path: Path) -> None:
    """An installation that lost a file says which."""
    (tmp_path / "one.js").write_text('import "./two.js";')
    with pytest.raises(LessonError, match=r"the page needs two\.js, which cannot be read: No such file"):
        modules_from(["one.js"], tmp_path)


def test_imports_are_found_in_every_form_and_nowhere_else() -> None:
    """Over several lines, for their effect, passed on, later; not in a string."""
    source = """
import { one,
  two } from "./a.js";
import "../b.js";
import * as c from "./c.js";
export { d } from "./d.js";
const later = () => import("./e.js");
const text = 'import "./no.js"';
"""
    assert imports_of("js/learn/main.js", source) == [
        "js/learn/a.js",
        "js/b.js",
        "js/learn/c.js",
        "js/learn/d.js",
        "js/learn/e.js",
    ]
    with_names = modules.renamed("js/learn/main.js", source, lambda path: f"x/{path}")
    assert 'from "x/js/learn/a.js"' in with_names
    assert 'import("x/js/learn/e.js")' in with_names


PARTS = {
    "js/w.worker.js": (
        'import { a as one, double } from "./a.js";\nimport * as b from "./b.js";\npost(double(one) + b.b);'
    ),
    "js/a.js": (
        'import { b } from "./b.js";\nexport const a = b + 1;\nexport function double(x) {\n  return 2 * x;\n}'
    ),
    "js/b.js": "export const b = 20;",
}


@pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH to run a script with")
def test_a_worker_brings_what_it_imports() -> None:
    """In one script without imports, each module once, after those that it needs."""
    source = worker_source("js/w.worker.js", PARTS)
    assert "import" not in source
    assert source.index('$["js/b.js"] =') < source.index('$["js/a.js"] =') < source.index('$["js/w.worker.js"] =')
    answer = subprocess.run(
        ["node", "-e", "const post = console.log;" + source], check=True, capture_output=True, text=True
    )
    assert answer.stdout == "62\n"


@pytest.mark.parametrize("way", ["export let a = 1;", "export default 1;", "const a = 1;\nexport { a };"])
def test_exports_that_a_function_cannot_return_are_refused(way: str) -> None:
    """Rather than to write a worker that fails in the browser."""
    with pytest.raises(LessonError, match=r"js/w\.js exports in a way .*export by declaration"):
        worker_source("js/w.js", {"js/w.js": way})


def test_every_worker_of_the_page_can_be_written(site: Path) -> None:
    """They stand in the single file, without imports."""
    held = json.loads(re.findall(r"DIGITWISE_LESSON = (.*?);</script>", (site / "lesson.html").read_text("utf-8"))[0])
    assert sorted(held["workers"]) == sorted(name.rsplit("/", 1)[-1] for name in workers())
    for source in held["workers"].values():
        assert not re.findall(r"^(?:import|export)\b", source, re.M)


def test_modules_are_named_after_their_paths() -> None:
    """In the import map."""
    assert list(import_map(PARTS)["imports"]) == [f"digitwise/{name}" for name in PARTS]


def test_answers_come_from_the_recording() -> None:
    """The classic facts as the mathematics gives them, the others as they stand in the files."""
    recording = open_recording()
    answers = " ".join(question.answer for question in questions(recording))
    for fact in ("0.0900, 0.2447, 0.6652", "0.3677 bits, 0.2549", "407,050", "469 (mini-batch)", "60,000 (stochastic)"):
        assert fact in answers
    raw = recording.figure("shift.json")["lines"]["raw"][12]
    assert f"{100 * raw:.1f} %. Centered first" in answers
    assert f"In the middle {recording.figure('accuracies.json')['fooling']['median']:g}," in answers
    assert len({question.text for question in questions(recording)}) == len(questions(recording)) >= 18


def test_pages_are_where_the_server_serves_them_from() -> None:
    """The lesson lies below the rooms of the web, so it knows the folder by its own means."""
    from digitwise.web.server.static_files import PAGES as SERVED

    assert PAGES.resolve() == SERVED.resolve()
