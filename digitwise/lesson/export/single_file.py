"""The whole lesson in one file that opens from the disk: styles, modules, workers, and the recording, compressed."""

from __future__ import annotations

import base64
import gzip
import json

from digitwise.lesson.export.modules import NAMES, import_map, worker_source
from digitwise.lesson.export.page import modules_of, scripts_of, static_page, with_scripts, with_styles_inside, workers
from digitwise.lesson.recording import MANIFEST, Recording


def single_file(recording: Recording) -> str:
    """Return the lesson as one HTML file.

    A page that opens from the disk may load neither modules nor data from beside it, so it has to bring them.

    Args:
        recording: What it shows.

    Raises:
        LessonError: If a file of the recording is not what was recorded.
    """
    page = static_page("#")
    modules = modules_of(page)
    held = {
        "files": {name: _packed(content) for name, content in _files(recording).items()},
        "workers": {name.rsplit("/", 1)[-1]: worker_source(name, modules) for name in workers()},
    }
    starts = "".join(f'import "{NAMES}{name}";' for name in scripts_of(page))
    scripts = (
        f'    <script type="importmap">{_inside_script(import_map(modules))}</script>\n'
        f"    <script>globalThis.DIGITWISE_LESSON = {_inside_script(held)};</script>\n"
        f'    <script type="module">{starts}</script>\n'
    )
    return with_scripts(with_styles_inside(page), scripts)


def _files(recording: Recording) -> dict[str, bytes]:
    manifest = (recording.folder / MANIFEST).read_bytes()
    return {MANIFEST: manifest} | {name: recording.read(name) for name in recording.names}


def _packed(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode("ascii")


def _inside_script(document: object) -> str:
    """JSON that cannot end the script that it stands in."""
    return json.dumps(document, separators=(",", ":")).replace("<", "\\u003c")
