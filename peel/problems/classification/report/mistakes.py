"""The worst mistakes as a sheet of pictures."""

from __future__ import annotations

from dataclasses import dataclass

from peel.html import words
from peel.problems.classification.report.confidence import is_right
from peel.types.report import Findings, Shown


@dataclass(frozen=True, kw_only=True)
class View:
    """The mistakes that are shown, and how many there were in all."""

    sentence: str
    mistakes: tuple[Shown, ...]


def view(findings: Findings) -> View:
    """The worst first, as evaluate ordered them."""
    return View(sentence=_sentence(findings), mistakes=findings.mistakes)


def n_wrong(findings: Findings) -> int:
    """How many test pictures got a wrong answer."""
    return sum(not right for right in is_right(findings))


def _sentence(findings: Findings) -> str:
    wrong, shown = n_wrong(findings), len(findings.mistakes)
    if not wrong:
        return f"There is none: all {words.count(findings.n_test, 'test picture')} got the right answer."
    which = "All of them are" if shown >= wrong else f"The {shown} worst are"
    if wrong == 1:
        which = "It is"
    return (
        f"{words.count(wrong, 'test picture').capitalize()} of {findings.n_test:,} got a wrong answer. {which} shown, first "
        "those whose label the model thought least likely: there the label is worth a second look."
    )
