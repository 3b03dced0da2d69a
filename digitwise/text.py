"""Text that leaves the program: names and words of others, made harmless for a terminal, a table and a message.

The name of a file may hold anything: sequences that move the cursor or rename the window, newlines that forge a line of
output, characters that turn the direction of writing, a formula that a spreadsheet would compute.
"""

from __future__ import annotations

import re
import sys

LONGEST_LINE = 200
"""Characters of the words of another library that are worth reading."""

_NAMED = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)*")


def plain(text: str) -> str:
    """Return a name as one line that a terminal shows and does nothing else with.

    Args:
        text: Any text, also one with bytes that no encoding has (surrogates).

    Returns:
        The same, with control characters, direction marks and bytes without an encoding written out as Python writes
        them. A backslash stays one: names on Windows are full of them.

    Example:
        >>> print(plain("scan\\x1b[2J\\t7\\n.png"))
        scan\\x1b[2J\\t7\\n.png
        >>> plain("größe.png")
        'größe.png'
    """
    return "".join(character if character.isprintable() else _written(character) for character in text)


def cell(text: str) -> str:
    """Return a text as a cell of a table that no spreadsheet takes for a formula.

    Args:
        text: Any text.

    Returns:
        The same as `plain` gives it, with an apostrophe before what begins as formulas do; a number stays a number.

    Example:
        >>> [cell(text) for text in ("=1+1.png", "@x", "-7,5", "-7-5", "note.png")]
        ["'=1+1.png", "'@x", '-7,5', "'-7-5", 'note.png']

    Source:
        "CSV Injection", Open Worldwide Application Security Project (OWASP).
    """
    shown = plain(text)
    if shown[:1] in ("=", "+", "-", "@") and not _NUMBER.fullmatch(shown):
        return f"'{shown}"
    # What began with a tab or a return, which some programs skip, begins with a backslash now.
    return shown


def say(words: str) -> None:
    """Print words to standard error, each line after the name of the program, as `plain` gives it."""
    for line in words.split("\n"):
        print(plain(f"digitwise: {line}"), file=sys.stderr)


def one_line(error: object) -> str:
    """Return the words of an error of another library in one line of at most 200 characters.

    Example:
        >>> one_line(ValueError("first\\n  second"))
        'first second'
    """
    words = plain(" ".join(str(error).split()))
    return words if len(words) <= LONGEST_LINE else f"{words[: LONGEST_LINE - 1]}…"


def _written(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
