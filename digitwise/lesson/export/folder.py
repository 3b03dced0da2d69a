"""The folder that an export leaves."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from digitwise.errors import OutputError
from digitwise.files import whole_folder
from digitwise.lesson.export.page import assets_of, modules_of, static_page, with_styles_inside
from digitwise.lesson.export.questions import questions_page
from digitwise.lesson.export.single_file import single_file as whole_lesson
from digitwise.lesson.recording import MANIFEST, PAGES, SHIPPED, open_recording

INDEX, LESSON, QUESTIONS, STATIC = "index.html", "lesson.html", "questions.html", "static"


def export(folder: str | Path, recording: str | Path = SHIPPED, *, single_file: bool = False) -> list[Path]:
    """Write the learning page as static files, as one file, and its questions as a sheet to print.

    Args:
        folder: Where to; it must not exist, be empty, or hold an earlier export, which is then replaced.
        recording: The folder of a recording.
        single_file: Leave out the static files.

    Returns:
        The pages that were written.

    Raises:
        LessonError: If the recording is not what was recorded.
        OutputError: If something else lies in the folder, or it cannot be written.
    """
    target, shown = Path(folder), open_recording(Path(recording))
    shown.check()
    if target.exists() and not (target / LESSON).is_file() and (not target.is_dir() or any(target.iterdir())):
        raise OutputError(f"{target} exists and is no export of the lesson; nothing was changed, name another folder")
    fresh = target.with_name(f".{target.name}-new")
    shutil.rmtree(fresh, ignore_errors=True)
    with whole_folder(fresh) as new:
        (new / LESSON).write_text(whole_lesson(shown), "utf-8")
        sheet = questions_page(shown)
        if single_file:
            sheet = with_styles_inside(sheet)
        else:
            page = static_page("./")
            (new / INDEX).write_text(page, "utf-8")
            for name in {*assets_of(page), *assets_of(sheet), *modules_of(page), *_licenses()}:
                _copy(PAGES / name, new / STATIC / name)
            for name in (MANIFEST, *shown.names):
                _copy(shown.folder / name, new / STATIC / "lesson" / name)
        (new / QUESTIONS).write_text(sheet, "utf-8")
    try:
        if target.exists():
            shutil.rmtree(target)
        fresh.replace(target)
    except OSError as error:
        raise OutputError(f"cannot write {target}: {error.strerror}; the export lies in {fresh}") from error
    return [target / name for name in (INDEX, LESSON, QUESTIONS) if (target / name).is_file()]


def _licenses() -> Iterator[str]:
    """The licenses of what others wrote travel with it."""
    return (path.relative_to(PAGES).as_posix() for path in (PAGES / "vendor").glob("*.txt"))


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
