"""The routes of a form that is drawn: what is offered, what is refused, and that nothing is written over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from digitwise.errors import FormError, OutputError, UsageError
from digitwise.forms.form_file import load_form
from digitwise.forms.template.drawing import open_drawing
from digitwise.web.settings import Settings
from tests.forms.sheets import ruled
from tests.reading.drawings import encoded
from tests.web.served import FAST, Answer, Served, served


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, pages: Path) -> Iterator[tuple[Served, Path]]:
    """A server for a sheet of two rows and two columns, and the folder of the sheet."""
    folder = tmp_path_factory.mktemp("drawing")
    (folder / "blank.png").write_bytes(encoded(ruled([["", ""], ["", ""]])))
    with served(Settings(drawing=open_drawing(folder / "blank.png"), limits=FAST), pages) as running:
        yield running, folder


def save(server: Served, grid: object = 0, **said: object) -> Answer:
    """Save a form with two columns, or what is said instead."""
    columns = [{"name": "a", "kind": "number"}, {"name": "b", "kind": "any"}]
    form = {"name": "marks", "first_row": 0, "columns": columns, "sums": []} | said
    return server.ask("POST", "/api/form", json.dumps({"grid": grid, "form": form}).encode())


def test_cells_and_their_picture_are_offered(site: tuple[Served, Path]) -> None:
    """In pixels of the picture; no other picture is given out."""
    found = site[0].ask("GET", "/api/form").document
    (form,) = found["forms"]
    assert (found["sheet"], len(form["across"]), len(form["down"])) == ("blank.png", 3, 3)
    assert 0 < form["down"][0] < form["down"][2] < form["width"]
    assert site[0].ask("GET", "/api/form/pages/0.png").body.startswith(b"\x89PNG")
    assert site[0].ask("GET", "/api/form/pages/1.png").status == 404
    assert site[0].ask("GET", "/api/form/pages/-1.png").status == 404


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"grid": 1}, "grid 1, but the sheet has 1"),
        ({"name": "../marks"}, "'../marks' is no name of a file"),
        ({"name": 7}, "'7' is no name of a file"),
        ({"across": [0, 1]}, "unknown key 'across'"),
        ({"columns": [{"name": "a"}]}, "1 columns, but 3 upright lines make 2 columns; nothing was written"),
        ({"columns": [{"name": "a", "minimum": "x"}, {"name": "b"}]}, "minimum 'x', expected a number"),
        ({"columns": [{"name": "a", "length": 2.5}, {"name": "b"}]}, "length 2.5, expected a whole number"),
        ({"sums": [{"total": "c", "parts": ["a"]}]}, "a sum names the column 'c', expected one of a, b"),
    ],
)
def test_what_is_no_form_is_refused(site: tuple[Served, Path], said: dict[str, object], words: str) -> None:
    """In a sentence, and nothing is written."""
    answer = save(site[0], **said)
    assert (answer.status, answer.document["code"]) == (400, "form")
    assert words in answer.document["message"]
    assert [path.name for path in site[1].iterdir()] == ["blank.png"]


@pytest.mark.parametrize("body", [b"no JSON", b"[]", b'{"form": 1}', b"[" * 100_000])
def test_what_is_no_request_is_refused(site: tuple[Served, Path], body: bytes) -> None:
    """In a sentence."""
    answer = site[0].ask("POST", "/api/form", body)
    assert answer.status == 400
    assert answer.document["message"].endswith("nothing was written")


def test_a_form_is_written_once_and_ends_the_server(tmp_path: Path, pages: Path) -> None:
    """A file that is there stays as it is; the form that is saved is one that is read."""
    (tmp_path / "blank.png").write_bytes(encoded(ruled([["", ""], ["", ""]])))
    (tmp_path / "mine.form.json").write_text("mine")
    with served(Settings(drawing=open_drawing(tmp_path / "blank.png"), limits=FAST), pages) as server:
        taken = save(server, name="mine")
        assert (taken.status, taken.document["code"]) == (409, "output")
        assert not server.limiter.draining
        assert save(server).document == {"saved": "marks.form.json"}
        server.thread.join(10)
        assert not server.thread.is_alive()
    assert (tmp_path / "mine.form.json").read_text() == "mine"
    form = load_form(tmp_path / "marks.form.json")
    assert ([rule.name for rule in form.columns], form.blank is not None) == (["a", "b"], True)


def test_an_output_is_refused_before_the_page_is_shown(tmp_path: Path) -> None:
    """If it exists, or is no form file."""
    (tmp_path / "a.form.json").touch()
    with pytest.raises(OutputError, match="exists, and may have been edited"):
        open_drawing(tmp_path / "blank.png", tmp_path / "a.form.json")
    with pytest.raises(UsageError, match="expected a name that ends in"):
        open_drawing(tmp_path / "blank.png", tmp_path / "a.png")


def test_a_server_without_a_drawing_has_no_such_page(server: Served) -> None:
    """Nor its routes."""
    assert server.ask("GET", "/form").status == 404
    assert server.ask("GET", "/api/form").status == 404


def test_a_form_is_opened_and_changed(tmp_path: Path, pages: Path) -> None:
    """Its rules are offered, its file is written over, its picture and its lines stay; but not what others wrote."""
    (tmp_path / "blank.png").write_bytes(encoded(ruled([["", ""], ["", ""]])))
    file = tmp_path / "marks.form.json"
    with served(Settings(drawing=open_drawing(tmp_path / "blank.png"), limits=FAST), pages) as server:
        save(server, columns=[{"name": "a", "kind": "number", "maximum": 20}, {"name": "b", "kind": "any"}])
    first = load_form(file)
    with served(Settings(drawing=open_drawing(file), limits=FAST), pages) as server:
        offered = server.ask("GET", "/api/form").document
        assert (offered["sheet"], offered["output"]) == ("marks.form.json", "marks.form.json")
        assert [rule["maximum"] for rule in offered["forms"][0]["said"]["columns"]] == [20, None]
        assert save(server).document == {"saved": "marks.form.json"}
    changed = load_form(file)
    assert (changed.across, changed.down, changed.page) == (first.across, first.down, first.page)
    assert [rule.maximum for rule in changed.columns] == [None, None]
    with served(Settings(drawing=open_drawing(file), limits=FAST), pages) as server:
        text = file.read_text().replace('"a"', '"c"')
        file.write_text(text)
        answer = save(server)
        assert (answer.status, answer.document["code"]) == (409, "output")
        assert "was changed since it was opened" in answer.document["message"]
    assert file.read_text() == text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sums": [{"total": "b", "parts": ["a"]}]}, "no rules but 'decimals' for the total 'b'"),
        ({"column_sums": [{"row": 1, "columns": ["a"]}]}, "one row of sums, of all columns that hold numbers"),
        ({"page": None}, "no picture of its page"),
    ],
)
def test_what_the_page_cannot_show_is_not_lost(tmp_path: Path, change: dict[str, object], words: str) -> None:
    """Such a form is refused, and its file can be edited."""
    (tmp_path / "blank.png").write_bytes(encoded(ruled([["", ""], ["", ""], ["", ""]])))
    drawing = open_drawing(tmp_path / "blank.png")
    columns = [{"name": "a", "kind": "number"}, {"name": "b", "kind": "number", "maximum": 9}]
    said = {"name": "marks", "first_row": 0, "columns": columns, "sums": []}
    file = drawing.save({"grid": 0, "form": said})
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    with pytest.raises(FormError, match=words):
        open_drawing(file)
