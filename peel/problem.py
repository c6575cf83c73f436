"""What a problem kind must answer, and how kinds are found; nothing else in the tree names one.

A kind is a folder `peel/problems/<kind>/`, or a package that another distribution names in its
entry points under the group `peel.problems`. Its `__init__.py` holds `PROBLEM` (the served face,
numpy only), its `learn.py` holds `LEARNER` (the learning face, which may use more), its `report.py`
holds `REPORT` (its own part of the report; without one it gets the page that every kind has).
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import Any, NamedTuple, Protocol, TypedDict, cast

import numpy as np
from numpy.typing import NDArray

from peel.errors import PeelError
from peel.metrics.evidence import Evidence
from peel.types.advice import Step
from peel.types.answer import Answer
from peel.types.details import Details
from peel.types.label_space import LabelSpace
from peel.types.labels import LabelRules
from peel.types.report import Findings, Section, Word, Wording
from peel.types.score import Score

_ROOM = "peel.problems"

Outputs = NDArray[np.floating[Any]]
Targets = NDArray[np.int64]


class Metric(NamedTuple):
    """A score's name, its unit ("share" or "nats") and its better end.

    `is_count` says that the score is the share of items that are right, so that intervals and
    chances may count them.
    """

    name: str
    unit: str
    higher_is_better: bool
    is_count: bool


class Expectation(TypedDict):
    """One thing that the manifest of labelled items must hold, as data.

    `rule` is the type name of a Great Expectations expectation ("expect_column_values_to_..."),
    `kwargs` its arguments beside the column, `severity` "critical" or "warning", `what` the
    expectation in words for a person.
    """

    column: str
    rule: str
    kwargs: dict[str, Any]
    severity: str
    what: str


class Labels(LabelRules, Protocol):
    """From what a person wrote to arrays; the rules of the text itself are `LabelRules`."""

    def space(self, labels: Sequence[str]) -> LabelSpace:
        """What a model of training items with these labels can say: the names, sorted; the decision is empty."""
        ...

    def class_names(self, labels: Sequence[str]) -> tuple[str, ...]:
        """The names of `space`."""
        ...

    def read_targets(self, labels: Sequence[str], class_names: Sequence[str]) -> Targets:
        """(n,) targets, as places in `class_names`; raises PeelError for a label that is in none."""
        ...

    def expectations(self) -> list[Expectation]:
        """What the manifest must hold for this kind."""
        ...


class Problem(Labels, Protocol):
    """The served face of a kind: labels in, scores and answers out.

    `metric` is the score by default, `metrics` are the names that gate.metric may take, `widget`
    says how a person gives a label ("choice": one class of a list). `outputs` are (n, k) as the
    exported file gives them.
    """

    name: str
    metric: Metric
    metrics: tuple[str, ...]
    widget: str

    def score(self, outputs: Outputs, targets: Targets, *, families: Targets) -> list[Score]:
        """Every score with its 95 % interval; items of one family (near duplicates) count as one."""
        ...

    def evidence(
        self, outputs: Outputs, targets: Targets, *, families: Targets, metric: str
    ) -> Evidence:
        """What the gate asks about the score `metric`: how sure it is, and what a constant answer would score."""
        ...

    def details(self, outputs: Outputs, targets: Targets, *, class_names: Sequence[str]) -> Details:
        """What evaluation.json says beside the scores."""
        ...

    def decode(self, outputs: Outputs, class_names: Sequence[str]) -> list[Answer]:
        """One answer a row."""
        ...

    def surrogate(self, output: Outputs, target: int) -> float:
        """How right one answer (k,) is, 0 to 1, so that a mean of many can be watched."""
        ...

    def render(self, item: str, answer: Answer) -> str:
        """One line of words under the picture `item`."""
        ...


class Learner(Protocol):
    """The learning face of a kind: what the search may try."""

    def poolings(self, has_expansion: bool) -> tuple[str, ...]:  # noqa: FBT001 - a fact, no choice
        """How a tap becomes a vector; `has_expansion`: the block has a map before its projection."""
        ...

    def heads(self) -> tuple[str, ...]:
        """The closed forms that fit this kind."""
        ...

    def trained_heads(self) -> tuple[str, ...]:
        """Heads without a closed form, tried at the deepest tap where the closed forms ask for it."""
        ...


class Report(Protocol):
    """The telling face of a kind: what the page of the report says that only this kind knows.

    `wording` names its things in the sentences that every kind shares, `glossary` are the words that it explains,
    `columns` those of predictions.parquet that it reads.
    """

    wording: Wording
    glossary: tuple[Word, ...]
    columns: tuple[str, ...]

    def details(self, findings: Findings) -> str:
        """HTML below the scores, each part under a heading `<h3>`; what comes from data is escaped."""
        ...

    def sections(self, findings: Findings) -> tuple[Section, ...]:
        """Its own sections, which follow on the scores."""
        ...

    def steps(self, findings: Findings) -> list[Step]:
        """What to do next, as far as it follows from labels and answers; what pays most comes first."""
        ...

    def without_skill(self, findings: Findings) -> Step:
        """What to do where the model is no better than the best constant answer."""
        ...


def known() -> tuple[str, ...]:
    """The kinds that can be found here, sorted."""
    return tuple(sorted({*_own(), *_foreign()}))


def find(kind: str) -> Problem:
    """The served face of `kind`; raises P190 for a kind that is not there."""
    return cast(Problem, importlib.import_module(_package(kind)).PROBLEM)


def find_learner(kind: str) -> Learner:
    """The learning face of `kind`; raises P190 for a kind that is not there, P191 for one that only answers."""
    name = f"{_package(kind)}.learn"
    if importlib.util.find_spec(name) is None:
        raise PeelError(
            "P191",
            "problem kind cannot be trained",
            got=kind,
            allowed="a kind whose package has a learn.py",
            do="choose another problem.kind in params.yaml, or add the learning face",
        )
    return cast(Learner, importlib.import_module(name).LEARNER)


def find_report(kind: str) -> Report | None:
    """The telling face of `kind`; None for a kind that has none. Raises P190 for a kind that is not there."""
    name = f"{_package(kind)}.report"
    if importlib.util.find_spec(name) is None:
        return None
    return cast(Report, importlib.import_module(name).REPORT)


def _package(kind: str) -> str:
    """The package that holds the kind; Peel's own kinds win over a namesake from elsewhere."""
    if kind in _own():
        return f"{_ROOM}.{kind}"
    if kind in _foreign():
        return _foreign()[kind]
    raise PeelError(
        "P190",
        "unknown problem kind",
        got=kind,
        allowed=", ".join(known()),
        do="set problem.kind in params.yaml to one of these, or install the package that brings it",
    )


def _own() -> list[str]:
    places = importlib.import_module(_ROOM).__path__
    return [module.name for module in pkgutil.iter_modules(places) if module.ispkg]


def _foreign() -> dict[str, str]:
    return {point.name: point.module for point in entry_points(group=_ROOM)}
