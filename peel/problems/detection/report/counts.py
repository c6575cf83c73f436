"""How many objects there are, and how many were found: whether what is counted can be believed."""

from __future__ import annotations

from dataclasses import dataclass

from peel.html import words
from peel.problems.detection.report.classes import Class, read
from peel.types.report import Findings

_RIGHT = 0.05


@dataclass(frozen=True, kw_only=True)
class Count:
    """A class, the objects that are there, the boxes that were found, and by how many a picture is off on average, in words."""

    name: str
    objects: int
    found: int
    bias: str


@dataclass(frozen=True, kw_only=True)
class View:
    """A sentence on all pictures, and a row a class."""

    sentence: str
    rows: tuple[Count, ...]


def view(findings: Findings) -> View:
    """The class with the largest error first."""
    found = sorted(read(findings.details), key=lambda one: -abs(one.count_bias))
    (error,) = (score for score in findings.scores if score.name == "count_error")
    pictures = words.count(findings.n_test, "test picture")
    sentence = (
        f"On {pictures} the number of objects was off by {error.value:.2f} a picture on average."
    )
    return View(sentence=sentence, rows=tuple(_count(one) for one in found))


def _count(one: Class) -> Count:
    return Count(name=one.name, objects=one.objects, found=one.found, bias=bias(one.count_bias))


def bias(off: float) -> str:
    """By how many objects a picture is off, with the direction.

    >>> bias(-0.25), bias(1.2), bias(0.01)
    ('0.25 too few', '1.20 too many', 'none to speak of')
    """
    if abs(off) < _RIGHT:
        return "none to speak of"
    return f"{abs(off):.2f} too {'many' if off > 0 else 'few'}"
