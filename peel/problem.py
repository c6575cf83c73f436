"""What a problem kind must answer, and how kinds are found; nothing else in the tree names one.

A kind is a folder `peel/problems/<kind>/`, or a package that another distribution names in its entry points under the group
`peel.problems`. Its `__init__.py` holds `PROBLEM` (the served face, numpy only), its `learn.py` holds `LEARNER` (the learning face,
which may use more), its `report.py` holds `REPORT` (its own part of the report; without one it gets the page that every kind has), its
`film.py` holds `VIEWER` (what it says of films; without one it cannot be asked about them), its `tracks.py` holds `FOLLOWER` (what
evaluate says of films in the test part; without one it says nothing of them).
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypedDict, cast, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from peel.errors import PeelError
from peel.metrics.boxes import Found, Truth
from peel.metrics.evidence import Evidence
from peel.types.advice import Step
from peel.types.answer import Answer
from peel.types.difference import Difference
from peel.types.label_space import LabelSpace
from peel.types.labels import LabelRules
from peel.types.mistake import Mistake
from peel.types.output import Output
from peel.types.pooling import Pooling
from peel.types.report import Findings, Section, Word, Wording
from peel.types.score import Score

if TYPE_CHECKING:  # what learns; who only answers needs none of it
    from peel.calibration.calibration import Calibration, Tail
    from peel.films.reel import Eye, Reel, Seen, Watching
    from peel.heads.classes import Classes
    from peel.heads.supervision import Head, Supervision
    from peel.tracking.follower import Follower

_ROOM = "peel.problems"

Outputs = Mapping[str, NDArray[Any]]
Targets = NDArray[Any]
Families = NDArray[np.int64]


class Answered(NamedTuple):
    """n items that were answered: the file's outputs, targets, families (equal numbers: near duplicates), and the label space.

    Everything has the items in front. Outputs with any number of rows an item are held as `Output.held` says; targets of
    such a kind are an array of records.
    """

    outputs: Outputs
    targets: Targets
    families: Families
    space: LabelSpace


class Metric(NamedTuple):
    """A score's name, its unit ("share" or "nats") and its better end; `is_count`: it is the share of items that are right, to be counted."""

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

    def read_targets(self, labels: Sequence[str], space: LabelSpace) -> Targets:
        """Targets of n items, the kind's own: the first axis is n; raises PeelError for a label that is not in `space`."""
        ...

    def expectations(self) -> list[Expectation]:
        """What the manifest must hold for this kind."""
        ...


class Scoring(Protocol):
    """From the file's outputs and targets to scores."""

    def score(self, tested: Answered) -> list[Score]:
        """Every score with its 95 % interval; items of one family (near duplicates) count as one."""
        ...

    def evidence(self, tested: Answered, asked: str) -> Evidence:
        """What the gate asks about the score `asked`: how sure it is, and what a constant answer would score."""
        ...

    def details(self, tested: Answered) -> dict[str, Any]:
        """What evaluation.json says beside the scores, ready for JSON; only the kind's own report reads it."""
        ...

    def surrogate(self, outputs: Outputs, target: Any, *, space: LabelSpace) -> float:
        """How right one answer is (`outputs` of length 1), 0 to 1, so that a mean of many can be watched."""
        ...


