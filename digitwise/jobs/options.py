"""What a job is told."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from digitwise.errors import UsageError

LARGEST_SHARD = 100_000
"""Pictures in a shard: more would be too much work to lose, and too many rows to hold."""


@dataclass(frozen=True)
class Options:
    """How the pictures of a job are read, and when it has failed.

    Attributes:
        shard_pictures: Pictures that are read, written and counted together.
        single: True if there is exactly one digit in each picture.
        min_confidence: Confidence from 0 to 1 below which a digit is doubtful; None for the network's own threshold.
        model: Run folder or ``.onnx`` file; None for the network that ships with the package.
        limit_bad: Share of pictures that may be rejected before the job counts as failed.
        form: Form file of ruled sheets, whose cells are read instead of lines of writing; None for any picture.

    Raises:
        UsageError: For an invalid value.
    """

    shard_pictures: int = 2000
    single: bool = False
    min_confidence: float | None = None
    model: str | None = None
    limit_bad: float = 0.05
    form: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.shard_pictures <= LARGEST_SHARD:
            raise UsageError(f"received {self.shard_pictures} pictures a shard, expected 1 to {LARGEST_SHARD:,}")
        if not 0 <= self.limit_bad <= 1:
            raise UsageError(f"received {self.limit_bad} as the limit of bad pictures, expected 0 to 1")
        if self.min_confidence is not None and not 0 <= self.min_confidence <= 1:
            raise UsageError(f"received {self.min_confidence} as the least confidence, expected 0 to 1")
        if self.form is not None and (self.single or self.min_confidence is not None):
            raise UsageError("a form has cells with chances of their own; leave out --single and --min-confidence")

    def that_change_rows(self) -> dict[str, Any]:
        """Those that what is written depends on; model and form are known by their digests."""
        values = asdict(self)
        return {name: value for name, value in values.items() if name not in ("limit_bad", "model", "form")}
