"""One trial: every pooling and head at one depth, ranked at every shrinkage and scored on folds that it was not fitted on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from peel.backbones.cut import Tap
from peel.calibration.calibration import Parameters
from peel.heads.folds import out_of_fold
from peel.heads.rows import Array
from peel.heads.span import Span, span
from peel.heads.supervision import Head, Supervision
from peel.problem import Learner
from peel.types.model import Member
from peel.types.pooling import Pooling


@dataclass(frozen=True, kw_only=True)
class SearchRows:
    """The training rows of a search: targets, and (n,) folds with whole families in one fold, and (n,) families.

    `has_families` says that near duplicates are common enough to spoil leave-one-out scores.
    """

    targets: Supervision
    folds: NDArray[np.int64]
    families: NDArray[np.int64]
    has_families: bool
    learner: Learner


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One head with its best shrinkage: what ranks it, and what it may show.

    `trial` is the key of the trial that found it. `losses` (n,) rank: each row's loss by the head without that row (with families
    the mean of that and of its loss without its fold), with the features scaled by all rows. `held_out` (n, k) are shown: probabilities of
    every row by a head for which nothing of its fold was known, not even the scaling; where the scaling knows no targets,
    those that rank. `score` is theirs.
    """

    trial: str
    member: Member
    width: int
    log_loss: float
    losses: Array
    held_out: NDArray[np.float32]
    score: float


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What is tried at one depth of one branch: every head with every pooling, or of them those in `only` (their names)."""

    branch: str
    tap: Tap
    poolings: tuple[Pooling, ...]
    heads: tuple[Head, ...]
    only: frozenset[str] | None = None

    def heads_at(self, pooling: Pooling) -> tuple[Head, ...]:
        """The heads that are tried with this pooling."""
        lead = f"{self.branch}/{self.tap.point.index}/{pooling}/"
        return tuple(h for h in self.heads if self.only is None or lead + h.name in self.only)

    @property
    def key(self) -> str:
        """A name that no other trial of the search has."""
        trained = [head.name for head in self.heads if not head.is_closed]
        return "-".join([self.branch, f"{self.tap.point.index:02d}", *trained])


def run(trial: Trial, vectors: NDArray[np.floating], *, rows: SearchRows) -> list[Candidate]:
    """The candidates of one depth from its vectors (n, d), best first. Pure.

    Ranked leave-one-out, which costs next to nothing; where near duplicates would lend each other their labels,
    by the mean of that and of folds (decision 0094). Either ranks only: the labels of all rows scale the features there, which flatters (of noise with 30
    rows, 59 % come out right instead of half). What is shown costs folds of its own, but where the scaling knows no targets:
    then leave-one-out scores flatter nothing, and miss one row instead of a fifth.
    """
    found = []
    for pooling in filter(trial.heads_at, trial.poolings):
        x = vectors[:, : trial.tap.prefix(pooling)]
        for head, fit in _fits(trial.heads_at(pooling), x, rows=rows).items():
            member = Member(
                branch=trial.branch,
                tap=trial.tap.point.index,
                pooling=pooling,
                head=head,
                shrinkage=fit.shrinkage,
                calibration=fit.calibration,
            )
            p = rows.learner.calibration.apply(fit.held_out, fit.calibration).astype(np.float32)
            one = Candidate(
                trial=trial.key,
                member=member,
                width=x.shape[1],
                log_loss=fit.loss,
                losses=fit.losses,
                held_out=p,
                score=rows.learner.score(p, rows.targets),
            )
            found.append(one)
    return sorted(found, key=rank)


def rank(candidate: Candidate) -> tuple[float, int, str, str, str]:
    """Best first: log loss, then the shallower cut; ties end by name, so that the order is one."""
    m = candidate.member
    return (round(candidate.log_loss, 9), m.tap, m.pooling, m.head, m.branch)


@dataclass(frozen=True, kw_only=True)
class _Fit:
    """The best shrinkage of a head, and its scores (n, k) of held-out folds."""

    shrinkage: float
    calibration: Parameters
    loss: float
    losses: Array
    held_out: Array


def _fits(
    heads: Sequence[Head], x: NDArray[np.floating], *, rows: SearchRows
) -> Mapping[str, _Fit]:
    """By head. A closed form is ranked leave-one-out, where there are families to fear by its folds as well; all else by its folds."""
    targets, closed = rows.targets, [h for h in heads if h.is_closed]
    in_folds = [h for h in heads if rows.has_families or h not in closed]
    wanted = {head: head.shrinkages for head in in_folds}
    scores = out_of_fold(x, targets, wanted=wanted, folds=rows.folds) if wanted else {}
    ways = {head.name: [scores[head.name]] if head in in_folds else [] for head in heads}
    if closed:
        whole = span(targets.scaling(x)(x))
        for head in closed:
            ways[head.name].insert(0, _alone(head, whole, rows=rows))
    best = {head.name: _best(head, ways[head.name], rows=rows) for head in heads}
    again = {h: (best[h.name].shrinkage,) for h in closed if h not in in_folds}
    if again and targets.is_scaled_by_answers:
        shown = out_of_fold(x, targets, wanted=again, folds=rows.folds)
        best |= {h.name: replace(best[h.name], held_out=shown[h.name][0]) for h in again}
    return best


def _alone(head: Head, whole: Span, *, rows: SearchRows) -> Array:
    assert head.leave_one_out is not None
    return head.leave_one_out(whole, rows.targets)


def _best(head: Head, ways: Sequence[Array], *, rows: SearchRows) -> _Fit:
    """The shrinkage with the least cautious loss, the mean of all `ways` (each (shrinkages, n, k) scores) of leaving rows out.

    The last way is calibrated and shown. Of equal shrinkages the largest, which leaves the smallest weights.
    """
    calibration, targets, tried = rows.learner.calibration, rows.targets, []
    for shrinkage, *scores in zip(head.shrinkages, *ways, strict=True):
        parameters = calibration.fit(scores[-1], targets)
        every = [calibration.apply(s, parameters) for s in scores]
        one = _Fit(
            shrinkage=shrinkage,
            calibration=parameters,
            loss=float(np.mean([calibration.cautious_loss(p, targets) for p in every])),
            losses=np.mean([calibration.losses(p, targets) for p in every], axis=0),
            held_out=scores[-1],
        )
        tried.append(one)
    return min(tried, key=lambda fit: (round(fit.loss, 9), -fit.shrinkage))
