"""bundle.json: what lies beside the model and says what it is, what it scored and where it is from."""

from __future__ import annotations

from typing import Any

from peel.types.evaluation import Parity, Reference
from peel.types.label_space import LabelSpace
from peel.types.model import Branch
from peel.types.output import Output
from peel.types.record import Record
from peel.types.score import Score, Verdict
from peel.types.stranger import Stranger


class Cost(Record):
    """What a picture costs, counted: multiply-adds, and the parameters of the networks."""

    macs: int
    parameters: int


class Card(Record):
    """The card of a bundle: everything that a person or a server asks about the model but its weights.

    Form 3 names the label space, the outputs and the branches, a reference and the cost; peel.bundle.cards reads
    earlier forms. `id` names the model: the same file with the same label space is the same model.
    """

    schema_: int = 3
    id: str
    name: str
    kind: str
    metric: str
    space: LabelSpace
    outputs: tuple[Output, ...]
    model_sha256: str
    golden_sha256: str
    verdict: Verdict
    scores: tuple[Score, ...]
    branches: tuple[Branch, ...]
    depth: int
    licences: tuple[dict[str, Any], ...]
    data_digest: str
    params: dict[str, Any]
    versions: dict[str, str]
    parity: Parity
    models_judged: int
    trained_on_sha256: str = ""
    stranger: Stranger | None = None
    reference: Reference | None = None
    cost: Cost | None = None
