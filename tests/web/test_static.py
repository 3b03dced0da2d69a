"""The files of the page: their types do not depend on the machine, and nothing else is served."""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Iterator
from pathlib import Path

import pytest

from digitwise.web.settings import Settings
from tests.web.served import FAST, Served, served

TYPES = {
    "a.js": "text/javascript; charset=utf-8",
    "a.mjs": "text/javascript; charset=utf-8",
    "a.css": "text/css; charset=utf-8",
    "a.json": "application/json",
    "a.svg": "image/svg+xml",
    "a.wasm": "application/wasm",
    "a.webmanifest": "application/manifest+json",
    "a.html": "text/html; charset=utf-8",
    "a.png": "image/png",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files to serve, and some that must not be."""
    root = tmp_path_factory.mktemp("site")
    (root / "secret.js").write_text("secret")
    pages = root / "pages"
    pages.mkdir()
    for name in TYPES:
        (pages / name).write_bytes(b"content " * 100)
    (pages / "index.html").write_text("<!doctype html><title>One</title>" + " " * 1000)
    (pages / "notes.md").write_text("for us")
    (pages / "link.js").symlink_to(root / "secret.js")
    (pages / "folder.js").mkdir()
    return pages


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Served]:
    """A server of those files on a machine whose registry says that scripts are plain text."""
    known = mimetypes.types_map.copy()
    for suffix in (".js", ".mjs", ".css", ".wasm", ".json", ".svg"):
        mimetypes.add_type("text/plain", suffix)
    try:
        with served(Settings(limits=FAST), folder) as running:
            yield running
    finally:
        mimetypes.init()
        mimetypes.types_map.update(known)


@pytest.mark.parametrize(("name", "kind"), TYPES.items())
def test_types_are_pinned(site: Served, name: str, kind: str) -> None:
    """Whatever the machine believes them to be."""
    answer = site.ask("GET", f"/static/{name}")
    assert (answer.status, answer.headers["content-type"], answer.body) == (200, kind, b"content " * 100)


def test_files_are_packed_for_who_can_unpack(site: Served) -> None:
    """The same bytes, fewer of them; images are packed already."""
    packed = site.ask("GET", "/static/a.js", Accept_Encoding="br, gzip, deflate")
    assert (packed.headers["content-encoding"], packed.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert len(packed.body) < 100
    assert gzip.decompress(packed.body) == b"content " * 100
    assert "content-encoding" not in site.ask("GET", "/static/a.js", Accept_Encoding="gzip;q=0").headers
    picture = site.ask("GET", "/static/a.png", Accept_Encoding="gzip")
    assert (picture.body, picture.headers["content-type"]) == (b"content " * 100, "image/png")
    assert "content-encoding" not in picture.headers


def test_a_page_that_is_known_is_not_sent_again(site: Served, folder: Path) -> None:
    """Until it changes; packed and plain are told apart."""
    first = site.ask("GET", "/", Accept_Encoding="gzip")
    assert first.headers["cache-control"] == "no-cache"
    tag = first.headers["etag"]
    assert tag != site.ask("GET", "/").headers["etag"]
    again = site.ask("GET", "/", Accept_Encoding="gzip", If_None_Match=f'"other", W/{tag}')
    assert (again.status, again.body) == (304, b"")
    (folder / "index.html").write_text("<!doctype html><title>Two</title>")
    changed = site.ask("GET", "/", If_None_Match=tag, Accept_Encoding="gzip")
    assert (changed.status, b"Two" in gzip.decompress(changed.body)) == (200, True)


def test_head_is_the_same_without_the_body(site: Served) -> None:
    """Length and type, nothing more."""
    answer = site.ask("HEAD", "/static/a.css")
    assert (answer.status, answer.body, answer.headers["content-length"]) == (200, b"", "800")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../secret.js",
        "/static/%2e%2e/secret.js",
        "/static/..%2fsecret.js",
        "/static/a.js/../../secret.js",
        "/static//etc/passwd.js",
        "/static/link.js",
        "/static/folder.js",
        "/static/notes.md",
        "/static/",
        "/static/none.js",
        "/static/%00.js",
        "/static/a.js%00",
        "/static/" + "a" * 5000 + ".js",
    ],
)
def test_nothing_else_is_served(site: Served, path: str) -> None:
    """Nothing outside the folder, nothing that pages are not made of, nothing that is not there."""
    answer = site.ask("GET", path)
    assert (answer.status, answer.document["code"]) == (404, "not_found")
    assert b"secret" not in answer.body


def test_every_file_of_the_package_can_be_served() -> None:
    """No file of the page has a suffix that would not be."""
    from digitwise.web.server.static_files import CONTENT_TYPES, PAGES

    files = [path for path in PAGES.rglob("*") if path.is_file()]
    assert [path.name for path in files if path.suffix not in CONTENT_TYPES and path.suffix not in (".md", "")] == []
