"""One retraining at a time; it goes on after a kill, and its end is told."""

import subprocess
import time

import pytest
from sqlalchemy import select

from peel import files
from peel.bundle import pointer
from peel.errors import PeelError
from peel.feedback import happened, leases, tables
from peel.feedback.leases import Lease
from peel.params.sections import Params
from peel.registry.registry import Registry
from peel.retraining import runs
from peel.retraining.place import Place, Tools
from peel.retraining.run import is_worked_on, retrain
from peel.types.pointer import Pointer
from peel.types.retraining import Need, Run
from tests.unit.retraining.conftest import MODEL

NOW = 1000.0


@pytest.fixture
def place(installed, tmp_path):
    """An installation that has a champion, in no git."""
    standing = Pointer(name="a", version="v1.0.0", digest=MODEL, sequence=0, at=0, by="me")
    pointer.write(installed.state, standing)
    said = []
    tools = Tools(repro=lambda folder: said.append(folder), now=lambda: NOW, say=said.append)
    return Place(Registry(tmp_path, installed.state, installed.store), Params(), tools)


def alerts(place):
    with place.registry.store.reading() as connection:
        return list(connection.scalars(select(tables.alerts.c.title)))


def test_no_need_is_told(place):
    found = retrain(place, "person")
    assert isinstance(found, Need)
    assert "0 new trusted labels" in found.words
    assert runs.every(place.registry.store) == []


def test_without_champion_there_is_no_need(place):
    place.registry.state.pointer.unlink()
    found = retrain(place, "person")
    assert isinstance(found, Need)
    assert found.words.startswith("no model was promoted yet")


def test_refused_run_ends_and_is_told(installed, place):
    installed.use(1, "red")
    done = retrain(place, "person", least=1)
    assert isinstance(done, Run)
    assert (done.outcome, done.step) == ("failed", "clone")
    assert done.words.startswith("P892 ")
    assert alerts(place) == ["Retraining failed"]
    told = [each.data for each in happened.after(installed.store, 0) if each.type == "retrain"]
    assert [each.get("outcome") for each in told] == [None, "failed"]


def test_what_may_pass_is_tried_three_times(installed, place):
    subprocess.run(["git", "init", "-q"], cwd=place.project, check=True)  # nothing is committed
    runs.begin(installed.store, Run(id="r1", trigger="red", started_at=1.0))
    for _ in range(2):
        with pytest.raises(PeelError, match=r"^P897 "):
            retrain(place, "person")
        assert runs.unfinished(installed.store) is not None
    done = retrain(place, "person")
    assert isinstance(done, Run)
    assert (done.id, done.outcome) == ("r1", "failed")


def test_lock_lets_one_work(place):
    held = files.lock(place.registry.state.folder / "retrain.lock", "a test")
    with held, pytest.raises(PeelError, match=r"^P703 "):
        retrain(place, "person")


def test_lease_of_another_machine_holds(place):
    leases.take(place.registry.store, Lease("retrain", "elsewhere"), for_s=30, now=NOW)
    with pytest.raises(PeelError, match=r"^P895 "):
        retrain(place, "person")


def test_killed_run_is_not_worked_on(installed, place):
    """Its lease stands for another half minute, and nobody is behind it."""
    store, seen = installed.store, []

    def killed(_words: str) -> None:
        seen.append((is_worked_on(place), leases.holder(store, "retrain", now=NOW)))
        raise OSError("killed")

    notes = {"base": "a" * 40}
    runs.begin(store, Run(id="r1", trigger="red", started_at=1.0, notes=notes))
    with pytest.raises(OSError, match="killed"):
        retrain(place._replace(tools=place.tools._replace(say=killed)), "person")
    ((is_known, holder),) = seen
    assert is_known
    leases.take(store, Lease("retrain", holder), for_s=30, now=NOW)
    assert not is_worked_on(place)


def test_stopped_retraining_calls_a_person_once(installed, place):
    for at in (1.0, 2.0, 3.0):
        run = Run(id=f"r{at}", trigger="red", started_at=at, ended_at=at, outcome="refused")
        runs.begin(installed.store, run)
    for seed in range(50):
        installed.use(seed, "red", at=10.0)
    for _ in range(2):
        assert isinstance(retrain(place, "schedule"), Need)
    assert alerts(place) == ["Retraining stopped"]


def test_step_that_breaks_is_charged(installed, place):
    def work(words: str) -> None:
        if not words.startswith("clones"):
            return
        end = time.process_time() + 0.05
        while time.process_time() < end:
            pass
        raise OSError("no such disk")

    tools = place.tools._replace(say=work)
    runs.begin(
        installed.store, Run(id="r1", trigger="red", started_at=1.0, notes={"base": "a" * 40})
    )
    with pytest.raises(OSError, match="no such disk"):
        retrain(place._replace(tools=tools), "person")
    (run,) = runs.every(installed.store)
    assert (run.ended_at, run.notes["tries"]) == (None, 1)
    assert run.cpu_s >= 0.05


def test_step_that_kills_is_given_up(installed, place):
    notes = {"tries": 3}
    runs.begin(installed.store, Run(id="r1", trigger="red", started_at=1.0, notes=notes))
    done = retrain(place, "person")
    assert isinstance(done, Run)
    assert done.outcome == "failed"
    assert done.words.startswith("the step clone was begun 3 times")
    assert alerts(place) == ["Retraining failed"]
