"""The result on the sealed test."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from peel.report.facts import Facts
from peel.report.sections import result

Runs = dict[str, Facts]


def _choice(facts: Facts, **changes: Any) -> Facts:
    return replace(facts, choice=facts.choice.model_copy(update=changes))


def test_scores_where_more_is_better_are_drawn(facts: Runs) -> None:
    view = result.view(facts["pass"])
    assert view.scores_chart.count('class="row"') == 3
    assert len(view.scores) == 5


def test_weakest_class_comes_first(facts: Runs) -> None:
    recalls = [one["recall"] for one in result.view(facts["fail"]).classes]
    assert recalls == sorted(recalls)


def test_class_without_pictures_comes_last(facts: Runs) -> None:
    run = facts["pass"]
    rows = [{**one} for one in run.evaluation["per_class"]]
    rows[0].update(n=0, recall=0.0)
    view = result.view(replace(run, evaluation={**run.evaluation, "per_class": rows}))
    assert view.classes[-1]["name"] == "ash"
    assert view.classes_chart is not None
    assert ">ash<" not in view.classes_chart


def test_few_classes_are_shaded(facts: Runs) -> None:
    view = result.view(facts["pass"])
    assert view.is_shaded
    assert len(view.matrix) == 5


def test_many_classes_show_pairs(facts: Runs) -> None:
    view = result.view(facts["many"])
    assert not view.is_shaded
    assert (len(view.pairs), len(view.matrix)) == (15, 102)
    assert view.more_pairs
    assert "of 102 classes" in view.classes_note


def test_thousand_classes_have_no_matrix(facts: Runs) -> None:
    run = facts["few"]
    names = [str(i) for i in range(result.MOST_CELLS + 1)]
    confusion = {"class_names": names, "counts": [[0] * len(names)] * len(names)}
    view = result.view(replace(run, evaluation={**run.evaluation, "confusion": confusion}))
    assert view.matrix == ()


def test_kind_without_details_has_scores(facts: Runs) -> None:
    run = facts["pass"]
    bare = {key: run.evaluation[key] for key in ("scores", "verdict")}
    view = result.view(replace(run, evaluation=bare, predictions=[]))
    assert view.classes_chart is view.bins_chart is None
    assert view.cuts == view.pairs == ()


def test_cut_halves_the_mistakes(facts: Runs) -> None:
    view = result.view(facts["pass"])
    assert view.cuts[0].taken == 1
    assert view.cut_words.startswith("If a person looks at every answer under")


def test_cut_that_takes_little_is_not_offered(facts: Runs) -> None:
    unsure = [{"label": "a", "answer": "b", "confidence": 0.6}] * 8
    sure = [{"label": "a", "answer": "a", "confidence": 0.9}] * 2
    view = result.view(replace(facts["pass"], predictions=[*unsure, *sure]))
    assert view.cut_words == ""


def test_no_mistakes_need_no_cut(facts: Runs) -> None:
    assert result.view(facts["few"]).cut_words == ""


def test_expectation_is_compared(facts: Runs) -> None:
    run = facts["pass"]
    assert "agrees" in result.view(run).sentence
    assert "less" in result.view(_choice(run, score=0.99, low=0.98, high=0.999)).sentence
    assert "more" in result.view(_choice(run, score=0.3, low=0.2, high=0.4)).sentence
    assert result.view(_choice(run, metric="other")).sentence == ""
