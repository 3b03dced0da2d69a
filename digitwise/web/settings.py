"""What a server is told when it starts, and the limits it keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from digitwise.workers.limits import WorkerLimits

if TYPE_CHECKING:
    from digitwise.forms.review import Review
    from digitwise.forms.template.drawing import FormDrawing


@dataclass(frozen=True)
class Limits(WorkerLimits):
    """How much a client may ask for, and what reading it may use. The defaults suit two cores and 2 GiB of memory.

    Attributes:
        body_bytes: Bytes of one request.
        body_seconds: Seconds in which a request has to arrive.
        pictures: Pictures in one request.
        uploads: Requests being received or read at a time; one more is told to come back.
        uploads_bytes: Bytes held for all of them together.
        answer_seconds: Seconds from a request's last byte to its answer.
        drain_seconds: Seconds in which the requests under way are answered once the server was told to stop.
    """

    body_bytes: int = 10_000_000
    body_seconds: float = 10.0
    pictures: int = 16
    uploads: int = 64
    uploads_bytes: int = 100_000_000
    answer_seconds: float = 10.0
    drain_seconds: float = 9.0


@dataclass(frozen=True)
class Settings:
    """What a server is told when it starts.

    Attributes:
        token: What every request has to bring; None lets everybody in who is let through by the host names.
        allowed_hosts: Names, beside those of this machine, under which the server may be addressed.
        allowed_origins: Sites whose pages may ask, such as ``https://scores.example``; no page of another site may
            otherwise.
        model: Run folder or ``.onnx`` file that reads unless another is asked for; None for the one that is shipped.
        runs: Folder with the user's runs, which can be chosen too.
        lesson: Folder of the recording that the learning page shows; None for the one that ships.
        review: A table folder whose cells are reviewed at ``/review``; None for a server without that page.
        drawing: A form that is drawn at ``/form``, whose server ends once it is saved; None for one without that page.
        limits: How much a client may ask for.
    """

    token: str | None = None
    allowed_hosts: tuple[str, ...] = ()
    allowed_origins: tuple[str, ...] = ()
    model: Path | None = None
    runs: Path = Path("runs")
    lesson: Path | None = None
    review: Review | None = None
    drawing: FormDrawing | None = None
    limits: Limits = field(default_factory=Limits)

    @property
    def first_page(self) -> str:
        """What the browser is sent to, below the address of the server."""
        return "review" if self.review else "form" if self.drawing else ""