class Comparing(Protocol):
    """What differs: an answer from what is right, a file from its model."""

    def mistakes(self, tested: Answered, *, n: int) -> list[int]:
        """Places of at most n wrong answers, the worst first."""
        ...

    def mistake(self, outputs: Outputs, label: str, *, space: LabelSpace) -> Mistake:
        """The wrong answer to one item in words, from `outputs` of length 1."""
        ...

    def columns(self, outputs: Outputs, *, space: LabelSpace) -> dict[str, Sequence[Any]]:
        """Columns of predictions.parquet, beside item, path and label: `answer`, in words without probabilities, and what it comes from."""
        ...

    def pairs(
        self, outputs: Outputs, labels: Sequence[str], *, space: LabelSpace
    ) -> Iterable[tuple[str, str]]:
        """Rows of confusion.csv: what it is, what the file said."""
        ...

    def label_within(self, label: str, names: Sequence[str]) -> str | None:
        """What the label says of these names alone; None where a model that knows no others cannot be asked about the item."""
        ...

    def within(
        self, outputs: Outputs, space: LabelSpace, *, names: Sequence[str]
    ) -> tuple[Outputs, LabelSpace]:
        """The outputs and the label space as far as they are about these names."""
        ...

    def difference(self, file: Outputs, model: Outputs, *, space: LabelSpace) -> Difference:
        """How far two answers to the same items are apart; an answer that a rounding could turn is not clear."""
        ...

    def clearness(self, outputs: Outputs, *, space: LabelSpace) -> NDArray[np.float64]:
        """(n,) how far each answer is from another one, in the output's own unit."""
        ...


class Answering(Protocol):
    """From the file's outputs to answers, and those to words."""

    def outputs(self, space: LabelSpace) -> tuple[Output, ...]:
        """What the file gives; the first one is what the heads compute."""
        ...

    def decode(self, outputs: Outputs, space: LabelSpace) -> list[Answer]:
        """One answer an item."""
        ...

    def row(self, answer: Answer) -> dict[str, Any]:
        """An answer as columns of a table, the same for every answer."""
        ...

    def shares(self, answer: Answer) -> dict[str, float]:
        """How probable each name is; empty for an answer with an error."""
        ...

    def cells(self, answer: Answer, *, top: int) -> dict[str, str]:
        """An answer as a line on the screen, heading by heading; `top` names of the most probable ones."""
        ...

    def render(self, item: str, answer: Answer) -> str:
        """One line of words under the picture `item`."""
        ...


class Problem(Labels, Scoring, Comparing, Answering, Protocol):
    """The served face of a kind: labels in, scores and answers out.

    `metric` is the score by default, `metrics` are the names that gate.metric may take, `widget`
    says how a person gives a label ("choice": one class of a list), `answer` is the record of one answer, whose own fields
    all have a value for "none". `outputs` are those of the exported file, by
    name, each with n items in front; the kind alone knows what they mean.
    """

    name: str
    metric: Metric
    metrics: tuple[str, ...]
    widget: str
    answer: type[Answer]


class Trying(Protocol):
    """What the search may try; `calibration` turns scores of heads into what the file gives."""

    calibration: Calibration

    def poolings(self, *, has_expansion: bool) -> tuple[Pooling, ...]:
        """How a tap becomes a vector; `has_expansion`: the block has a map before its projection."""
        ...

    def heads(self) -> tuple[Head, ...]:
        """The closed forms that fit this kind."""
        ...

    def tail(self, space: LabelSpace) -> Tail | None:
        """What the file gives beside the calibrated mean of the heads; None for a kind of one output."""
        ...

    def trained_heads(self) -> tuple[Head, ...]:
        """Heads without a closed form, tried at the deepest tap where the closed forms ask for it."""
        ...


class Supervising(Protocol):
    """From targets to what heads learn, and what of held-out probabilities counts."""

    def supervise(self, targets: Targets, space: LabelSpace) -> Supervision:
        """The targets as heads learn them."""
        ...

    def sample(self, targets: Any, *, most: int) -> NDArray[np.int64]:
        """Places of the rows on which candidates are ranked: all, or about `most`, in their order."""
        ...

    def groups(self, targets: Any) -> Classes | None:
        """The classes by which the distance to the training pictures is learnt; None where there are none."""
        ...

    def score(self, p: NDArray[Any], targets: Any) -> float:
        """The kind's own metric on (n, k) held-out probabilities, 0 to 1, more is better."""
        ...

    def interval(self, value: float, targets: Any, *, n_effective: float) -> tuple[float, float]:
        """About the 95 % interval of such a score of `targets`, who say as much as `n_effective` items that stand alone."""
        ...

    def constant(self, targets: Any) -> float:
        """What the best constant answer scores."""
        ...

    def decide(self, p: NDArray[Any], targets: Any) -> dict[str, Any]:
        """The decision of the label space, from (n, k) held-out probabilities; empty where there is nothing to decide."""
        ...


