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


def has_length(check: str, length: int) -> bool:
    """Whether there are numbers with so many digits, their check digit included.

    Args:
        check: A module of python-stdnum.
        length: Number of digits.

    Raises:
        MissingExtra: If python-stdnum is not installed.
        FormError: If it has no such module, or one that checks no numbers.

    Example:
        >>> has_length("isbn", 13), has_length("isbn", 8), has_length("luhn", 8)
        (True, False, True)
    """
    module = _module(check)
    from stdnum.exceptions import InvalidLength, ValidationError

    for text in ("0" * length, "1" * length, ("0123456789" * length)[:length]):
        try:
            module.validate(text)
        except InvalidLength:
            continue
        except ValidationError:
            pass
        return True
    return False


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
