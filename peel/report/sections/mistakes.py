"""The worst mistakes as a sheet of pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peel.report import pictures, words
from peel.report.facts import MISTAKES, Facts

FIRST, MOST = 24, 96


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """One wrong answer; `thumb` is None where no picture of it was kept."""

    thumb: pictures.Thumb | None
    path: str
    label: str
    answer: str
    confidence: float
    label_probability: float


@dataclass(frozen=True, kw_only=True)
class View:
    """The first mistakes, the others, and how many there were in all."""

    sentence: str
    first: tuple[Mistake, ...]
    others: tuple[Mistake, ...]


def view(facts: Facts) -> View:
    """The surest wrong answers first, as evaluate ordered them."""
    rows = facts.evaluation.get("mistakes") or []
    files = sorted((facts.project / MISTAKES).glob("[0-9]*.jpg"))
    found = [_mistake(row, files[i] if i < len(files) else None) for i, row in enumerate(rows)]
    wrong = sum(row["label"] != row["answer"] for row in facts.predictions)
    return View(
        sentence=_sentence(wrong, facts.split.n_test, shown=min(len(found), MOST)),
        first=tuple(found[:FIRST]),
        others=tuple(found[FIRST:MOST]),
    )


def _sentence(wrong: int, n_test: int, *, shown: int) -> str:
    if not wrong:
        return f"There is none: all {words.count(n_test, 'test picture')} got the right answer."
    which = "All of them are" if shown >= wrong else f"The {shown} worst are"
    if wrong == 1:
        which = "It is"
    return (
        f"{words.count(wrong, 'test picture').capitalize()} of {n_test:,} got a wrong answer. {which} shown, the surest "
        "first: where the model was sure and wrong, the label is worth a second look."
    )


def _mistake(row: Mapping[str, Any], file: Path | None) -> Mistake:
    text = f"{words.shown(row['path'])}, labelled {words.shown(row['label'])}"
    return Mistake(
        thumb=pictures.of_file(file, text) if file else None,
        path=row["path"],
        label=row["label"],
        answer=row["answer"],
        confidence=row["confidence"],
        label_probability=row["label_probability"],
    )
