"""bundle.json: what lies beside the model and says what it is, what it scored and where it is from."""

from __future__ import annotations

from typing import Any

from peel.types.items import ImageSpec
from peel.types.record import Record
from peel.types.score import Score, Verdict
from peel.types.stranger import Stranger


class Card(Record):
    """The card of a bundle: everything that a person or a server asks about the model but its weights.

    Form 2 has a verdict with its reason, and the digest of `trained_on.bin` ("" in form 1).
    """

    schema_: int = 2
    name: str
    kind: str
    metric: str
    class_names: tuple[str, ...]
    model_sha256: str
    golden_sha256: str
    verdict: Verdict
    scores: tuple[Score, ...]
    image: ImageSpec
    backbone: str
    depth: int
    licences: tuple[dict[str, Any], ...]
    data_digest: str
    params: dict[str, Any]
    versions: dict[str, str]
    parity: dict[str, Any]
    looks: int
    trained_on_sha256: str = ""
    stranger: Stranger | None = None
