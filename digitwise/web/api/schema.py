"""The documents of the API, for its OpenAPI description; a test holds them against what is really answered."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BoxDocument(_Document):
    """A rectangle in pixels of the picture as it was given, upright."""

    left: int
    top: int
    width: int
    height: int


class AlternativeDocument(_Document):
    """Another way to read it, and how likely that is."""

    text: str
    confidence: float


class LineDocument(_Document):
    """A line of writing."""

    text: str
    box: BoxDocument


class NumberDocument(_Document):
    """A number: digits and marks that belong together."""

    text: str
    value: str | None = Field(description="Its value as a decimal number; null where it is no plain number.")
    kind: str | None = Field(description="integer, decimal, fraction, date-like or time-like, or null.")
    box: BoxDocument
    confidence: float = Field(description="Probability that every digit is right and none is missing.")
    doubtful: bool
    alternatives: list[AlternativeDocument]
    line: int = Field(description="Index of its line.")


class MarkDocument(_Document):
    """A point, comma, minus sign, slash, colon or half in a number, or an empty box (`□`)."""

    number: int
    position: int
    text: str
    box: BoxDocument


class DigitDocument(_Document):
    """A digit."""

    number: int = Field(description="Index of its number.")
    position: int = Field(description="Place in its number, marks counted.")
    text: str
    box: BoxDocument
    confidence: float = Field(description="Calibrated probability that it is right.")
    doubtful: bool
    probabilities: list[float] = Field(description="The ten digits and, last, 'not a digit'.")
    alternatives: list[AlternativeDocument]
    image: str | None = Field(
        None, description="With `images`: the 28×28 bytes that the network saw, row by row, 255 = ink, in base64."
    )
    occlusion: list[list[float]] | None = Field(
        None,
        description=(
            "With `occlusion` and the index of this digit: 28 rows of 28 numbers, by how much its log-odds fall when "
            "the ink around a pixel is covered. Above 0 the ink speaks for the digit, below 0 against it."
        ),
    )


class RejectedDocument(_Document):
    """A piece of ink that was not read."""

    box: BoxDocument
    reason: str
    confidence: float
    probabilities: list[float] | None = Field(
        description="The ten digits and, last, 'not a digit'; null where a rule decided and no network was asked."
    )
    image: str | None = Field(None, description="With `images`: as of a digit; null where no network was asked.")


class ModelOfReading(_Document):
    """The model that read."""

    name: str
    sha256: str


class StageDocument(_Document):
    """A step from the picture to what the network saw."""

    name: str
    title: str
    png: str = Field(description="A data URL.")


class ReadingDocument(_Document):
    """What was read from one picture."""

    source: str | None = Field(description="Name of the file, if it came with one.")
    code: str = Field(description="`ok`, `no_digit`, or why the picture could not be read.")
    message: str
    text: str = Field(description="Lines separated by newlines, numbers by spaces.")
    width: int
    height: int
    lines: list[LineDocument]
    numbers: list[NumberDocument]
    digits: list[DigitDocument]
    marks: list[MarkDocument]
    rejected: list[RejectedDocument]
    warnings: list[str]
    frames_ignored: int
    model: ModelOfReading
    stages: list[StageDocument] | None = Field(None, description="With `stages`: the steps, in their order.")


class ReadingsDocument(_Document):
    """One reading for each picture, in their order."""

    # A field may not be called schema in pydantic.
    version: Literal[1] = Field(alias="schema")
    readings: list[ReadingDocument]


class ModelDocument(_Document):
    """A model that can be chosen."""

    name: str
    title: str
    digest: str = Field(description="SHA-256 of the ONNX file.")
    figures: dict[str, Any]
    default: bool


class ModelsDocument(_Document):
    """The models that can be chosen."""

    models: list[ModelDocument]


class RefusalDocument(_Document):
    """Why a request was refused, or its only picture rejected."""

    code: str
    message: str


class HealthDocument(_Document):
    """That the server lives."""

    status: Literal["ok"]


class ReadyDocument(_Document):
    """Whether the server takes pictures."""

    ready: bool
