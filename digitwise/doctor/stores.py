"""What is kept: data and weights, every byte of them read."""

from __future__ import annotations

from pathlib import Path

from digitwise.data import verify
from digitwise.doctor.examination import Finding
from digitwise.errors import DataNotFound, DigitwiseError
from digitwise.models.onnx_model import read_model
from digitwise.reading.recognition import classify, sequence

AGAIN = "Install Digitwise again: pip install --force-reinstall --no-deps digitwise."


def data() -> Finding:
    """Every byte of the data sets on this machine, against their digests."""
    try:
        verified = verify()
    except DataNotFound as error:
        # Nothing is wrong with a machine that has not trained yet.
        return Finding("data", str(error), values={"verified": []})
    except DigitwiseError as error:
        return Finding("data", str(error), good=False, mend="'digitwise data' lists where data are looked for.")
    words = "; ".join(f"{one.name} right, {one.place}" for one in verified)
    places = [{"name": one.name, "place": one.place, "digest": one.digest} for one in verified]
    if all(one.name != "mnist" for one in verified):
        words += "; MNIST is not on this machine, the first training fetches it"
    return Finding("data", words, values={"verified": places})


def weights() -> Finding:
    """The digests of the networks that ship with the package."""
    digests: dict[str, str] = {}
    strips = ((path, sequence.STRIP_CONTRACT) for path in (sequence.WEIGHTS, sequence.PAPER_WEIGHTS))
    for path, contract in ((classify.WEIGHTS, None), *strips):
        try:
            _, card = read_model(Path(path), *([contract] if contract else []))
        except DigitwiseError as error:
            return Finding("weights", str(error), good=False, mend=AGAIN, values=digests)
        digests[card.name] = card.sha256
    words = ", ".join(f"{name} {digest[:12]}…" for name, digest in digests.items())
    return Finding("weights", f"as they were shipped: {words}", values=digests)
