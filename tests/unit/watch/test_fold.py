"""From the audit to the state of every watch."""

from __future__ import annotations

import random

import pytest

from peel.params.sections import Watch
from peel.problem import find
from peel.types.marks import Mark
from peel.types.ticket import Audited
from peel.types.watch import OVERALL
from peel.watch.cohorts import DAY_S
from peel.watch.fold import Ground, fold
from tests.unit.watch.audit import CARD, EPOCH, answered, many, stands

GROUND = Ground(EPOCH, CARD, Watch(), {"k"})


def overall(rows, *, days, ground=GROUND):
    return fold(rows, ground, now=days * DAY_S, known={}).watched[0]


def test_nothing_known_is_grey():
    found = overall([], days=1)
    assert (found.name, found.colour, found.n, found.recent) == (OVERALL, "grey", 0, None)


def test_good_model_is_green():
    found = overall(many(right=0.96, n=400, a_day=40), days=11)
    assert (found.colour, found.n) == ("green", 400)
    assert found.low < found.recent < found.high


def test_dip_turns_red_and_stays():
    rows = many(right=0.7, n=400, a_day=40) + many(right=1.0, n=2000, a_day=400, first_day=11)
    found = overall(rows, days=17)
    assert found.colour == "red"
    assert found.since < 12 * DAY_S
    assert "is under the threshold of 90 %" in found.words


@pytest.mark.parametrize(("right", "colour"), [(0.97, "green"), (0.5, "red")])
def test_boxes_decide_by_picture(right, colour):
    """Of three things in a picture all are found, or one: F1 1 or a half."""
    kind = find("detection")
    marks = [Mark("cat", (20 * n, 0, 20 * n + 9, 9)) for n in range(3)]
    label = kind.state_marks(marks, size=(99, 9))
    space = CARD.space.model_copy(update={"decision": {"thresholds": [0.5, 0.5]}})
    finds = {"kind": "detection", "space": space, "outputs": kind.outputs(space)}
    ground = GROUND._replace(card=CARD.model_copy(update=finds))
    rows = [_seen(row, marks, label=label) for row in many(right=right, n=400, a_day=40)]
    found = overall(rows, days=11, ground=ground)
    assert (found.colour, found.n) == (colour, 400)
    assert found.recent == pytest.approx(right + (1 - right) / 2, abs=0.03)


def _seen(row, marks, *, label):
    """The row with boxes for names: all of them where it is right, else the first alone."""
    is_right = row.ticket.outputs["probabilities"][0] > 0.5
    some = marks if is_right else marks[:1]
    outputs = {
        "boxes": [[*mark.box] for mark in some],
        "scores": [0.9] * len(some),
        "labels": [0] * len(some),
        "image_index": [0] * len(some),
    }
    ticket = row.ticket.model_copy(update={"outputs": outputs})
    said = row.label.model_copy(update={"label": label})
    return row.model_copy(update={"ticket": ticket, "label": said})


def test_open_day_does_not_count():
    rows = many(right=0.5, n=100, a_day=100)
    assert overall(rows, days=0.9).n == 0
    assert overall(rows, days=1.1).n == 100


def test_days_count_in_their_order():
    """Bad days are answered at once and a good one is left open: nobody chooses which of them come first."""
    good = [answered(9000 + i, right=None, at=i * 800.0) for i in range(100)]
    bad = many(right=0.5, n=200, a_day=100, first_day=1)
    held = overall(good + bad, days=4)
    assert (held.colour, held.run, held.n) == ("grey", 0, 200)
    assert overall(good + bad, days=15.1).colour == "red"


@pytest.mark.slow
def test_public_labels_never_count():
    rows = [answered(i, right=False, at=i, trust="public") for i in range(10_000)]
    found = overall(rows, days=40)
    assert (found.colour, found.n) == ("grey", 0)


def test_shuffled_arrival_gives_the_same():
    rows = many(right=0.85, n=300, a_day=30)
    mixed = random.Random(3).sample(rows, len(rows))
    assert overall(mixed, days=11) == overall(rows, days=11)


@pytest.mark.slow
def test_burst_is_one_observation():
    """A hundred wrong ones of one source within an hour are no hundred proofs."""
    burst = [answered(i, right=False, at=i, source="door") for i in range(100)]
    apart = [answered(i, right=False, at=i, source=f"s{i}") for i in range(100)]
    assert overall(apart, days=2).colour == "red"
    assert overall(burst, days=2).run < 0.01


