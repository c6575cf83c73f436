"""One trial: every pooling and closed form at one depth, scored at every shrinkage on rows that it was not fitted on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel.backbones.cut import Tap
from peel.heads import mean
from peel.heads.classes import Array, Classes
from peel.heads.folds import out_of_fold
from peel.heads.forms import FORMS
from peel.heads.span import SHRINKAGES, scaling, span
from peel.types.model import Member


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One head with its best shrinkage and its probabilities (n, k) of rows that it was not fitted on."""

    backbone: str
    member: Member
    width: int
    log_loss: float
    accuracy: float
    probabilities: Array


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
        return f"{self.backbone}-{self.tap.point.index:02d}"


def run(
    trial: Trial,
    vectors: NDArray[np.floating],
    *,
    classes: Classes,
    folds: NDArray[np.int64] | None = None,
) -> list[Candidate]:
    """The candidates of one depth from its vectors (n, d), best log loss first. Pure.

    Scored leave-one-out, or with `folds` out-of-fold: for sets with near duplicates, which would lend
    each other their labels. Features are scaled once by all rows, so both are exact for a fixed scaling.
    """
    found = []
    for pooling in trial.poolings:
        x = vectors[:, : trial.tap.prefix(pooling)]
        scores = _scores(scaling(x, classes)(x), classes, heads=trial.heads, folds=folds)
        for head in trial.heads:
            member, p = _best(scores[head], classes)
            place = {"tap": trial.tap.point.index, "pooling": pooling, "head": head}
            found.append(
                Candidate(
                    backbone=trial.backbone,
                    member=member.model_copy(update=place),
                    width=x.shape[1],
                    log_loss=mean.log_loss(p, classes.y),
                    accuracy=float((p.argmax(1) == classes.y).mean()),
                    probabilities=p,
                )
            )
    return sorted(found, key=rank)


def rank(candidate: Candidate) -> tuple[float, int, str, str, str]:
    """Best first: log loss, then the shallower cut; ties end by name, so that the order is one."""
    m = candidate.member
    return (round(candidate.log_loss, 9), m.tap, m.pooling, m.head, candidate.backbone)


def _scores(
    rows: Array, classes: Classes, *, heads: tuple[str, ...], folds: NDArray[np.int64] | None
) -> dict[str, Array]:
    """(shrinkages, n, k) by head."""
    forms = [FORMS[head] for head in heads]
    if folds is not None:
        found = out_of_fold(rows, classes, forms=forms, folds=folds)
    else:
        whole = span(rows)
        found = [form.leave_one_out(whole, classes) for form in forms]
    return dict(zip(heads, found, strict=True))


def _best(scores: Array, classes: Classes) -> tuple[Member, Array]:
    tried = []
    for shrinkage, s in zip(SHRINKAGES, scores, strict=True):
        t = mean.temperature(s, classes.y)
        p = mean.probabilities(s, t)
        tried.append((mean.log_loss(p, classes.y), shrinkage, t, p))
    _, shrinkage, t, p = min(tried, key=lambda row: (round(row[0], 9), row[1]))
    return Member(tap=0, pooling="", head="", shrinkage=shrinkage, temperature=t), p
