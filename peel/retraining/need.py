"""Whether it is worth a retraining now. The store alone is asked: nothing that an event says is believed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from peel.clock import iso
from peel.feedback import audit, epochs, labels, tables
from peel.feedback.store import Store
from peel.params.sections import Retrain
from peel.registry.registry import candidates, versions
from peel.retraining import promise, runs
from peel.retraining.dataset import TRUSTED
from peel.text import counted
from peel.types.retraining import Need, Run, Trigger
from peel.types.ticket import Audited
from peel.types.watch import Epoch
from peel.watch import scoring

# New labels of a class that is red, without which it is hardly learnt better.
_OF_A_CLASS = 5
_MONTH_S = 30 * 86_400
# A clock that was put back by less still knows what was done.
_JUMP_S = 2 * 86_400
# Said where labels came that no retraining would take.
_NOT_COUNTED = "; {} of others than auditors do not count, for more of one source than retrain.source_share or too improbable"
# Days until the next try double up to this many times the pause.
_LONGEST = 4
# A trial beside the champion is given this long to be decided before a newer challenger may take its place.
_TRIAL_S = 30 * 86_400


class Dip(NamedTuple):
    """A watch that is red now: its incident, and the class that it is about ("" for all)."""

    incident: int
    name: str


class _Case(NamedTuple):
    """What the store says that bears on it: runs that have ended, labels since the last of them, watches that are red.

    `not_counted` are new labels of others than auditors that would not teach.
    """

    store: Store
    settings: Retrain
    epoch: Epoch
    past: Sequence[Run]
    new: Sequence[Audited]
    not_counted: int
    dips: Sequence[Dip]


def need(store: Store, settings: Retrain, *, trigger: Trigger, now: float) -> Need:
    """Whether to retrain, and why or why not.

    A person is told no only where there is too little to learn from; what begins by itself also keeps to the pause and to
    the budgets, and stops where runs change nothing.
    """
    epoch = epochs.current(store)
    if epoch is None:
        return _no(
            "no model has answered yet, so that there is none to be better than: peel promote makes the first champion, and peel up lets it answer"
        )
    # A run that began long after now began under a clock that was wrong: it would hold back all others for as long.
    ended = [run for run in runs.every(store) if run.ended_at is not None]
    past = [run for run in ended if run.started_at <= now + _JUMP_S]
    came = labels.trusted_since(store, _taken_until(past), trusts=TRUSTED)
    came = [each for each in came if each.ticket.kept]
    new = promise.counted(store, came, settings=settings)
    case = _Case(store, settings, epoch, past, new, len(came) - len(new), red(store, epoch))
    if trigger == "red" and not case.dips:
        return _no("no watch is red", n=len(new))
    why = _too_few(case) or (_too_few_of_red(case) if trigger == "red" else None)
    if why is None and trigger != "person":
        held = _held(case, now=now)
        if held is not None:
            return held.model_copy(update={"labels": len(new)})
    if why is not None:
        return _no(why, n=len(new))
    words = f"{len(new)} new trusted labels" + (", and a watch is red" if case.dips else "")
    incident = case.dips[0].incident if case.dips else None
    return Need(wanted=True, words=words, labels=len(new), incident=incident)


def red(store: Store, epoch: Epoch) -> list[Dip]:
    """The open incidents of the epoch, that of all classes first."""
    table = tables.incidents.c
    asked = select(table.id, table.name).where(table.epoch == epoch.id, table.closed_at.is_(None))
    with store.reading() as connection:
        return [Dip(row.id, row.name) for row in connection.execute(asked.order_by(table.name))]


def _taken_until(past: Sequence[Run]) -> float:
    """When the last run began that came to an answer: what was labelled after it is new."""
    return max((run.started_at for run in past if run.outcome != "failed"), default=0.0)


def _too_few(case: _Case) -> str | None:
    n, least = len(case.new), case.settings.min_labels
    if n >= least:
        return None
    return (
        f"{counted(n, 'new trusted label')} of kept pictures since the last retraining, and {least} {'is' if least == 1 else 'are'} wanted: "
        f"label {least - n} more ({_where(case.store, least - n)})"
        + (_NOT_COUNTED.format(case.not_counted) if case.not_counted else "")
    )


def _where(store: Store, missing: int) -> str:
    """Where a person finds pictures to label."""
    n = len(audit.undecided(store, missing))
    if n >= missing:
        return "peel feedback queue OUT exports pictures that wait for one"
    more = "the server draws more while it answers, serve.audit_rate of all"
    return (
        f"peel feedback queue OUT exports the {n} that wait for one; {more}"
        if n
        else f"none waits for one now: {more}"
    )


def _too_few_of_red(case: _Case) -> str | None:
    """Where only classes are red: one of them needs labels of its own, or nothing is learnt about it."""
    dips = [dip.name for dip in case.dips]
    card = epochs.card(case.store, case.epoch.model)
    if card is None or "" in dips:
        return None
    named = [name for each in case.new for name in scoring.names(each, card)]
    name = max(dips, key=named.count)
    about = named.count(name)
    if about >= _OF_A_CLASS:
        return None
    return f"{name} is red, and only {about} of the new labels are about it: label {_OF_A_CLASS - about} more"


def _held(case: _Case, *, now: float) -> Need | None:
    """Why a run that nobody asked for does not begin although there is something to learn from."""
    settings, lost = case.settings, _in_vain(case)
    if _waits(case.store):
        return _no("a better model waits for a yes: peel models, then peel promote MODEL")
    if _is_tried(case, now=now):
        return _no(
            "a challenger answers beside the champion, and their trial is not decided: label what peel feedback queue OUT exports"
        )
    if lost >= settings.stop_after:
        return _no(
            f"{lost} retrainings in a row have not given a better model, so that none begins by itself any more: "
            "look at the pictures and labels, then peel retrain"
        ).model_copy(update={"stopped": True})
    own = [run for run in case.past if run.trigger != "person"]
    recent = [run for run in own if run.started_at > now - _MONTH_S]
    if len(recent) >= settings.runs:
        return _no(
            f"{counted(len(recent), 'retraining')} in 30 days, and retrain.runs allows {settings.runs}"
        )
    spent = math.fsum(run.cpu_s for run in recent) / 3600
    if spent >= settings.cpu_hours:
        return _no(
            f"{spent:.1f} CPU hours in 30 days, and retrain.cpu_hours allows {settings.cpu_hours:g}"
        )
    pause = 3600 * settings.cooldown_hours * min(2 ** max(lost - 1, 0), _LONGEST)
    until = max((run.started_at for run in own), default=-math.inf) + pause
    if until > now:
        return _no(
            f"the last one began less than {pause / 3600:g} hours ago: not before {iso(until)}"
        )
    return None


def _in_vain(case: _Case) -> int:
    """How many runs in a row, up to now, have come to no better model; a person's run begins the count anew.

    One whose model took over after a trial beside the champion is none of them, and one whose trial goes on does not count yet.
    """
    registered = {one.run for one in versions(case.store)}
    tried = {one.run for one in candidates(case.store) if one.state == "shadow"}
    n = 0
    for run in reversed(case.past):
        is_good = run.outcome in ("promoted", "waiting") or run.id in registered
        if is_good or run.trigger == "person":
            break
        n += run.id not in tried
    return n


def _waits(store: Store) -> bool:
    table = tables.candidates.c
    asked = select(func.count()).select_from(tables.candidates).where(table.state == "better")
    with store.reading() as connection:
        return bool(connection.scalar(asked))


def _is_tried(case: _Case, *, now: float) -> bool:
    """Whether a trial against the model that is served goes on: the next challenger would end it, and its bets be lost."""
    tried = (one for one in candidates(case.store) if one.state == "shadow")
    young = (one for one in tried if 0 <= now - one.at < _TRIAL_S)
    return any(one.gate and one.gate.champion == case.epoch.model for one in young)


def _no(words: str, *, n: int = 0) -> Need:
    return Need(wanted=False, words=words, labels=n)