class Learner(Trying, Supervising, Protocol):
    """The learning face of a kind: what is computed, as callables; names are only for the reader."""


@runtime_checkable
class Finder(Protocol):
    """The learning face of a kind that finds things: it learns from maps of whole pictures, not from a vector of each.

    Its targets are `Truth` records.
    """

    def decide(self, found: Sequence[Found], truths: Sequence[Truth]) -> dict[str, Any]:
        """The decision of the label space, from what was found in held-out pictures and what is there."""
        ...

    def hold(self, found: Sequence[Found], space: LabelSpace) -> Outputs:
        """What was found in each picture as the outputs of a file, held."""
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


class Viewer(Protocol):
    """The face of a kind that says something of films."""

    def watch(self, reel: Reel, eye: Eye, *, how: Watching) -> Seen:
        """What the model `eye` says of a film; no frame is kept longer than it is needed."""
        ...


def known() -> tuple[str, ...]:
    """The kinds that can be found here, sorted."""
    return tuple(sorted({*_own(), *_foreign()}))


def find(kind: str) -> Problem:
    """The served face of `kind`; raises P190 for a kind that is not there."""
    return cast(Problem, importlib.import_module(_package(kind)).PROBLEM)


def is_trainable(kind: str) -> bool:
    """Whether it has a learning face; raises P190 for a kind that is not there. Loads nothing."""
    return importlib.util.find_spec(f"{_package(kind)}.learn") is not None


def check_trainable(kind: str) -> None:
    """Raise P190 for a kind that is not there, P191 for one that only answers; loads nothing."""
    if not is_trainable(kind):
        raise PeelError(
            "P191",
            "problem kind cannot be trained",
            got=kind,
            allowed=_trainable(),
            do="give one of these (--kind, or problem.kind in params.yaml); models of the other kind can only be used here",
        )


def find_learner(kind: str) -> Learner | Finder:
    """The learning face of `kind`; raises P190 for a kind that is not there, P191 for one that only answers."""
    check_trainable(kind)
    return cast("Learner | Finder", importlib.import_module(f"{_package(kind)}.learn").LEARNER)


def find_report(kind: str) -> Report | None:
    """The telling face of `kind`; None for a kind that has none. Raises P190 for a kind that is not there."""
    return cast("Report | None", _face(kind, "report", of="REPORT"))


def find_viewer(kind: str) -> Viewer | None:
    """The face of `kind` for films; None for a kind that has none. Raises P190 for a kind that is not there."""
    return cast("Viewer | None", _face(kind, "film", of="VIEWER"))


def find_follower(kind: str) -> Follower | None:
    """The face of `kind` that follows things; None for a kind that has none. Raises P190 for a kind that is not there."""
    return cast("Follower | None", _face(kind, "tracks", of="FOLLOWER"))


def _face(kind: str, name: str, *, of: str) -> Any:
    """What `of` names in the module of a face that a kind may have or not; None where it has none."""
    module = f"{_package(kind)}.{name}"
    return (
        getattr(importlib.import_module(module), of) if importlib.util.find_spec(module) else None
    )


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
        allowed=_trainable(),
        do="give one of these (--kind, or problem.kind in params.yaml); clips of film are no kind of their own: those that say what a whole picture shows "
        "learn them; another one comes with its package",
    )


def _trainable() -> str:
    return ", ".join(name for name in known() if is_trainable(name))


def _own() -> list[str]:
    places = importlib.import_module(_ROOM).__path__
    return [module.name for module in pkgutil.iter_modules(places) if module.ispkg]


def _foreign() -> dict[str, str]:
    return {point.name: point.module for point in entry_points(group=_ROOM)}
