"""The words of the kind."""

from __future__ import annotations

from peel.problem import find
from peel.problems.classification.report.words import GLOSSARY, WORDING


def test_every_gate_score_is_explained() -> None:
    assert set(find("classification").metrics) <= set(WORDING.meanings)


def test_words_are_explained_once() -> None:
    assert len({word.id for word in GLOSSARY}) == len(GLOSSARY) == 3
