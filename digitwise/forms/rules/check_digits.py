"""Check digits, by the modules of python-stdnum."""

from __future__ import annotations

import importlib
from types import ModuleType

from digitwise.errors import FormError, MissingExtra


def keeps_check(text: str, check: str) -> bool:
    """Whether a number keeps its check digit.

    Args:
        text: Its digits.
        check: A module of python-stdnum.

    Raises:
        MissingExtra: If python-stdnum is not installed.
        FormError: If it has no such module, or one that checks no numbers.

    Example:
        >>> keeps_check("79927398713", "luhn"), keeps_check("79927398710", "luhn")
        (True, False)
    """
    return bool(_module(check).is_valid(text))


def check_problem(check: str, length: int | None = None) -> str:
    """What is wrong with the check digit of a column; ``""`` if nothing is.

    Args:
        check: A module of python-stdnum; empty for none.
        length: Number of digits, the check digit included; None for any.

    Raises:
        MissingExtra: If python-stdnum is not installed.

    Example:
        >>> check_problem("isbn", 13), check_problem("isbn", 8), check_problem("luhn", 8)
        ('', "check 'isbn' has no numbers of 8 digits", '')
    """
    if not isinstance(check, str):
        return f"check {check!r}, expected a text"
    if not check:
        return ""
    try:
        module = _module(check)
    except FormError as error:
        return str(error)
    from stdnum.exceptions import InvalidLength, ValidationError

    for text in ("0" * (length or 0), "1" * (length or 0), ("0123456789" * (length or 0))[:length]):
        try:
            module.validate(text)
        except InvalidLength:
            continue
        except ValidationError:
            pass
        return ""
    return f"check '{check}' has no numbers of {length} digits" if length else ""


def _module(check: str) -> ModuleType:
    try:
        module = importlib.import_module(f"stdnum.{check}")
    except ModuleNotFoundError as error:
        if error.name == "stdnum":
            raise MissingExtra("a check digit", "forms") from error
        raise FormError(f"unknown check '{check}', expected a module of python-stdnum such as 'luhn'") from error
    if not hasattr(module, "is_valid"):
        raise FormError(f"'{check}' of python-stdnum checks no numbers, expected one that does, such as 'luhn'")
    return module
