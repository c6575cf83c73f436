"""A red that begins no retraining says why, once."""

from sqlalchemy import insert, select

from peel.feedback import tables
from peel.retraining import held
from peel.types.retraining import Need
from tests.unit.flows.test_retrain import place_of


def _told(installed):
    with installed.store.reading() as connection:
        return [row.body for row in connection.execute(select(tables.alerts)).all()]


def test_green_says_nothing(installed, tmp_path):
    assert not held.say(place_of(installed, tmp_path), Need(wanted=False, words="no", labels=0))


def test_red_says_once_what_is_missing(installed, tmp_path):
    row = {"epoch": installed.epoch.id, "name": "", "opened_at": 1.0, "evidence": "{}"}
    with installed.store.writing() as connection:
        connection.execute(insert(tables.incidents).values(**row, handled=""))
    place = place_of(installed, tmp_path)
    words = ["label 22 more", "label 21 more", "not before 2026-01-02T03:04:05Z"]
    said = [held.say(place, Need(wanted=False, words=one, labels=28)) for one in words]
    assert said == [True, False, True]
    assert _told(installed)[0] == "Nothing is retrained yet: label 22 more."
