"""The routes of a review: what is answered to whom, and that nothing but decisions is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from digitwise.forms.review import open_review
from digitwise.web.settings import Settings
from tests.forms.folders import drawn, made_folder, made_table
from tests.web.served import FAST, Answer, Served, served

TOKEN = "only-for-reviewers"


@pytest.fixture
def site(tmp_path: Path, pages: Path) -> Iterator[tuple[Served, Path]]:
    """A server that reviews, and its folder."""
    folder = made_folder(tmp_path / "marks.table", made_table([["#No.", "7?"], ["8", ""], ["1", "2"]]))
    with open_review(folder.path) as review, served(Settings(review=review, limits=FAST), pages) as running:
        yield running, folder.path


def decide(server: Served, *decisions: dict[str, object], **headers: str) -> Answer:
    """Send decisions."""
    return server.ask("POST", "/api/review/decisions", json.dumps({"decisions": decisions}).encode(), **headers)


def test_the_page_is_told_what_to_look_at(site: tuple[Served, Path]) -> None:
    """And not what was read: that would be believed."""
    server, _ = site
    found = server.ask("GET", "/api/review").document
    (cell,) = found["asked"]
    assert (cell["row"], cell["column"], cell["source"]) == (0, 1, "marks.png")
    assert "text" not in cell
    assert cell["column_name"] == ""
    assert found["report"]["cells"] == 5
    assert len(found["blind"]) == 2
    crop = server.ask("GET", f"/api/review/crops/{cell['sheet']}/0-0-1.png")
    assert crop.headers["content-type"] == "image/png"
    assert (cell["height"], cell["width"]) == drawn("7").shape


def test_decisions_are_kept_and_reported(site: tuple[Served, Path]) -> None:
    """All of a request, or none."""
    server, folder = site
    place = {name: server.ask("GET", "/api/review").document["asked"][0][name] for name in ("sheet", "grid", "row")}
    good = {**place, "column": 1, "way": "typed", "outcome": "number", "text": "7"}
    answer = decide(server, good)
    assert (answer.status, answer.document["kept"], answer.document["report"]["decided"]) == (200, 1, 1)
    missing = decide(server, good, {**good, "column": 9})
    assert (missing.status, missing.document["code"]) == (404, "unknown_cell")
    bad = decide(server, good, {**good, "outcome": "cat"})
    assert (bad.status, bad.document["code"]) == (400, "bad_decision")
    assert (folder / "decisions.jsonl").read_bytes().count(b"\n") == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"no JSON", 400), (b"[]", 400), (b'{"decisions": []}', 400), (b"[" * 100_000, 400), (b"1" * 300_000, 413)],
)
def test_what_is_no_decision_is_refused(site: tuple[Served, Path], body: bytes, status: int) -> None:
    """In a sentence."""
    answer = site[0].ask("POST", "/api/review/decisions", body)
    assert answer.status == status
    assert answer.document["message"]


@pytest.mark.parametrize("path", ["x/0-0-1.png", "../manifest.json", "x/0-0--1.png", "x/a-0-0.png"])
def test_no_other_file_is_given_out(site: tuple[Served, Path], path: str) -> None:
    """Only the crops of known cells."""
    assert site[0].ask("GET", f"/api/review/crops/{path}").status in (400, 404)


def test_pages_of_other_sites_decide_nothing(site: tuple[Served, Path]) -> None:
    """The guard is before these routes as before all others."""
    server, folder = site
    assert decide(server, {}, Origin="https://elsewhere.example").status == 403
    assert server.ask("GET", "/api/review", None, Host="elsewhere.example").status == 421
    assert not (folder / "decisions.jsonl").read_bytes()


def test_a_server_without_a_review_has_no_such_page(server: Served) -> None:
    """Nor its routes."""
    assert server.ask("GET", "/review").status == 404
    assert server.ask("GET", "/api/review").status == 404


def test_the_token_is_wanted_here_too(tmp_path: Path, pages: Path) -> None:
    """Names of pupils may be on a sheet."""
    folder = made_folder(tmp_path / "marks.table", made_table([["7?"]]))
    with open_review(folder.path) as review:
        settings = Settings(review=review, limits=FAST, token=TOKEN)
        with served(settings, pages) as running:
            assert running.ask("GET", "/api/review").status == 401
            assert running.ask("GET", "/api/review", None, Authorization=f"Bearer {TOKEN}").status == 200
