"""A turn of the watch: each change of colour is noted once."""

from __future__ import annotations

import concurrent.futures

import pytest
from sqlalchemy import func, select

from peel.feedback import audit, epochs, happened, tables, tickets
from peel.feedback.store import open_store
from peel.params.sections import Watch
from peel.watch.acknowledge import acknowledge
from peel.watch.cohorts import DAY_S
from peel.watch.turn import rate, standing, turn
from tests.unit.watch.audit import EPOCH, answered, many
from tests.unit.watch.conftest import put

SETTINGS = Watch()


def at(store, days):
    return turn(store, SETTINGS, now=days * DAY_S)


def count(store, table):
    with store.reading() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def bad(n=60, **more):
    return many(right=0.3, n=n, a_day=n, **more)


def test_dip_is_told_once(store):
    put(store, bad())
    (change, *_) = at(store, 2)
    assert (change.before, change.now.colour, change.incident) == ("grey", "red", 1)
    assert at(store, 2.1) == []
    assert count(store, tables.incidents) == 2  # of everything, and of the cats
    assert count(store, tables.alerts) == 1
    assert [one.type for one in happened.after(store, 0)] == ["watch", "watch"]


def test_good_model_tells_nobody(store):
    put(store, many(right=0.97, n=200, a_day=20))
    changes = [change for day in range(12) for change in at(store, day)]
    assert {change.now.colour for change in changes} == {"green"}
    assert count(store, tables.alerts) == 0


def test_silence_turns_grey_and_is_told(store):
    put(store, many(right=0.97, n=200, a_day=20))
    at(store, 11)
    (change,) = [one for one in at(store, 60) if one.now.name == ""]
    assert (change.before, change.now.colour, change.now.since) == ("green", "grey", 60 * DAY_S)
    assert count(store, tables.alerts) == 1


def test_two_replicas_make_one_change(store, state):
    put(store, bad())
    others = [open_store(state) for _ in range(4)]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda own: at(own, 2), others))
    assert sum(bool(changes) for changes in found) == 1
    assert count(store, tables.incidents) == 2


def test_clock_that_jumps_opens_nothing(store):
    put(store, many(right=0.97, n=100, a_day=50))
    at(store, 2.5)
    put(store, bad(first_day=0, first=7000))  # late ones, for a day that was closed
    at(store, 1.5)
    whole = standing(store)[0]
    assert (whole.colour, whole.n) == (
        "grey",
        100,
    )  # so many without an answer in time: nobody can know


def test_corrected_labels_unlatch_nothing(store):
    put(store, bad())
    at(store, 2)
    with store.writing() as connection:
        connection.execute(tables.labels.delete())
    at(store, 3)
    assert standing(store)[0].colour == "red"


def say_again(store, rows, *, days, by="b"):
    """Another auditor says the same of the same tickets, later."""
    told = {"by": by, "client": "again", "at": days * DAY_S}
    said = [row.label.model_dump(exclude={"schema_", "id", "reach"}) | told for row in rows]
    with store.writing() as connection:
        last = connection.scalar(select(func.max(tables.labels.c.id))) or 0
        for place, row in enumerate(said, last + 1):
            connection.execute(tables.labels.insert().values({**row, "id": place}))


def test_second_auditor_erases_no_evidence(store):
    rows = bad()
    put(store, rows)
    at(store, 2)
    before = standing(store)[0]
    say_again(store, rows, days=2.1)
    at(store, 3)
    after = standing(store)[0]
    assert (before.n, before.colour) == (60, "red")
    assert (after.n, after.run, after.start) == (60, before.run, before.start)


def test_day_labelled_twice_hides_no_dip(store):
    for day in range(5):
        rows = many(right=0.7, n=20, a_day=20, first_day=day)
        put(store, rows)
        at(store, day + 1.1)
        say_again(store, rows, days=day + 1.5)
    at(store, 6.1)
    whole = standing(store)[0]
    assert (whole.n, whole.colour) == (100, "red")


def test_reports_of_staff_hide_no_dip(store):
    """Staff report what is wrong; auditors label all that the queue shows."""
    rows = [
        row.model_copy(update={"ticket": row.ticket.model_copy(update={"kept": True})})
        for row in bad()
    ]
    wrong = [row for row in rows if row.ticket.outputs["probabilities"][0] < 0.5]
    with store.writing() as connection:
        tickets.add(connection, [row.ticket for row in rows])
    told = {"trust": "staff", "by": "s"}
    with store.writing() as connection:
        for row in wrong:
            said = row.label.model_dump(exclude={"schema_", "id", "reach"}) | told
            connection.execute(tables.labels.insert().values(said))
    asked = {ticket.ticket for ticket in audit.undecided(store, 1_000)}
    say_again(store, [row for row in rows if row.ticket.ticket in asked], days=1)
    at(store, 2)
    assert standing(store)[0].colour == "red"


@pytest.mark.parametrize(
    ("trust", "colour"),
    [("auditor", "red"), ("staff", "red"), ("partner", "grey"), ("public", "grey")],
)
def test_trust_says_whose_sources_count(store, trust, colour):
    put(store, [answered(i, right=False, at=i * 0.1) for i in range(15)])
    put(store, [answered(100 + i, right=False, at=4000 + i * 0.1) for i in range(15)])
    with store.writing() as connection:
        connection.execute(tables.keys.update().values(trust=trust))
    at(store, 2)
    assert (standing(store)[0].colour == "red") == (colour == "red")


def test_acknowledged_red_begins_anew(store):
    put(store, bad())
    at(store, 2)
    opened = acknowledge(store, "ann", now=2 * DAY_S)
    assert (opened.fresh, opened.id) == (False, 2)
    at(store, 2.1)
    whole = standing(store)[0]
    assert (whole.colour, whole.n, whole.start) == ("grey", 0, 0)
    with store.reading() as connection:
        assert connection.scalar(select(tables.incidents.c.handled)) == "acknowledged by ann"


def test_changed_threshold_replays_nothing(store):
    put(store, bad())
    epochs.open_epoch(store, EPOCH.model_copy(update={"id": 0, "tau": 0.2}), now=1.5 * DAY_S)
    at(store, 2)
    assert standing(store)[0].n == 0


def test_public_labels_turn_nothing_red(store):
    put(store, [answered(i, right=False, at=float(i), trust="public") for i in range(1_000)])
    at(store, 40)
    assert standing(store)[0].colour == "grey"
    assert count(store, tables.incidents) == count(store, tables.alerts) == 0


def test_audit_grows_with_the_doubt(store):
    put(store, bad())
    at(store, 2)
    assert rate(standing(store), 0.05) == 0.2
    assert rate([], 0.05) == 0.05


def test_store_without_a_model_is_quiet(state):
    assert turn(open_store(state), SETTINGS, now=0.0) == []
    assert standing(open_store(state)) == []
