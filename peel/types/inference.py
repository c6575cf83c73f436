"""Messages of the Open Inference Protocol, version 2, with its extension for binary tensors."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Value = str | bool | int | float
Parameters = dict[str, Value]
Shape = Annotated[tuple[Annotated[int, Field(ge=0, le=2**31)], ...], Field(max_length=8)]


class Part(BaseModel):
    """A message of the protocol; what it does not know it passes over, as the protocol asks."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Tensor(Part):
    """An input or output; `data` is left out where its bytes follow on the JSON (`parameters.binary_data_size`)."""

    name: str = Field(max_length=200)
    shape: Shape
    datatype: str = Field(max_length=20)
    parameters: Parameters = Field(default_factory=dict)
    data: list[Any] | None = None


class WantedOutput(Part):
    """An output that is asked for; `parameters.binary_data` asks for its bytes."""

    name: str = Field(max_length=200)
    parameters: Parameters = Field(default_factory=dict)


class InferRequest(Part):
    """Pictures as a tensor `image` of UINT8 and the shape (n, height, width, 3), RGB."""

    id: str = Field("", max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
    parameters: Parameters = Field(default_factory=dict)
    inputs: tuple[Tensor, ...] = Field(min_length=1, max_length=1)
    outputs: tuple[WantedOutput, ...] = Field((), max_length=100)


class InferResponse(Part):
    """The outputs; `parameters.tickets` are the tickets of the pictures, parted by commas."""

    model_name: str
    model_version: str
    id: str = ""
    parameters: Parameters = Field(default_factory=dict)
    outputs: tuple[Tensor, ...]


class TensorFacts(Part):
    """What a tensor looks like; -1 is any size."""

    name: str
    datatype: str
    shape: tuple[int, ...]


class ModelFacts(Part):
    """What the protocol tells of a model."""

    name: str
    versions: tuple[str, ...]
    platform: str
    inputs: tuple[TensorFacts, ...]
    outputs: tuple[TensorFacts, ...]


class ServerFacts(Part):
    """What the protocol tells of a server."""

    name: str
    version: str
    extensions: tuple[str, ...]


class Ready(Part):
    """Whether a model can answer."""

    name: str
    ready: bool