def test_sources_of_strange_keys_are_one():
    """Whoever may ask can name a new source with every picture."""
    rows = [answered(i, right=False, at=i, source=f"s{i}") for i in range(100)]
    strange = overall(rows, days=2, ground=Ground(EPOCH, CARD, Watch()))
    assert overall(rows, days=2).colour == "red"
    assert (strange.colour, strange.n) == ("green", 100)


def test_new_class_counts_as_wrong():
    rows = [answered(i, right=True, at=i, label="zebra", source=f"s{i}") for i in range(60)]
    assert overall(rows, days=2).recent == 0


def test_unanswered_audit_is_grey():
    rows = many(right=1.0, n=80, a_day=10)
    rows += [answered(9000 + i, right=None, at=i * 5000.0) for i in range(20)]
    found = overall(rows, days=28)
    assert found.colour == "grey"
    assert found.pessimistic == pytest.approx(0.8)


def test_class_has_a_watch_of_its_own():
    good = many(right=0.99, n=1000, a_day=100, label="cat")
    bad = many(right=0.4, n=60, a_day=6, label="dog", first=5000)
    found = fold(good + bad, GROUND, now=11 * DAY_S, known={}).watched
    assert {one.name: one.colour for one in found} == {"": "green", "cat": "green", "dog": "red"}


def test_second_start_keeps_its_start_account_shut():
    rows = many(right=0.0, n=40, a_day=40)
    again = Ground(EPOCH.model_copy(update={"fresh": False}), CARD, Watch(), {"k"})
    assert overall(rows, days=2, ground=again).start == 0
    assert overall(rows, days=2).start > 1


def test_needed_labels_are_estimated():
    found = overall(many(right=0.85, n=100, a_day=50), days=3)
    assert found.needed > 100
    assert "more labels would prove it" in found.words
    assert stands(found)


def test_silence_never_turns_red():
    """A model right in 92 of 100, of which people report all that is wrong and a third of what is right."""
    rows = many(right=0.92, n=2000, a_day=100)
    for i, row in enumerate(rows):
        is_right = row.ticket.outputs["probabilities"][0] > 0.5
        if is_right and i % 3:
            rows[i] = Audited(ticket=row.ticket, label=None)
    found = overall(rows, days=40)
    assert (found.recent, found.colour) == (None, "grey")


def test_score_leaves_out_unfinished_days():
    """A trial asked first for what two models disagree on, and nobody labelled the rest: half of that is wrong, whatever the score."""
    whole = many(right=0.95, n=100, a_day=100)
    part = many(right=0.5, n=40, a_day=40, first_day=1)
    part += [answered(9000 + i, right=None, at=DAY_S + i * 800.0) for i in range(60)]
    found = overall(whole + part, days=17)
    assert (found.recent, found.n) == (pytest.approx(0.95), 140)
    assert overall(part, days=17).recent is None


def test_dip_shows_through_some_silence():
    rows = many(right=0.7, n=1000, a_day=100)
    rows = [Audited(ticket=r.ticket, label=None) if i % 5 == 0 else r for i, r in enumerate(rows)]
    assert overall(rows, days=40).colour == "red"


def test_silence_counts_for_the_name_it_was():
    """Whatever is missing, a class is not called red for it: an answer of "dog" without a label counts as a right one."""
    good = many(right=0.99, n=1000, a_day=100, label="cat")
    dogs = many(right=0.8, n=500, a_day=50, label="dog", first=5000)
    silent = [Audited(ticket=r.ticket, label=None) if i % 10 else r for i, r in enumerate(dogs)]
    found = fold(good + silent, GROUND, now=40 * DAY_S, known={}).watched
    assert [one.colour for one in found if one.name == "dog"] != ["red"]


def test_several_labels_are_watched_alike():
    """F1 of each answer, as a whole and over the pictures that have a name."""
    space = CARD.space.model_copy(update={"decision": {"thresholds": [0.5, 0.5]}})
    card = CARD.model_copy(update={"kind": "multilabel", "space": space})
    both = '{"unknown":[],"yes":["cat","dog"]}'
    rows = [answered(i, right=False, at=i * 800.0, label=both) for i in range(500)]
    ground = Ground(EPOCH, card, Watch(), {"k"})
    found = {one.name: one for one in fold(rows, ground, now=9 * DAY_S, known={}).watched}
    assert {one.colour for one in found.values()} == {"red"}
    assert [one.recent for one in found.values()] == pytest.approx([2 / 3] * 3)
