"""Write docs/licenses.md: under which terms each library that is installed beside Digitwise may be used.

python docs/make_licenses.py
"""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

PAGE = Path(__file__).with_name("licenses.md")
CONSTRAINTS = Path(__file__).parents[1] / "constraints.txt"
LONGEST = 60
"""Characters of the name of a license; some packages put its whole text there."""


def licenses_page() -> str:
    """Return the page: a line for each library of constraints.txt that is installed here."""
    names = [line.split("==")[0] for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines() if "==" in line]
    rows = [f"| {name} | {_license(found)} |" for name in sorted(names, key=str.lower) if (found := _found(name))]
    head = (
        "# Licenses\n\nOf the libraries that `make` installs, as each says of itself. Made by "
        "`docs/make_licenses.py` from what is installed.\nDigitwise itself is under Apache-2.0.\n\n"
        "| library | license |\n|---|---|\n"
    )
    return head + "\n".join(rows) + "\n"


def _found(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _license(package: Distribution) -> str:
    """The license expression, else the classifiers, else the first words of the field."""
    metadata = package.metadata
    if expression := metadata.get("License-Expression"):
        return expression
    lines = [line.split(" :: ") for line in metadata.get_all("Classifier") or []]
    if classified := [parts[-1] for parts in lines if parts[0] == "License" and parts[-1] != "OSI Approved"]:
        return ", ".join(classified)
    words = re.sub(r"\s+", " ", metadata.get("License") or "").strip()
    return words[:LONGEST] or "not said"


if __name__ == "__main__":
    PAGE.write_text(licenses_page(), encoding="utf-8")
