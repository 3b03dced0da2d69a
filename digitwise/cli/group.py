"""What people try first: the bare command, `help`, `version`, and `-q` wherever it comes to their mind."""

from __future__ import annotations

import typer
from typer.core import TyperGroup

ANYWHERE = ("-q", "--quiet", "--debug")
"""Options of the whole command that are understood behind the name of a command too."""

WORDS = {"help": "--help", "version": "--version"}
"""Words that many commands have, for options that all have."""


class Group(TyperGroup):
    """A group of commands that takes its own options in any place."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Bring the words into the order that is parsed; without any, show the help.

        Args:
            ctx: What is parsed so far.
            args: The words as they were typed.
        """
        return super().parse_args(ctx, ordered(args))


def ordered(words: list[str]) -> list[str]:
    """Return the words of a command line with the options of the whole command first.

    Example:
        >>> ordered(["read", "note.png", "-q"]), ordered(["help", "read"]), ordered([])
        (['-q', 'read', 'note.png'], ['read', '--help'], ['--help'])
    """
    end = words.index("--") if "--" in words else len(words)
    first = [word for word in words[:end] if word in ANYWHERE]
    rest = [word for word in words[:end] if word not in ANYWHERE] + words[end:]
    if rest[:1] == ["help"] and len(rest) > 1:
        rest = [*rest[1:], "--help"]
    elif rest and rest[0] in WORDS:
        rest = [WORDS[rest[0]]]
    return first + rest if rest else [*first, "--help"]
