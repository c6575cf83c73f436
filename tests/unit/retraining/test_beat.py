"""A beat keeps the lease, and what a step costs stands in the books while it works."""

import time

import pytest

from peel.errors import PeelError
from peel.feedback import leases
from peel.feedback.leases import Lease
from peel.params.sections import Params
from peel.registry.registry import Registry
from peel.retraining import runs
from peel.retraining.beat import Beat, Step
from peel.retraining.place import Place, Tools
from peel.types.retraining import Run

MINE = Lease("retrain", "me")


@pytest.fixture
def beat(installed, tmp_path):
    """One of a run whose first step has worked for a minute."""
    tools = Tools(repro=print, now=lambda: 1.0, say=print)
    made = Beat(
        Place(Registry(tmp_path, installed.state, installed.store), Params(), tools), lease=MINE
    )
    leases.take(installed.store, MINE, for_s=30, now=1.0)
    notes = {"tries": 1}
    run = runs.begin(installed.store, Run(id="r1", trigger="red", started_at=1.0, notes=notes))
    made.step = Step(run, time.monotonic() - 60)
    return made


def test_step_that_works_is_charged(installed, beat):
    beat.beat()
    assert runs.every(installed.store)[0].cpu_s == pytest.approx(60, abs=5)
    beat.check()


def test_ended_step_knows_better(installed, beat):
    runs.save(installed.store, beat.step.run.model_copy(update={"notes": {"tries": 0}, "cpu_s": 7}))
    beat.beat()
    assert runs.every(installed.store)[0].cpu_s == 7


def test_lost_lease_ends_the_run(installed, beat):
    leases.take(installed.store, Lease("retrain", "other"), for_s=30, now=100.0)
    beat.beat()
    with pytest.raises(PeelError, match=r"^P895 "):
        beat.check()
    assert runs.every(installed.store)[0].cpu_s == 0


def test_beats_end_with_the_step(beat):
    beat.start()
    beat.stop()
    assert not beat.is_lost
