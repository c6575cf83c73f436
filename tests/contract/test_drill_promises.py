"""What the drill promises: each promise can be broken, and is told to be."""

from __future__ import annotations

import contextlib
import sqlite3
from collections import Counter
from dataclasses import replace

import pytest

from benchmarks.drill import ATTACK, judged, refused
from peel.project.state import state_of
from tests.e2e.drill.attack import Suffered
from tests.e2e.drill.client import NOBODY, Load
from tests.e2e.drill.drawn import Films, Scenes
from tests.e2e.drill.hook import Hook
from tests.e2e.drill.scenario import Plan, Told, lost
from tests.e2e.drill.site import Site

PLAN = Plan(400, None)
OLD, NEW = "v1.0.0", "v1.1.0"
ALARMS = (f"peel {OLD}: red", "Retraining promoted")
GOOD = Told(
    right_before=0.98,
    right_dipped=0.6,
    right_after=0.95,
    until_red=100,
    versions=(OLD, NEW),
    registered=(OLD, NEW),
    pointed=NEW,
    colours=["green", "red", "green"],
    load=Load(Counter({"200": 900}), Counter({OLD: 800, NEW: 100}), still_s=0.4),
    promised=1000,
)
UNHARMED = Suffered(
    colours=["green"], taught=[4, 150], of_class=[0.9, 0.9], of_all=[0.9, 0.9], harmed=0.4
)


def load(**changes):
    return {"load": replace(GOOD.load, **changes)}


def broken(seen, *, plan=PLAN, alarms=ALARMS):
    told = Hook(told=[{"title": title} for title in alarms])
    return [
        words for words, is_kept in judged(plan, seen, told=told, least=0.85).items() if not is_kept
    ]


def test_good_drill_breaks_nothing():
    assert broken(GOOD) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"missing": 1},
        {"promised": 10},
        {"alerts_before": 1},
        {"colours": ["amber", "red", "green"]},
        {"colours": ["green", "green", "green"]},
        {"colours": ["green", "red", "amber"]},
        {"right_after": 0.8},
        {"right_dipped": 0.9},
        {"pointed": OLD},
        {"registered": (OLD, NEW, "v1.2.0")},
        load(statuses=Counter({"200": 900, "503: full": 1})),
        load(statuses=Counter({"200": 900, NOBODY: 1})),
        load(statuses=Counter({"200": 10})),
        load(versions=Counter({OLD: 900})),
        load(still_s=11.0),
    ],
)
def test_broken_promise_is_told(changes):
    assert len(broken(replace(GOOD, **changes))) == 1


@pytest.mark.parametrize(
    "alarms", [ALARMS[:1], ALARMS[1:], (*ALARMS, ALARMS[0]), (*ALARMS, "amber", "amber"), ()]
)
def test_missing_or_double_alert_is_told(alarms):
    assert len(broken(GOOD, alarms=alarms)) == 1


def test_dead_server_may_be_silent():
    away = replace(GOOD, **load(statuses=Counter({"200": 900, NOBODY: 50}), still_s=30.0))
    assert broken(away, plan=PLAN._replace(server_dies=True)) == []


def test_trouble_that_refused_nothing_is_told():
    assert len(broken(GOOD, plan=PLAN._replace(refuses=True))) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"colours": ["red"]},
        {"alarms": ["peel v1.0.0: amber"]},
        {"began": 1},
        {"taught": [200, 250]},
        {"taught": [4, 4]},
        {"harmed": 0.9},
        {"of_class": [0.9, 0.8]},
        {"of_all": [0.9, 0.87]},
    ],
)
def test_attack_that_finds_a_way_is_told(changes):
    assert all(refused(UNHARMED, ATTACK).values())
    found = refused(replace(UNHARMED, **changes), ATTACK)
    assert list(found.values()).count(False) == 1


def test_boxes_are_worth_what_they_find():
    camera = Scenes()
    label = '[{"box":[0,0,10,10],"name":"ball"},{"box":[50,50,60,60],"name":"star"}]'
    ball, twice, star = (
        {"name": name, "box": box}
        for name, box in (("ball", [1, 0, 10, 10]), ("ball", [0, 0, 10, 9]), ("star", [0, 0, 9, 9]))
    )
    assert camera.worth({"things": [ball]}, label) == pytest.approx(2 / 3)
    assert camera.worth({"things": [ball, twice, star]}, label) == pytest.approx(2 / 5)
    assert camera.worth({"things": []}, "[]") == 1.0
    assert camera.worth({"things": []}, label) == 0.0


def test_drawn_pictures_are_never_the_same():
    shots = [camera.shoot() for camera in (Scenes(seed=1), Scenes(seed=2), Films(seed=1))]
    assert len({one.data for one in shots}) == 3
    assert Films(seed=1).shoot() == shots[2]


def test_label_that_stands_otherwise_is_lost(tmp_path):
    store = state_of(tmp_path).store
    store.parent.mkdir(parents=True)
    with contextlib.closing(sqlite3.connect(store)) as made:
        made.execute("CREATE TABLE labels (ticket, label)")
        rows = [("once", "cat"), ("twice", "cat"), ("twice", "cat"), ("other", "dog")]
        made.executemany("INSERT INTO labels VALUES (?, ?)", rows)
        made.commit()
    site = Site(tmp_path, port=0)
    assert lost(site, {"once": "cat"}) == 0
    assert lost(site, {"twice": "cat", "other": "cat", "never": "cat", "once": "cat"}) == 3
