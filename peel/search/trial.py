"""One trial: every pooling and closed form at one depth, ranked at every shrinkage and scored on folds that it was not fitted on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from peel.backbones.cut import Tap
from peel.calibration import softmax
from peel.heads.classes import Array, Classes
from peel.heads.folds import out_of_fold
from peel.heads.forms import CLOSED, FORMS, shrinkages
from peel.heads.span import scaling, span
from peel.types.model import Member


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The training rows of a search: their classes, and their folds (n,) with whole families in one fold.

    `has_families` says that near duplicates are common enough to spoil leave-one-out scores.
    """

    classes: Classes
    folds: NDArray[np.int64]
    has_families: bool


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One head with its best shrinkage: what ranks it, and what it may show.

    `trial` is the key of the trial that found it. `losses` (n,) rank: the negative log of each row's right class by the head without that row (or, with families,
    without its fold), with the features scaled by all rows. `held_out` (n, k) are shown: probabilities of every row
    by a head for which nothing of its fold was known, not even the scaling.
    """

    trial: str
    backbone: str
    member: Member
    width: int
    log_loss: float
    losses: Array
    held_out: NDArray[np.float32]

    def accuracy(self, classes: Classes) -> float:
        """The share of rows that it answers right from the other folds."""
        return float((self.held_out.argmax(1) == classes.y).mean())


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What is tried at one depth of one network."""

    backbone: str
    tap: Tap
    poolings: tuple[str, ...]
    heads: tuple[str, ...]

    @property
    def key(self) -> str:
        """A name that no other trial of the search has."""
        what = "" if set(self.heads) <= set(CLOSED) else "-" + "-".join(self.heads)
        return f"{self.backbone}-{self.tap.point.index:02d}{what}"


def run(trial: Trial, vectors: NDArray[np.floating], *, rows: Rows) -> list[Candidate]:
    """The candidates of one depth from its vectors (n, d), best first. Pure.

    Ranked leave-one-out, which costs next to nothing; where near duplicates would lend each other their labels,
    by folds. Either ranks only: the labels of all rows scale the features there, which flatters (of noise with 30
    rows, 59 % come out right instead of half). What is shown costs folds of its own.
    """
    found = []
    for pooling in trial.poolings:
        x = vectors[:, : trial.tap.prefix(pooling)]
        for head, fit in _fits(trial.heads, x, rows=rows).items():
            place = {"tap": trial.tap.point.index, "pooling": pooling, "head": head}
            found.append(
                Candidate(
                    trial=trial.key,
                    backbone=trial.backbone,
                    member=Member(**place, shrinkage=fit.shrinkage, temperature=fit.temperature),
                    width=x.shape[1],
                    log_loss=fit.loss,
                    losses=fit.losses,
                    held_out=softmax.probabilities(fit.held_out, fit.temperature).astype(
                        np.float32
                    ),
                )
            )
    return sorted(found, key=rank)


def rank(candidate: Candidate) -> tuple[float, int, str, str, str]:
    """Best first: log loss, then the shallower cut; ties end by name, so that the order is one."""
    m = candidate.member
    return (round(candidate.log_loss, 9), m.tap, m.pooling, m.head, candidate.backbone)


@dataclass(frozen=True, kw_only=True)
class _Fit:
    """The best shrinkage of a head, and its scores (n, k) of held-out folds."""

    shrinkage: float
    temperature: float
    loss: float
    losses: Array
    held_out: Array


def _fits(heads: Sequence[str], x: NDArray[np.floating], *, rows: Rows) -> Mapping[str, _Fit]:
    """By head. What has a closed form and no families to fear is ranked leave-one-out, all else by its folds."""
    classes, closed = rows.classes, [h for h in heads if h in CLOSED and not rows.has_families]
    wanted = {head: shrinkages(head) for head in heads if head not in closed}
    scores = out_of_fold(x, classes, wanted=wanted, folds=rows.folds) if wanted else {}
    best = {head: _best(head, s, classes=classes) for head, s in scores.items()}
    if closed:
        whole = span(scaling(x, classes)(x))
        alone = {head: FORMS[head].leave_one_out(whole, classes) for head in closed}
        best |= {head: _best(head, s, classes=classes) for head, s in alone.items()}
        wanted = {head: (best[head].shrinkage,) for head in closed}
        shown = out_of_fold(x, classes, wanted=wanted, folds=rows.folds)
        best |= {head: replace(best[head], held_out=shown[head][0]) for head in closed}
    return best


def _best(head: str, scores: Array, *, classes: Classes) -> _Fit:
    """The shrinkage with the least cautious loss; of equal ones the largest, which leaves the smallest weights."""
    tried = []
    for shrinkage, s in zip(shrinkages(head), scores, strict=True):
        t = softmax.temperature(s, classes.y)
        p = softmax.probabilities(s, t)
        losses = -np.log(np.maximum(p[np.arange(len(classes)), classes.y], softmax.FLOOR))
        loss = softmax.cautious_loss(p, classes.y)
        tried.append(_Fit(shrinkage=shrinkage, temperature=t, loss=loss, losses=losses, held_out=s))
    return min(tried, key=lambda fit: (round(fit.loss, 9), -fit.shrinkage))
