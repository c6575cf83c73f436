"""The file answers as the model does: what was compared, and the largest difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from peel.html import words
from peel.report.facts import Facts


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
    parity = facts.evaluation["parity"]
    return View(
        sentence=_sentence(parity),
        rule=(
            f"Allowed: a difference of {words.tiny(parity['tolerance'])} of a probability, and no other answer where the "
            f"best is ahead by more than {words.tiny(parity['margin'])}. A file that differs more is refused."
        ),
        comparisons=tuple(
            Comparison(form=form, n=one["n"], largest=one["largest"], differing=one["top1"])
            for form, one in sorted(parity["forms"].items())
        ),
    )


def _sentence(parity: Mapping[str, Any]) -> str:
    scored = "The ONNX file itself was scored, from raw pixels, with the model it was made from beside it."
    largest = words.tiny(parity["max_probability_difference"])
    if parity["top1_differences"]:
        answers = words.count(parity["top1_differences"], "clear answer")
        return f"{scored} They differ: {answers}, and a probability by {largest}."
    pictures = words.count(parity["n"], "test picture")
    return (
        f"{scored} On {pictures} and in every form of input both gave the same answers; no probability differed by more "
        f"than {largest}."
    )
