"""What a search is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from peel.params.sections import Search
from peel.problem import Finder, Learner, Problem
from peel.runners.place import Place
from peel.search import plan
from peel.search.costs import Limits
from peel.search.trial import SearchRows
from peel.split.items import Items
from peel.types.label_space import LabelSpace
from peel.types.sample import Sample


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The training items, the kind, what may be tried, and where things lie."""

    items: Items
    problem: Problem
    learner: Learner | Finder
    how: Search
    place: Place


@dataclass(frozen=True, kw_only=True)
class Request:
    """The training items with their rows, what the model may say and is measured by, what may be tried, and where things lie."""

    samples: Sequence[Sample]
    rows: SearchRows
    space: LabelSpace
    metric: str
    how: Search
    place: Place
    limits: Limits = field(default_factory=Limits)


def request(items: Items, kind: tuple[Problem, Learner], *, how: Search, place: Place) -> Request:
    """What a search of the training items is given: at most plan.MOST_RANKED of them rank, with the shares of their labels kept."""
    problem, learner = kind
    space = problem.space(items.labels)
    targets = learner.supervise(problem.read_targets(items.labels, space), space)
    some = learner.sample(targets, most=plan.MOST_RANKED)
    items = items.take(some)
    rows = plan.rows(targets[some], folds=items.folds, families=items.families, learner=learner)
    return Request(
        samples=items.samples,
        rows=rows,
        space=space,
        metric=problem.metric.name,
        how=how,
        place=place,
    )
