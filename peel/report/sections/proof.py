"""The file answers as the model does: what was compared, and the largest difference."""

from __future__ import annotations

from dataclasses import dataclass

from peel.html import words
from peel.report.facts import Facts
from peel.types.evaluation import Parity


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One way in which pictures were given to the file and to its model."""

    form: str
    n: int
    largest: float
    differing: int


@dataclass(frozen=True, kw_only=True)
class View:
    """One sentence and the figures behind it."""

    sentence: str
    rule: str
    comparisons: tuple[Comparison, ...]


def view(facts: Facts) -> View:
    """The parity that evaluate measured; export refuses a file that differs."""
    parity, apart = facts.evaluation.parity, facts.report.wording.apart
    return View(
        sentence=_sentence(parity, apart),
        rule=(
            f"Allowed: a difference of {words.tiny(parity.tolerance)} {apart}, and no other answer "
            f"{facts.report.wording.clear} {words.tiny(parity.margin)}. A file that differs more is refused."
        ),
        comparisons=tuple(
            Comparison(form=form, n=one.n, largest=one.largest, differing=one.changed)
            for form, one in sorted(parity.forms.items())
        ),
    )


def _sentence(parity: Parity, apart: str) -> str:
    scored = "The ONNX file itself was scored, from raw pixels, with the model it was made from beside it."
    largest = words.tiny(parity.largest)
    if parity.changed:
        answers = words.count(parity.changed, "clear answer")
        return f"{scored} They differ: {answers}, and by {largest} {apart}."
    pictures = words.count(parity.n, "test picture")
    return (
        f"{scored} On {pictures} and in every form of input both gave the same answers; the largest difference is "
        f"{largest} {apart}."
    )
