"""What people try first: the bare command, `help`, `version`, `-q` wherever it comes to mind; and how it is answered.

Help and errors can be read on any terminal, light or dark, whatever its palette makes of a color.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

ANYWHERE = ("-q", "--quiet", "--debug")
"""Options of the whole command that are understood behind the name of a command too."""

WORDS = {"help": "--help", "version": "--version"}
"""Words that many commands have, for options that all have."""


PLAIN, STRONG, WRONG = "", "bold", "red"
"""Yellow and cyan are hardly seen on white, blue on black, and what is dim on either; so weight tells words apart."""

STRONG_WORDS = (
    "STYLE_OPTION",
    "STYLE_SWITCH",
    "STYLE_NEGATIVE_OPTION",
    "STYLE_NEGATIVE_SWITCH",
    "STYLE_USAGE",
    "STYLE_USAGE_COMMAND",
    "STYLE_COMMANDS_TABLE_FIRST_COLUMN",
)
WRONG_WORDS = ("STYLE_ERRORS_PANEL_BORDER", "STYLE_ABORTED", "STYLE_REQUIRED_SHORT", "STYLE_REQUIRED_LONG")
MARKDOWN = {"markdown.code": STRONG, "markdown.item.bullet": PLAIN, "markdown.item.number": PLAIN}


class Command(TyperCommand):
    """A command that takes words as they were typed, where nothing is to be made of them."""

    def get_params(self, ctx: typer.Context) -> list[Any]:  # type: ignore[override]
        """Return the parameters, the option for help among them.

        Args:
            ctx: What is parsed so far.
        """
        return _as_typed(super().get_params(ctx))


class _Option(TyperOption):
    def process_value(self, ctx: Any, value: Any) -> Any:
        return _answered(self, ctx, value) if _is_as_typed(self, value) else super().process_value(ctx, value)


class _Argument(TyperArgument):
    def process_value(self, ctx: Any, value: Any) -> Any:
        return _answered(self, ctx, value) if _is_as_typed(self, value) else super().process_value(ctx, value)


def _answered(parameter: TyperOption | TyperArgument, ctx: Any, value: Any) -> Any:
    return parameter.callback(ctx, parameter, value) if parameter.callback else value


def _as_typed(parameters: list[Any]) -> list[Any]:
    """Let parameters leave to Typer only what something is to be made of.

    It asks Pydantic about each, also those that were not given: to import that is a fifth of the start of a command.
    """
    for parameter in parameters:
        # Typer has no way to say of which classes it is to make its parameters.
        if type(parameter) is TyperOption:
            parameter.__class__ = _Option
        elif type(parameter) is TyperArgument:
            parameter.__class__ = _Argument
    return parameters


def _is_as_typed(parameter: TyperOption | TyperArgument, value: Any) -> bool:
    """Whether there is nothing to make of a value: none is needed and none there, or it is text and may be any."""
    if value is None:
        return not (parameter.required or parameter.multiple or parameter.nargs != 1)
    annotation = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
    return bool(value) and annotation in (str, list[str])


class Group(TyperGroup):
    """A group of commands that takes its own options in any place."""

    def get_params(self, ctx: typer.Context) -> list[Any]:  # type: ignore[override]
        """Return the parameters, the option for help among them.

        Args:
            ctx: What is parsed so far.
        """
        return _as_typed(super().get_params(ctx))

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Bring the words into the order that is parsed; without any, show the help.

        Args:
            ctx: What is parsed so far.
            args: The words as they were typed.
        """
        words = ordered(args)
        if {"-h", "--help"} & set(words):
            use_readable_styles()
        with _readable_errors():
            return super().parse_args(ctx, words)

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        """Run the command that was asked for.

        Args:
            ctx: What was parsed.
        """
        with _readable_errors():
            return super().invoke(ctx)


@contextmanager
def _readable_errors() -> Iterator[None]:
    """Words that cannot be understood are answered in styles that can be read."""
    try:
        yield
    except Exception as error:
        if hasattr(error, "format_message"):
            use_readable_styles()
        raise


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


def use_readable_styles() -> None:
    """Let help and errors have no color but the red of what is wrong; it imports what draws them.

    Example:
        >>> use_readable_styles()
        >>> from typer import rich_utils
        >>> rich_utils.STYLE_OPTION, rich_utils.STYLE_HELPTEXT
        ('bold', '')
    """
    from rich.default_styles import DEFAULT_STYLES
    from rich.style import Style
    from typer import rich_utils

    for name, value in vars(rich_utils).items():
        if name.startswith("STYLE_") and isinstance(value, str) and not name.endswith("_BOX"):
            strong, wrong = name in STRONG_WORDS, name in WRONG_WORDS
            setattr(rich_utils, name, STRONG if strong else WRONG if wrong else PLAIN)
    rich_utils.RICH_HELP = rich_utils.RICH_HELP.replace("[blue]", f"[{STRONG}]")
    DEFAULT_STYLES.update({name: Style.parse(style) for name, style in MARKDOWN.items()})
