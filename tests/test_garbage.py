"""Python's search for garbage, put off."""

from __future__ import annotations

import gc

import pytest

from digitwise.garbage import pause_gc


def _fail() -> None:
    raise ZeroDivisionError(gc.isenabled())


@pytest.mark.parametrize("before", [True, False])
def test_the_search_is_as_it_was_afterwards(before: bool) -> None:
    """Also after an error, and where the user has put it off for themselves."""
    was = gc.isenabled()
    (gc.enable if before else gc.disable)()
    try:
        with pytest.raises(ZeroDivisionError, match="False"), pause_gc():
            _fail()
        assert gc.isenabled() == before
    finally:
        (gc.enable if was else gc.disable)()
