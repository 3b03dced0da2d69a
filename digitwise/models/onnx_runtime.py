"""ONNX Runtime, told to report nothing to its makers.

Every module that needs ONNX Runtime imports it from here. From version 1.29 on, its packages for Linux and macOS keep
an identifier of the machine and a queue of events in the user's cache folder, and send them to Microsoft: the system,
the path of Python, how models were made and how often they ran. That begins with the import, so it has to be switched
off before; ``onnxruntime.disable_telemetry_events`` comes too late for the first event and for both files
(``findings/onnxruntime_telemetry.sh``). On Windows, where the system decides what is sent, it is the only switch.

Somebody who wants the reports sets ``ORT_DISABLE_TELEMETRY=0``.

Sources:
    Privacy of ONNX Runtime, https://github.com/microsoft/onnxruntime/blob/main/docs/Privacy.md;
    what its packages send, https://github.com/microsoft/onnxruntime/pull/27379.
"""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import onnxruntime

if os.environ["ORT_DISABLE_TELEMETRY"] != "0":
    onnxruntime.disable_telemetry_events()

__all__ = ["onnxruntime", "quantization"]


def quantization() -> Any:
    """The part of ONNX Runtime that makes networks of eight-bit integers; it needs the ONNX package, and a second."""
    import onnxruntime.quantization

    return onnxruntime.quantization
