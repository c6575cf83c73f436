"""One trial: every pooling and closed form at one depth, scored leave-one-out at every shrinkage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel.backbones.cut import Tap
from peel.heads import mean
from peel.heads.classes import Array, Classes
from peel.heads.forms import FORMS
from peel.heads.span import SHRINKAGES, Span, scaling, span
from peel.types.model import Member


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One head with its best shrinkage and its leave-one-out probabilities (n, k)."""

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


def run(trial: Trial, vectors: NDArray[np.floating], *, classes: Classes) -> list[Candidate]:
    """The candidates of one depth from its vectors (n, d), best log loss first. Pure."""
    found = []
    for pooling in trial.poolings:
        x = vectors[:, : trial.tap.prefix(pooling)]
        rows = span(scaling(x, classes)(x))
        for head in trial.heads:
            member, p = _best(rows, classes, head=head)
            member = member.model_copy(update={"tap": trial.tap.point.index, "pooling": pooling})
            found.append(
                Candidate(
                    backbone=trial.backbone,
                    member=member,
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


def _best(rows: Span, classes: Classes, *, head: str) -> tuple[Member, Array]:
    tried = []
    scores = FORMS[head].leave_one_out(rows, classes)
    for shrinkage, s in zip(SHRINKAGES, scores, strict=True):
        t = mean.temperature(s, classes.y)
        p = mean.probabilities(s, t)
        tried.append((mean.log_loss(p, classes.y), shrinkage, t, p))
    _, shrinkage, t, p = min(tried, key=lambda row: (round(row[0], 9), row[1]))
    return Member(tap=0, pooling="", head=head, shrinkage=shrinkage, temperature=t), p
