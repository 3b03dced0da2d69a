"""What a row says of a picture, as plain values: the part of it that the guarded process makes."""

from __future__ import annotations

from typing import Any

from digitwise.reading.result import Number, Reading


def fields_of(reading: Reading) -> dict[str, Any]:
    """Code, message, text, numbers, warnings, size and model of a reading, ready for JSON.

    Example:
        >>> fields_of(Reading(size=(28, 28), model_sha256="ab"))["code"]
        'no_digit'
    """
    numbers = [_number(line, number) for line, row in enumerate(reading.lines) for number in row.numbers]
    return {
        "code": reading.code,
        "message": reading.message,
        "text": reading.text,
        "numbers": numbers,
        "warnings": list(reading.warnings),
        "width": reading.size[0],
        "height": reading.size[1],
        "model_sha256": reading.model_sha256,
    }


def _number(line: int, number: Number) -> dict[str, Any]:
    return {
        "line": line,
        "text": number.text,
        "confidence": round(number.confidence, 4),
        "doubtful": number.doubtful,
        **number.box._asdict(),
        "alternatives": [
            {"text": other.text, "confidence": round(other.confidence, 4)} for other in number.alternatives
        ],
    }
