"""What the tests of forms share."""

from __future__ import annotations

import pytest

from digitwise.forms import TableReader


@pytest.fixture(scope="package")
def reader() -> TableReader:
    """One reader for all sheets."""
    return TableReader()
