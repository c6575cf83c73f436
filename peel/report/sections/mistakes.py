"""The worst mistakes as a sheet of pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peel.html import names, words
from peel.report import pictures
from peel.report.facts import MISTAKES, Facts


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """One wrong answer."""

    thumb: pictures.Thumb
    path: str
    label: str
    answer: str
    confidence: float
    label_probability: float


@dataclass(frozen=True, kw_only=True)
class View:
    """The mistakes that are shown, and how many there were in all."""

    sentence: str
    mistakes: tuple[Mistake, ...]


def view(facts: Facts) -> View:
    """The worst first, as evaluate ordered them: 000.jpg is the picture of the first."""
    rows = facts.evaluation["mistakes"]
    files = [facts.project / MISTAKES / f"{place:03d}.jpg" for place in range(len(rows))]
    wrong = sum(row["label"] != row["answer"] for row in facts.predictions)
    return View(
        sentence=_sentence(wrong, facts.split.n_test, shown=len(rows)),
        mistakes=tuple(_mistake(row, file) for row, file in zip(rows, files, strict=True)),
    )


def _sentence(wrong: int, n_test: int, *, shown: int) -> str:
    if not wrong:
        return f"There is none: all {words.count(n_test, 'test picture')} got the right answer."
    which = "All of them are" if shown >= wrong else f"The {shown} worst are"
    if wrong == 1:
        which = "It is"
    return (
        f"{words.count(wrong, 'test picture').capitalize()} of {n_test:,} got a wrong answer. {which} shown, first those "
        "whose label the model thought least likely: there the label is worth a second look."
    )


def _mistake(row: Mapping[str, Any], file: Path) -> Mistake:
    text = f"{names.shown(row['path'])}, labelled {names.shown(row['label'])}"
    return Mistake(
        thumb=pictures.of_file(file, text),
        path=row["path"],
        label=row["label"],
        answer=row["answer"],
        confidence=row["confidence"],
        label_probability=row["label_probability"],
    )
