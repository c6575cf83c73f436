"""The pictures whose labels were most wrong."""

from __future__ import annotations

from dataclasses import dataclass

from peel.html import words
from peel.problems.multilabel.report.labels import read
from peel.types.report import Findings, Shown


@dataclass(frozen=True, kw_only=True)
class View:
    """The mistakes that are shown, and how many labels were wrong in all."""

    sentence: str
    mistakes: tuple[Shown, ...]


def view(findings: Findings) -> View:
    """The worst first, as evaluate ordered them."""
    return View(sentence=_sentence(findings), mistakes=findings.mistakes)


def _sentence(findings: Findings) -> str:
    labels = list(read(findings.details))
    missed = sum(one.yes - one.hits for one in labels)
    false = sum(one.said - one.hits for one in labels)
    if not missed and not false:
        pictures = words.count(findings.n_test, "test picture")
        return f"There is none: every known label of all {pictures} is right."
    return (
        f"On {words.count(findings.n_test, 'test picture')}, {words.count(missed, 'label')} that hold{_s(missed)} "
        f"{_was(missed)} missed and {words.count(false, 'label')} {_was(false)} said that do{_es(false)} not hold. Shown are "
        "the pictures with the label that is furthest on the wrong side of its threshold: there what the source says is worth "
        "a second look."
    )


def _s(n: int) -> str:
    return "s" if n == 1 else ""


def _es(n: int) -> str:
    return "es" if n == 1 else ""


def _was(n: int) -> str:
    return "was" if n == 1 else "were"
