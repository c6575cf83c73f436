"""What a change says to people."""

from __future__ import annotations

from peel.params.sections import Watch
from peel.types.watch import Change
from peel.watch.tell import message
from tests.unit.watch.test_words import WATCHED

RED = WATCHED.model_copy(update={"colour": "red", "recent": 0.82, "run": 1.5, "words": "It fell."})


def told(before, **changes):
    now = RED.model_copy(update=changes)
    return message(Change(before=before, now=now, at=9.0), "pets v1.0.0", settings=Watch())


def test_red_answers_every_question():
    found = told("green")
    assert (found.level, found.title) == ("failure", "pets v1.0.0: red")
    assert found.body.splitlines() == [
        "It fell.",
        "Since: 1970-01-01T00:00:00Z (it was green before).",
        "How sure: of models that hold their threshold at most 5 % are called red within 10,000 labels, however often one looks.",
        "Evidence: 1,200 labels; 1.5 times what red needs.",
        "What is being done: A better model is looked for by itself where `peel up` runs; `peel retrain` begins it by hand. "
        "The model goes on answering.",
        "What waiting costs: about 18 % of the answers are wrong, 8 % more than the threshold allows: of 1,000 pictures 80.",
    ]


def test_first_green_is_no_news():
    assert told("grey", colour="green") is None
    assert told("amber", colour="green").level == "success"


def test_name_is_told_only_red():
    assert told("green", name="dog").title == "pets v1.0.0, dog: red"
    assert told("green", name="dog", colour="amber") is None


def test_blindness_is_a_warning():
    found = told("green", colour="grey")
    assert found.level == "warning"
    assert "only true labels can tell" in found.body
