"""Patterns of paths, which mean the same in a folder and in a bucket."""

from __future__ import annotations

import re


def pattern_of(pattern: str) -> re.Pattern[str]:
    """What a pattern of paths means: ``*`` and ``?`` stay within a folder, ``**`` goes through any number of them.

    Example:
        >>> [bool(pattern_of("**/*.png").fullmatch(name)) for name in ("a.png", "b/c/a.png", "a.jpg")]
        [True, True, False]
        >>> [bool(pattern_of("page-[0-9].png").fullmatch(name)) for name in ("page-1.png", "page-x.png")]
        [True, False]
    """
    meaning = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    found = []
    for part in re.findall(r"\*\*/|\*\*|\*|\?|\[!?[^\]]+\]|.", pattern, re.DOTALL):
        if len(part) > 1 and part[0] == "[":
            negated = part[1] == "!"
            inside = part[1 + negated : -1].replace("\\", r"\\").replace("[", r"\[").replace("^", r"\^")
            found.append(f"[{'^' if negated else ''}{inside}]")
        else:
            found.append(meaning.get(part) or re.escape(part))
    return re.compile("".join(found), re.DOTALL)
