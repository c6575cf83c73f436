"""Counts and samples."""

from __future__ import annotations

from dataclasses import replace

from peel.report.facts import Facts
from peel.report.sections import data

Runs = dict[str, Facts]


def _split(facts: Facts, classes: dict[str, dict[str, int]]) -> Facts:
    return replace(facts, split=facts.split.model_copy(update={"classes": classes}))


def test_samples_come_from_training(facts: Runs) -> None:
    view = data.view(facts["pass"])
    assert all("train/" in thumb.text for one in view.samples for thumb in one.thumbs)
    assert [len(one.thumbs) for one in view.samples] == [8] * 5


def test_many_classes_get_one_picture(facts: Runs) -> None:
    assert {len(one.thumbs) for one in data.view(facts["many"]).samples} == {1}


def test_many_classes_draw_both_ends(facts: Runs) -> None:
    view = data.view(facts["many"])
    assert view.chart.count('class="row"') == data.MOST_ROWS
    assert "of 102 classes" in view.chart_note
    assert len(view.counts) == 102


def test_put_aside_is_counted_by_class(facts: Runs) -> None:
    assert [one.aside for one in data.view(facts["pass"]).counts] == [1, 0, 0, 0, 15]


def test_balance_is_put_into_words(facts: Runs) -> None:
    def words(*sizes: int) -> str:
        classes = {f"c{i}": {"train": n, "test": 0} for i, n in enumerate(sizes)}
        return data.view(_split(facts["few"], classes)).balance

    assert words(3, 3) == "Every class has the same number of pictures: 3."
    assert words(3, 4) == "The classes are about equally large: 3 to 4 pictures."
    assert words(3, 30).startswith("The largest class has 10 times")
    assert words(0, 3) == "A class has no usable picture at all."
