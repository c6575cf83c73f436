"""What a change says to people."""

from __future__ import annotations

from peel.params.sections import Watch
from peel.types.watch import Change
from peel.watch.tell import About, messages
from tests.unit.watch.test_words import WATCHED

RED = WATCHED.model_copy(update={"colour": "red", "recent": 0.82, "run": 1.5, "words": "It fell."})


def change(before, **changes):
    return Change(before=before, now=RED.model_copy(update=changes), at=9.0)


def told(*changes, whole="green"):
    return messages(changes, About("pets v1.0.0", whole, Watch()))


def test_red_answers_every_question():
    (found,) = told(change("green"))
    assert (found.level, found.title) == ("failure", "pets v1.0.0: red")
    assert found.body.splitlines() == [
        "It fell.",
        "Since: 1970-01-01T00:00:00Z (it was green before).",
        "How sure: of models that hold their threshold at most 5 % are called red within 10,000 labels, however often one looks.",
        "Evidence: 1,200 labels; 1.5 times what red needs.",
        "What is being done: Where `peel up` runs a better model is looked for by itself, as soon as there are enough new labels; `peel retrain` begins it by hand. "
        "The model goes on answering.",
        "What waiting costs: about 18 % of the answers are wrong, 8 % more than the threshold allows: of 1,000 pictures 80.",
    ]


def test_first_green_is_no_news():
    assert told(change("grey", colour="green")) == []
    (found,) = told(change("amber", colour="green"))
    assert found.level == "success"


def test_names_are_told_in_one_message():
    (found,) = told(change("green", name="dog"), change("grey", name="cat"))
    assert found.title == "pets v1.0.0, dog, cat: red"
    assert found.body.count("What waiting costs") == 2


def test_name_is_told_only_red():
    assert told(change("green", name="dog", colour="amber")) == []


def test_whole_red_speaks_for_its_names():
    (found,) = told(change("green"), change("green", name="dog"), whole="red")
    assert found.title == "pets v1.0.0: red"
    assert found.body.endswith("\nRed by themselves too: dog.")
    assert told(change("green", name="cat"), whole="red") == []


def test_blindness_is_a_warning():
    (found,) = told(change("green", colour="grey"), whole="grey")
    assert found.level == "warning"
    assert "only true labels can tell" in found.body
