"""What `peel serve` takes and gives over HTTP."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from peel.types.record import Record

_PLAIN = r"^[^\x00-\x1f\x7f]*$"  # no control character: it would go into logs, tables and terminals
_Pixels = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=_PLAIN)]


class Message(Record):
    """What goes over the wire: its form is the route's, so that it states no number of its own."""

    schema_: SkipJsonSchema[int] = Field(1, exclude=True)


class Problem(Message):
    """Why a request was refused (RFC 9457): `code` has a heading in docs/errors.md, `detail` says what to do.

    `instance` names the request, as it stands in the server's log.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str = ""
    error: str | None = None


class Prediction(Message):
    """One picture: its ticket, under which a label may come back, and the answer; or why there is none.

    `abstain` is there only where the answer should not be used, and says why; `answer` has the fields of the model's kind.
    """

    ticket: str | None = None
    answer: dict[str, Any] | None = None
    abstain: str | None = None
    error: Problem | None = None


class Predicted(Message):
    """The answers to the pictures of a request, in order; `model` is the digest of the bundle that gave them."""

    model: str
    name: str
    version: str
    predictions: tuple[Prediction, ...]


class Drawn(Message):
    """A thing in a picture: its name, and left, top, right and bottom of it in pixels of the picture as it is shown."""

    name: Name
    box: tuple[_Pixels, _Pixels, _Pixels, _Pixels]


class Feedback(Message):
    """What is true of the picture of a ticket: `label`, a name or several names; or `boxes`, where the model finds things. Not both.

    No box says that nothing is there. `client` is the caller's own number of this message: the same one twice is kept once.
    """

    ticket: Annotated[str, Field(min_length=1, max_length=120, pattern=_PLAIN)]
    label: Name | Annotated[tuple[Name, ...], Field(max_length=1000)] | None = None
    boxes: Annotated[tuple[Drawn, ...], Field(max_length=1000)] | None = None
    client: Annotated[str, Field(max_length=200, pattern=_PLAIN)] = ""

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if (self.label is None) == (self.boxes is None):
            raise ValueError("exactly one of label and boxes is asked for")
        return self


class FeedbackBatch(Message):
    """Several at once."""

    items: Annotated[tuple[Feedback, ...], Field(min_length=1, max_length=1000)]


class Taken(Message):
    """What became of each, in order: "kept", "same" (it was there), "unknown ticket" (put aside until its ticket is known).

    "forged" is a ticket that this installation never gave, "too many" one that was said enough of, "outside" one whose picture is
    smaller than the boxes reach: none of these is kept.
    """

    outcomes: tuple[str, ...]


class Facts(Message):
    """What answers now. `override` is the reason why a model that did not pass is served."""

    model: str
    name: str
    version: str
    kind: str
    names: tuple[str, ...]
    metric: str
    score: float
    low: float
    high: float
    threshold: float
    verdict: str
    override: str = ""


class Models(Message):
    """The model that answers, the one before it, and a challenger that answers beside it for the audit."""

    champion: Facts | None
    previous: Facts | None = None
    shadow: Facts | None = None


class Watches(Message):
    """Every watch of the model that answers, with the fields of the record Watched; empty before the first turn."""

    watches: tuple[dict[str, Any], ...]


class Event(Message):
    """Something that happened: what `type`, and what about it."""

    at: float
    type: str
    data: dict[str, Any]


class Health(Message):
    """Whether the server lives, or can answer."""

    status: str
