"""What the doctor found."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

SCHEMA = 1
NAME_COLUMNS = 10


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        name: What was looked at: ``python``, ``data``, ``training`` …
        found: What was found, in one line.
        good: False if something is wrong with it.
        mend: How to mend it; empty where nothing is wrong.
        values: The same for programs, ready for JSON.
    """

    name: str
    found: str
    good: bool = True
    mend: str = ""
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Examination:
    """Everything that was looked at.

    Attributes:
        findings: In the order in which they were made.
        seconds: How long it took.
    """

    findings: tuple[Finding, ...]
    seconds: float

    @property
    def well(self) -> bool:
        """True if nothing is wrong."""
        return all(finding.good for finding in self.findings)

    @property
    def verdict(self) -> str:
        """The outcome in one sentence.

        Example:
            >>> Examination((Finding("data", "altered", good=False, mend="fetch it again"),), 1.0).verdict
            'Something is wrong: data. fetch it again'
        """
        wrong = [finding for finding in self.findings if not finding.good]
        if not wrong:
            return "All is well: training and reading give the known answers on this machine."
        names = ", ".join(finding.name for finding in wrong)
        return " ".join([f"Something is wrong: {names}.", *(finding.mend for finding in wrong if finding.mend)])

    def summary(self) -> str:
        """Return the findings as plain text, a line each, and the verdict."""
        lines = [
            f"{finding.name:<{NAME_COLUMNS}} {'' if finding.good else 'WRONG: '}{finding.found}"
            for finding in self.findings
        ]
        return "\n".join([*lines, "", self.verdict])

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return {
            "schema": SCHEMA,
            "well": self.well,
            "verdict": self.verdict,
            "seconds": round(self.seconds, 2),
            "findings": [asdict(finding) for finding in self.findings],
        }
