"""When it is worth a retraining, and what is said when it is not."""

import pytest
from sqlalchemy import insert, update

from peel.feedback import tables, tickets
from peel.params.sections import Retrain
from peel.retraining import runs
from peel.retraining.need import need, red
from peel.types.judgement import Judgement
from peel.types.retraining import Run
from tests.unit.feedback.conftest import answer
from tests.unit.retraining.conftest import MODEL

DAY = 86_400.0
NOW = 100 * DAY
FEW = Retrain(min_labels=3)


def incident(installed, name="", *, epoch=None):
    row = {"epoch": epoch or installed.epoch.id, "name": name, "opened_at": 1.0, "evidence": "{}"}
    with installed.store.writing() as connection:
        connection.execute(insert(tables.incidents).values(**row, handled=""))


def label(installed, n, name="red", **other):
    for seed in range(n):
        installed.use(1000 * int(other.get("at", 1)) + seed, name, **other)


def ended(installed, *, days, outcome="refused", trigger="red", cpu_s=0.0):
    run = Run(
        id=f"r{days}{trigger}",
        trigger=trigger,
        started_at=NOW - days * DAY,
        ended_at=NOW - days * DAY + 60,
        outcome=outcome,
        cpu_s=cpu_s,
    )
    runs.begin(installed.store, run)


def asked(installed, trigger="red", settings=FEW):
    return need(installed.store, settings, trigger=trigger, now=NOW)


def test_red_with_labels_is_needed(installed):
    incident(installed)
    label(installed, 3)
    found = asked(installed)
    assert (found.wanted, found.labels, found.incident) == (True, 3, 1)
    assert found.words == "3 new trusted labels, and a watch is red"


def test_payload_without_red_is_nothing(installed):
    label(installed, 3)
    assert asked(installed).words == "no watch is red"


def test_red_of_earlier_model_does_not_count(installed):
    incident(installed, epoch=99)
    assert red(installed.store, installed.epoch) == []


def test_closed_incident_is_not_red(installed):
    incident(installed)
    with installed.store.writing() as connection:
        connection.execute(update(tables.incidents).values(closed_at=2.0))
    assert not asked(installed).wanted


def test_schedule_needs_no_red(installed):
    label(installed, 3)
    assert asked(installed, "schedule").wanted


def test_too_few_labels_are_told(installed):
    incident(installed)
    label(installed, 2)
    words = asked(installed).words
    assert words.startswith(
        "2 new trusted labels of kept pictures since the last retraining, and 3 are wanted: label 1 more"
    )
    assert "none waits for one now: the server draws more while it answers" in words


def test_pictures_that_wait_are_named(installed):
    label(installed, 2)
    with installed.store.writing() as connection:
        tickets.add(connection, [answer(3.0)])
    assert "peel feedback queue OUT exports pictures" in asked(installed, "person").words


def test_volunteers_do_not_count(installed):
    label(installed, 5, trust="public")
    assert asked(installed, "person").labels == 0


def test_labels_without_picture_do_not_count(installed):
    label(installed, 5, kept=False)
    assert asked(installed, "person").labels == 0


def test_red_class_needs_labels_of_it(installed):
    incident(installed, "blue")
    label(installed, 3)
    assert (
        asked(installed).words
        == "blue is red, and only 0 of the new labels are about it: label 5 more"
    )
    label(installed, 5, "blue", at=2.0)
    assert asked(installed).wanted


def test_red_class_does_not_hold_the_whole(installed):
    incident(installed)
    incident(installed, "blue")
    label(installed, 3)
    assert asked(installed).wanted


def test_one_red_class_with_labels_suffices(installed):
    incident(installed, "blue")
    incident(installed, "red")
    label(installed, 5)
    assert asked(installed).wanted


def test_red_class_holds_no_person(installed):
    incident(installed, "blue")
    label(installed, 3)
    assert asked(installed, "person").wanted


def test_labels_of_earlier_runs_are_known(installed):
    label(installed, 3)
    ended(installed, days=10)
    assert asked(installed, "person").labels == 0


def test_failed_run_has_taken_no_labels(installed):
    label(installed, 3)
    ended(installed, days=10, outcome="failed")
    assert asked(installed, "schedule").wanted


def test_run_of_the_future_holds_nothing(installed):
    """It began under a clock that was a year ahead."""
    incident(installed)
    label(installed, 3)
    ended(installed, days=-365)
    assert asked(installed).wanted


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_clock_off_by_a_day_repeats_nothing(installed, days):
    """The clock was put back or forward since the last run began."""
    incident(installed)
    label(installed, 3, at=NOW - 9 * DAY)
    ended(installed, days=days)
    assert not asked(installed).wanted
    assert asked(installed, "person").labels == 0


