"""One retraining at a time, from its first step to its last; one that was killed goes on where it was."""

from __future__ import annotations

import contextlib
import hashlib
import os
import resource
import socket
import time
from collections.abc import Iterator

from sqlalchemy import update

from peel import files
from peel.errors import PeelError
from peel.feedback import epochs, happened, leases, ledger, tables
from peel.feedback.leases import FOR_S, Lease
from peel.retraining import causes, decide, runs, steps
from peel.retraining.beat import Beat, Step, another
from peel.retraining.need import need
from peel.retraining.place import Place
from peel.types.ledger import Deed
from peel.types.retraining import Need, Run, Trigger
from peel.watch import outbox
from peel.watch.outbox import Level, Message

_WHAT, _LOCK = "a retraining of this project", "retrain.lock"
# What may be otherwise the next time: a full disk, a busy project, a remote or a process that is gone.
_PASSING = frozenset(
    ("P701", "P702", "P703", "P711", "P712", "P713", "P715", "P831", "P891", "P893", "P896", "P897")
)
_TRIES = 3
_LEVEL: dict[str, Level] = {"promoted": "success", "waiting": "success", "failed": "failure"}


def retrain(place: Place, trigger: Trigger, *, least: int | None = None) -> Run | Need:
    """Finish the run that was begun, or begin one where it is needed; the run as it ended, or why there is none.

    `least` stands for retrain.min_labels. Raises P703 and P895 where another retraining works, P831, and what a step says that may pass:
    then the run goes on the next time, at most three times.
    """
    with _alone(place) as beat:
        run = runs.unfinished(place.registry.store)
        if run is None:
            asked = _need(place, trigger, least=least)
            if not asked.wanted:
                return asked
            run = _begin(place, trigger, asked=asked, now=place.tools.now())
        else:
            place.tools.say(f"goes on with {run.id}, at the step {run.step}")
        while run.ended_at is None:
            beat.check()
            run = _step(place, run, beat=beat)
        return run


def is_worked_on(place: Place) -> bool:
    """Whether somebody works on a retraining now: here by the lock, elsewhere by the lease, which outlives a kill by 30 s."""
    registry = place.registry
    if files.holder(registry.state.folder / _LOCK) is not None:
        return True
    holder = leases.holder(registry.store, "retrain", now=place.tools.now())
    return holder not in (None, _holder(place))


def _need(place: Place, trigger: Trigger, *, least: int | None) -> Need:
    settings = place.params.retrain
    if least is not None:
        settings = settings.model_copy(update={"min_labels": least})
    if not decide.champion(place):
        return Need(
            wanted=False,
            words="no model was promoted yet, so that there is none to be better than: peel promote",
        )
    asked = need(place.registry.store, settings, trigger=trigger, now=place.tools.now())
    call_a_person(place, asked)
    return asked


def call_a_person(place: Place, asked: Need) -> None:
    """Say once that nothing begins by itself any more, where it is so."""
    if not asked.stopped:
        return
    last = runs.every(place.registry.store)[-1].id
    epoch = epochs.current(place.registry.store)
    body = f"{asked.words}\n{causes.sheet(place.registry.store, epoch) if epoch else ''}".strip()
    told = Message(f"retrain stopped {last}", "failure", "Retraining stopped", body)
    with place.registry.store.writing() as connection:
        outbox.enqueue(connection, told, now=place.tools.now())


def _begin(place: Place, trigger: Trigger, *, asked: Need, now: float) -> Run:
    store = place.registry.store
    run = Run(id=runs.new_id(now), trigger=trigger, incident=asked.incident, started_at=now)
    run = run.model_copy(update={"notes": {"labels": asked.labels}})
    runs.begin(store, run)
    with store.writing() as connection:
        if asked.incident is not None:
            mine = tables.incidents.c.id == asked.incident
            connection.execute(update(tables.incidents).where(mine).values(handled=run.id))
        data = {"run": run.id, "trigger": trigger, "why": asked.words}
        happened.tell(connection, "retrain", data=data, now=now)
        ledger.note(connection, Deed(who="peel", what="retrain", details=data), now=now)
    return run


def _step(place: Place, run: Run, *, beat: Beat) -> Run:
    """One step, and where the run stands then on disk; that it was begun stands there before, so that a step that kills is given up."""
    store, before = place.registry.store, _cpu_s()
    tries = int(run.notes.get("tries", 0)) + 1
    run = runs.save(store, run.model_copy(update={"notes": {**run.notes, "tries": tries}}))
    beat.step = Step(run, time.monotonic())
    try:
        after = steps.step(place, run) if tries <= _TRIES else _given_up(run, place.tools.now())
        after = after.model_copy(update={"notes": {**after.notes, "tries": 0}})
    except PeelError as error:
        after = _failed(run, error, now=place.tools.now())
        if after.ended_at is None:
            runs.charge(store, run, cpu_s=_charged(run, before).cpu_s)
            raise
    except Exception:
        with contextlib.suppress(PeelError):  # the store may be what is broken
            runs.charge(store, run, cpu_s=_charged(run, before).cpu_s)
        raise
    finally:
        beat.step = None
    after = runs.save(store, _charged(after, before))
    if after.ended_at is not None:
        _tell_end(place, after, now=place.tools.now())
    return after


def _given_up(run: Run, now: float) -> Run:
    words = f"the step {run.step} was begun {_TRIES} times and never came to its end: it was killed, perhaps for memory, or stopped by a defect"
    return run.model_copy(update={"outcome": "failed", "words": words, "ended_at": now})


def _failed(run: Run, error: PeelError, *, now: float) -> Run:
    if error.code in _PASSING and int(run.notes["tries"]) < _TRIES:
        return run
    return run.model_copy(update={"outcome": "failed", "words": str(error), "ended_at": now})


def _tell_end(place: Place, run: Run, *, now: float) -> None:
    level = _LEVEL.get(run.outcome, "warning")
    title = f"Retraining {run.outcome}"
    with place.registry.store.writing() as connection:
        outbox.enqueue(connection, Message(f"retrain {run.id}", level, title, run.words), now=now)
        data = {"run": run.id, "outcome": run.outcome, "words": run.words}
        happened.tell(connection, "retrain", data=data, now=now)


def _charged(run: Run, before: float) -> Run:
    return run.model_copy(update={"cpu_s": round(run.cpu_s + _cpu_s() - before, 2)})


def _cpu_s() -> float:
    """CPU seconds of this process and of the children that ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


@contextlib.contextmanager
def _alone(place: Place) -> Iterator[Beat]:
    """One on this machine by a lock, which a kill gives back at once; one of all machines by a lease in the store."""
    registry = place.registry
    with files.lock(registry.state.folder / _LOCK, _WHAT):
        lease = Lease("retrain", _holder(place))
        if not leases.take(registry.store, lease, for_s=FOR_S, now=place.tools.now()):
            raise another("another machine")
        beat = Beat(place, lease=lease)
        beat.start()
        try:
            yield beat
        finally:
            beat.stop()
            with contextlib.suppress(PeelError):  # it ends by itself where the store is gone
                leases.drop(registry.store, lease)


def _holder(place: Place) -> str:
    """The machine and the installation, so that a killed run's successor here has its lease."""
    folder = hashlib.sha256(os.fsencode(place.registry.state.folder)).hexdigest()
    return f"{socket.gethostname()[:80]} {folder[:16]}"
