"""What a page starts with comes in one file, as it is now, and does what its modules do apart."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from digitwise.lesson.export.modules import modules_from
from digitwise.web.server.joined_scripts import ENTRIES
from digitwise.web.server.static_files import PAGES
from digitwise.web.settings import Settings
from tests.web.served import FAST, served

_IMPORT = re.compile(r'^import\b[^"]*"\.', re.M)


def test_they_are_what_pages_start_with() -> None:
    """All but the learning page, which is joined with more than its modules."""
    named = {
        match
        for page in PAGES.glob("*.html")
        for match in re.findall(r'module" src="static/([^"]+)"', page.read_text())
    }
    assert named - {"js/learn/main.js"} == set(ENTRIES)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Pages that may be changed."""
    return Path(shutil.copytree(PAGES, tmp_path / "pages", ignore=shutil.ignore_patterns("*.safetensors")))


def test_each_module_is_in_the_file_once_and_none_is_asked_for(pages: Path) -> None:
    """Under the address of the module; each of its parts is there by itself too, for who asks."""
    with served(Settings(limits=FAST), pages) as running:
        for entry in ENTRIES:
            script = running.ask("GET", f"/static/{entry}").body.decode()
            for name in modules_from([entry], pages):
                assert script.count(f'$["{name}"] = (() => {{') == 1, name
            assert not _IMPORT.search(script)
        assert running.ask("GET", "/static/js/dom.js").body == (pages / "js" / "dom.js").read_bytes()


def test_a_changed_module_is_served_as_it_is_now(pages: Path) -> None:
    """Until then the browser hears that nothing is new; a page without one of its modules has no script."""
    with served(Settings(limits=FAST), pages) as running:
        first = running.ask("GET", "/static/js/main.js")
        assert running.ask("GET", "/static/js/main.js", If_None_Match=first.headers["etag"]).status == 304
        part = pages / "js" / "dom.js"
        part.write_text(part.read_text() + "\n// new\n")
        assert b"// new" in running.ask("GET", "/static/js/main.js").body
        part.unlink()
        assert running.ask("GET", "/static/js/main.js").status == 404
