"""The words of the kind."""

from __future__ import annotations

from peel.problems.multilabel.report.words import GLOSSARY, WORDING

SCORES = ("mean_average_precision", "micro_f1", "macro_f1", "log_loss", "calibration_error")


def test_every_score_is_explained() -> None:
    assert set(WORDING.meanings) == set(SCORES)


def test_words_are_explained_once() -> None:
    assert len({word.id for word in GLOSSARY}) == len(GLOSSARY) == 4