def test_pause_is_kept(installed):
    incident(installed)
    ended(installed, days=0.5)
    label(installed, 3, at=NOW - 1)
    assert (
        asked(installed).words
        == "the last one began less than 24 hours ago: not before 1970-04-11T12:00:00Z"
    )
    assert asked(installed, "person").wanted


def test_pause_doubles_with_runs_in_vain(installed):
    for days in (9, 1.5):
        ended(installed, days=days)
    label(installed, 3, at=NOW - 1)
    assert "less than 48 hours ago" in asked(installed, "schedule").words


def test_three_runs_in_vain_stop_it(installed):
    for days in (20, 15, 10):
        ended(installed, days=days)
    label(installed, 3, at=NOW - 1)
    found = asked(installed, "schedule")
    assert (found.wanted, found.stopped) == (False, True)
    assert "3 retrainings in a row have not given a better model" in found.words
    assert asked(installed, "person").wanted


@pytest.mark.parametrize("state", ["shadow", "promoted"])
def test_trial_is_no_run_in_vain(state, installed):
    for days in (20, 15, 10):
        ended(installed, days=days, outcome="shadow")
    row = {"model": "c" * 64, "run": "r10red", "commit": "", "at": 1.0}
    version = {**row, "name": "a", "version": "v1.1.0", "by": "gate"}
    with installed.store.writing() as connection:
        connection.execute(insert(tables.candidates).values(**row, state=state, judgement=""))
        if state == "promoted":
            connection.execute(insert(tables.versions).values(version))
    label(installed, 3, at=NOW - 1)
    assert asked(installed, "schedule").wanted


def test_person_begins_the_count_anew(installed):
    for days in (20, 15, 10):
        ended(installed, days=days)
    ended(installed, days=5, trigger="person")
    label(installed, 3, at=NOW - 1)
    assert asked(installed, "schedule").wanted


@pytest.mark.parametrize("settings", [{"runs": 2}, {"cpu_hours": 0.5}])
def test_budget_of_the_month_is_kept(installed, settings):
    for days in (20, 10):
        ended(installed, days=days, outcome="promoted", cpu_s=900.0)
    label(installed, 3, at=NOW - 1)
    found = asked(installed, "schedule", FEW.model_copy(update=settings))
    assert not found.wanted
    assert f"retrain.{next(iter(settings))} allows" in found.words


def test_waiting_model_holds_the_next_run(installed):
    label(installed, 3)
    row = {"model": "c" * 64, "run": "r", "commit": "", "at": 1.0, "state": "better"}
    with installed.store.writing() as connection:
        connection.execute(insert(tables.candidates).values(**row, judgement=""))
    assert "a better model waits for a yes" in asked(installed, "schedule").words


def gate(champion):
    return Judgement(
        champion=champion,
        challenger="c" * 64,
        verdict="shadow",
        words="",
        checks=(),
        look=1,
        alpha=0.05,
        chance=1.0,
        n=0,
        better=0,
        worse=0,
        sealed=0,
        unseen=1.0,
    )


@pytest.mark.parametrize(
    ("champion", "days", "wanted"), [(MODEL, 2, False), (MODEL, 31, True), ("a" * 64, 2, True)]
)
def test_trial_that_goes_on_is_awaited(champion, days, wanted, installed):
    label(installed, 3)
    row = {"model": "c" * 64, "run": "r", "commit": "", "at": NOW - days * DAY, "state": "shadow"}
    with installed.store.writing() as connection:
        told = gate(champion).to_json()
        connection.execute(insert(tables.candidates).values(**row, judgement=told))
    assert asked(installed, "schedule").wanted == wanted
    assert asked(installed, "person").wanted


def test_labels_that_cannot_teach_do_not_count(installed):
    label(installed, 3, trust="staff", by="bob")
    found = asked(installed, "schedule")
    assert (found.wanted, found.labels) == (False, 0)
    assert "; 3 of others than auditors do not count" in found.words
    label(installed, 3, at=2.0)
    assert asked(installed, "schedule").labels == 3


def test_nothing_served_needs_nothing(installed):
    with installed.store.writing() as connection:
        connection.execute(update(tables.epochs).values(closed_at=2.0))
    assert asked(installed, "person").words.startswith("no model has answered yet")
