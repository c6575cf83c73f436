"""The heads by name."""

from __future__ import annotations

from types import ModuleType

from peel.heads import lda, logistic, ridge
from peel.heads.span import SHRINKAGES

CLOSED = ("lda", "ridge")
FORMS: dict[str, ModuleType] = {"lda": lda, "ridge": ridge, "logistic": logistic}


def shrinkages(head: str) -> tuple[float, ...]:
    """What is tried for a head: of closed forms the whole range, of one that is trained a single one."""
    return SHRINKAGES if head in CLOSED else logistic.SHRINKAGES
