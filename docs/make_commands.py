"""Write docs/commands.md: the help of every command, as a terminal shows it.

python docs/make_commands.py
"""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).with_name("commands.md")
ENVIRONMENT = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}


def commands_page() -> str:
    """Return the page: one section a command, its help word for word."""
    import typer.main
    from typer.testing import CliRunner

    from digitwise.cli import app

    sections = ["# Commands\n\nMade from `--help` by `docs/make_commands.py`.\n"]
    for words in [[], *_commands(typer.main.get_command(app), [])]:
        answer = CliRunner().invoke(app, [*words, "--help"], prog_name="digitwise", env=ENVIRONMENT)
        help_text = "\n".join(line.rstrip() for line in answer.stdout.strip().splitlines())
        sections.append(f"## {' '.join(['digitwise', *words])}\n\n```text\n{help_text}\n```\n")
    return "\n".join(sections)


def _commands(group: object, words: list[str]) -> list[list[str]]:
    found: list[list[str]] = []
    for name, command in getattr(group, "commands", {}).items():
        found += [[*words, name], *_commands(command, [*words, name])]
    return found


if __name__ == "__main__":
    PAGE.write_text(commands_page(), encoding="utf-8")
