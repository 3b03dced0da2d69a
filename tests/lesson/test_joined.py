"""The page that is served: its styles in it, and the modules of its first view in one."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from digitwise.errors import LessonError
from digitwise.lesson.export.joined import ADDRESS, Joined, joined
from digitwise.lesson.export.modules import joined_module
from digitwise.lesson.recording import PAGES
from digitwise.web.settings import Settings
from tests.web.served import FAST, served


@pytest.fixture(scope="module")
def made() -> Joined:
    """The page that ships."""
    return joined(PAGES)


def test_the_page_asks_for_few_files(made: Joined) -> None:
    """One module, the trained weights with their manifest, and the icon: no style sheet, no other module."""
    assert set(re.findall(r'(?:href|src)="static/([^"]+)"', made.page)) == {
        ADDRESS,
        "icons/digitwise.svg",
        "lesson/manifest.json",
        "lesson/network.safetensors",
    }


def test_what_stands_in_the_page_is_what_the_policy_names(made: Joined) -> None:
    """Digest by digest, as a browser computes them."""
    for directive, pattern in (("style-src", r"<style>(.*?)</style>"), ("script-src", r'importmap">(.*?)</script>')):
        contents = [content.encode() for content in re.findall(pattern, made.page, re.S)]
        digests = [base64.b64encode(hashlib.sha256(content).digest()).decode() for content in contents]
        assert made.policy[directive].split() == [f"'sha256-{digest}'" for digest in digests]


def test_the_header_comes_before_the_styles_of_what_follows(made: Joined) -> None:
    """A browser paints it while it reads them."""
    styles = [match.start() for match in re.finditer("<style>", made.page)]
    assert [place > made.page.index("</header>") for place in styles] == [False, True]


def test_each_module_of_the_first_view_is_in_the_joined_one(made: Joined) -> None:
    """Figures that come later find them there, and not a second time."""
    (content,) = re.findall(r'importmap">(.*?)</script>', made.page, re.S)
    names = [path.relative_to(PAGES).as_posix() for path in made.sources if path.suffix == ".js"]
    assert json.loads(content) == {"imports": {f"./static/{name}": f"./static/{ADDRESS}" for name in names}}
    for name in names:
        for exported in re.findall(
            r"^export (?:async )?(?:function|const|class) (\w+)", (PAGES / name).read_text(), re.M
        ):
            assert re.search(rf"^export const {{.*\b{exported}\b.*}} = \$", made.script, re.M), (name, exported)
    assert "js/learn/figures/tensor.js" not in names
    assert 'import("./figures/tensor.js")' in made.script


@pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")
def test_joined_modules_do_what_they_did_apart(tmp_path: Path) -> None:
    """Run in Node: exports, and an import that comes later, from where the joined module lies."""
    modules = {
        "js/page/main.js": 'import { two } from "../two.js";\nexport const later = () => import("./far.js");\n'
        "export function four() {\n  return 2 * two;\n}\n",
        "js/two.js": 'export const two = 2;\nexport const further = () => import("./page/far.js");\n',
    }
    source, order = joined_module("js/page/main.js", modules)
    assert order == ["js/two.js", "js/page/main.js"]
    (tmp_path / "joined.mjs").write_text(source)
    (tmp_path / "far.js").write_text("export const far = 5;")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    script = (
        "const it = await import('./joined.mjs');"
        "console.log(it.four(), it.two, (await it.later()).far, (await it.further()).far);"
    )
    command = ["node", "--input-type=module", "-e", script]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert answer.stdout == "4 2 5 5\n", answer.stderr


def test_two_modules_may_not_export_the_same_name() -> None:
    """Of one module nobody could import both."""
    modules = {
        "a.js": 'import { b } from "./b.js";\nexport const c = b;',
        "b.js": "export const b = 1;\nexport const c = 2;",
    }
    with pytest.raises(LessonError, match=r"b\.js and a\.js both export c; give one of them another name"):
        joined_module("a.js", modules)


def test_a_changed_file_is_served_as_it_is_now(tmp_path: Path) -> None:
    """Until then the browser hears that nothing is new."""
    pages = Path(shutil.copytree(PAGES, tmp_path / "pages", ignore=shutil.ignore_patterns("*.safetensors")))
    with served(Settings(limits=FAST), pages) as running:
        first = running.ask("GET", "/learn")
        again = running.ask("GET", "/learn", If_None_Match=first.headers["etag"])
        assert again.status == 304
        style = pages / "css" / "learn.css"
        style.write_text(style.read_text() + ".new { color: red; }\n")
        changed = running.ask("GET", "/learn")
        assert b".new { color: red; }" in changed.body
        assert changed.headers["content-security-policy"] != first.headers["content-security-policy"]
        (pages / "learn.html").unlink()
        assert running.ask("GET", "/learn").status == 404
