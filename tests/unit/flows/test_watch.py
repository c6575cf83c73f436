"""The watch's flow begins a retraining for a dip that waits, and for a run that was killed."""

import pytest
from sqlalchemy import insert, select

from flows.watch import is_wanted
from peel.feedback import leases, tables
from peel.feedback.leases import Lease
from peel.retraining import runs
from peel.types.retraining import Run
from tests.unit.flows.test_retrain import place_of
from tests.unit.retraining.conftest import installed  # noqa: F401


@pytest.fixture
def place(installed, tmp_path):  # noqa: F811
    return place_of(installed, tmp_path, min_labels=1)


def test_green_wants_nothing(place):
    assert not is_wanted(place)


def test_dip_with_labels_wants_one(installed, place):  # noqa: F811
    installed.use(1, "red")
    row = {"epoch": installed.epoch.id, "name": "", "opened_at": 1.0, "evidence": "{}"}
    with installed.store.writing() as connection:
        connection.execute(insert(tables.incidents).values(**row, handled=""))
    assert is_wanted(place)


def test_killed_run_is_gone_on_with(installed, place):  # noqa: F811
    runs.begin(installed.store, Run(id="r1", trigger="red", started_at=1.0))
    assert is_wanted(place)


def test_run_that_is_worked_on_needs_nobody(installed, place):  # noqa: F811
    runs.begin(installed.store, Run(id="r1", trigger="red", started_at=1.0))
    leases.take(installed.store, Lease("retrain", "another"), for_s=60, now=1.0)
    assert not is_wanted(place)


def test_red_without_labels_says_what_is_missing(installed, place):  # noqa: F811
    row = {"epoch": installed.epoch.id, "name": "", "opened_at": 1.0, "evidence": "{}"}
    with installed.store.writing() as connection:
        connection.execute(insert(tables.incidents).values(**row, handled=""))
    assert not is_wanted(place)
    with installed.store.reading() as connection:
        told = connection.execute(select(tables.alerts)).one()
    assert "label 1 more" in told.body
