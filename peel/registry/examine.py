"""A challenger before the gate: both models asked, the gate's answer kept, the look counted, and what follows from it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

from peel import files
from peel.bundle import pointer
from peel.feedback import epochs, happened, ledger
from peel.params.load import FILE
from peel.params.load import load as load_params
from peel.params.sections import Promote
from peel.registry import compare, looks, page, reasons
from peel.registry.judge import judge
from peel.registry.promote import drop, promote, put_beside
from peel.registry.registry import (
    OPEN,
    Decision,
    Registry,
    candidate,
    candidates,
    enter_judgement,
    in_work,
    is_turned_down,
)
from peel.types.judgement import Check, Judgement
from peel.types.ledger import Deed
from peel.types.pointer import Pointer
from peel.types.version import Candidate

GATE = "gate"  # who decides where no person does
_MOST_LOOKS = 8  # at a sealed part, after which it flatters those who were chosen by it


class Case(NamedTuple):
    """A challenger and the champion, by their digests, and the `data` folder with the sealed part on which they meet."""

    model: str
    champion: str
    data: Path


def examine(registry: Registry, model: str, *, data: Path, now: float) -> Judgement | None:
    """Ask champion and challenger, and keep what the gate says; None where there is no champion, or it is the model itself.

    A person's no stands without a look. A look at the fresh pictures is counted when they are enough for a test, and when they are others than the last time.
    Costs two runs a picture. Raises P870, P872.
    """
    standing = pointer.read(registry.state)
    if standing is None or standing.digest == model:
        return None
    case = Case(model, standing.digest, data)
    if is_turned_down(candidate(registry.store, model)):
        said = reasons.refusal(registry.store, model) or "a person said no to it"
        return _without(case, check="nobody said no", words=said)
    told = _judged(registry, case, now=now)
    _keep(registry, told, now=now)
    files.write_text(page.path(registry.state, model), page.render(told, data=data))
    return told


def carry_out(registry: Registry, judgement: Judgement, *, now: float) -> Pointer | None:
    """Do what follows without a person: promote where `promote.approve` is auto, or let it answer beside the champion.

    Returns the pointer where it changed. A challenger that is better but waits for a person's yes stays a candidate.
    """
    if judgement.verdict == "shadow":
        with registry.store.writing() as connection:
            trial = looks.Trial(judgement.challenger, judgement.champion)
            looks.begin_trial(connection, trial, now=now)
        return put_beside(registry, judgement.challenger, now=now)
    if judgement.verdict == "promote" and is_automatic(registry):
        decision = Decision(by=GATE, now=now)
        return promote(registry, judgement.challenger, decision=decision)
    return None


def is_due(registry: Registry, one: Candidate, *, now: float) -> bool:
    """Whether another look at an open candidate is worth its price.

    It is where nobody looked yet, where the champion is another one than it was compared with, and where there are enough fresh pictures for
    a test, twice as many as the last time: looks that come again and again would spend the level on nothing. What a retraining is at work on is
    left to it.
    """
    standing = pointer.read(registry.state)
    if standing is None or one.state not in OPEN:
        return False
    if one.run in in_work(registry.store):
        return False
    told = one.gate
    if told is None or told.champion != standing.digest:
        return True
    if one.state != "shadow":
        return False
    wanted = max(settings(registry).min_holdout, 2 * max(told.n, told.labels))
    return compare.fresh_labels(registry.store, now=now) >= wanted


def resume(registry: Registry, *, now: float) -> list[str]:
    """Do what the gate has said already, where a kill came between its word and the deed; returns what was done, in words."""
    done, working = [], in_work(registry.store)
    for one in candidates(registry.store):
        standing, told = pointer.read(registry.state), one.gate
        if standing is None or told is None or one.run in working:
            continue
        stands = told.champion == standing.digest
        if standing.shadow == one.model and one.state in ("refused", "rejected", "replaced"):
            drop(registry, one.model)
            done.append(f"{one.model[:12]}: leaves the champion's side")
        elif stands and _is_left(registry, one, standing=standing):
            carry_out(registry, told, now=now)
            done.append(f"{one.model[:12]}: {told.verdict}, {told.words}")
    return done


def is_automatic(registry: Registry) -> bool:
    """Whether the gate's yes is enough: it was set so, and there is an audit, without which nobody would see a mistake."""
    params = load_params(registry.project / FILE)
    return params.promote.approve == "auto" and params.serve.audit_rate > 0


def settings(registry: Registry) -> Promote:
    """The section `promote` of the project."""
    return load_params(registry.project / FILE).promote


def _is_left(registry: Registry, one: Candidate, *, standing: Pointer) -> bool:
    """Whether the deed is missing: to take over, or to begin a trial where none goes on and none better waits."""
    if one.state == "better":
        return is_automatic(registry)
    others = {other.state for other in candidates(registry.store)}
    return one.state == "shadow" and not standing.shadow and "better" not in others


def _judged(registry: Registry, case: Case, *, now: float) -> Judgement:
    both = compare.rivals(registry.state, champion=case.champion, challenger=case.model)
    if both.challenger.card.kind != both.champion.card.kind or not both.names:
        return _strangers(case, both)
    n_labels = compare.fresh_labels(registry.store, now=now)
    seen = compare.fresh(both, registry, now=now), compare.sealed(both, case.data)
    look = _look(registry, case, n=len(seen[0].items), now=now)
    evidence = compare.evidence(both, seen, tau=_tau(registry, both), look=look)
    told = judge(evidence, settings(registry))
    return told.model_copy(
        update={
            "champion": case.champion,
            "challenger": case.model,
            "flips": tuple(compare.flips(both, seen[1])),
            "words": told.words + _worn(registry, case),
            "labels": n_labels,
            **_language(both),
        }
    )


def _keep(registry: Registry, told: Judgement, *, now: float) -> None:
    """The judgement and the state of the candidate, in one transaction."""
    with registry.store.writing() as connection:
        enter_judgement(connection, told)
        details = {"model": told.challenger, "champion": told.champion, "verdict": told.verdict}
        happened.tell(connection, "judged", data={**details, "words": told.words}, now=now)
        if told.verdict == "refuse":
            failed = [check.name for check in told.checks if check.fails]
            deed = Deed(who=GATE, what="reject", details={**details, "failed": failed})
            ledger.note(connection, deed, now=now)


def _strangers(case: Case, both: compare.Rivals) -> Judgement:
    words = "it knows none of the champion's names, so nothing can be compared"
    told = _without(case, check="something in common", words=words)
    return told.model_copy(update=_language(both))


def _without(case: Case, *, check: str, words: str) -> Judgement:
    """A refusal for which no picture was looked at."""
    return Judgement(
        champion=case.champion,
        challenger=case.model,
        verdict="refuse",
        words=f"the champion stays, for {words}",
        checks=(Check(name=check, holds=False, words=words),),
        look=0,
        alpha=0.0,
        chance=1.0,
        n=0,
        better=0,
        worse=0,
        sealed=0,
        unseen=1.0,
    )


def _language(both: compare.Rivals) -> dict[str, tuple[str, ...]]:
    old, new = {*both.champion.names}, {*both.challenger.names}
    return {"added": tuple(sorted(new - old)), "removed": tuple(sorted(old - new))}


def _tau(registry: Registry, both: compare.Rivals) -> float:
    """The threshold of the watch of the champion; before anybody watches, that of its score."""
    epoch = epochs.current(registry.store)
    return epoch.tau if epoch else both.champion.card.verdict.threshold


def _look(registry: Registry, case: Case, *, n: int, now: float) -> int:
    """The number of this look: that of the last where it was at this very challenger and these very pictures; too few spend none."""
    row = looks.fresh(case.champion, now=now)
    last = looks.read(registry.store, row)
    found = candidate(registry.store, case.model)
    told = found.gate if found else None
    if told and n and (told.champion, told.n, told.look) == (case.champion, n, last):
        return last
    return looks.take(registry.store, row) if n >= settings(registry).min_holdout else last + 1


def _worn(registry: Registry, case: Case) -> str:
    """A word where the sealed part has decided too often; each challenger counts once."""
    test = case.data / "split/test.parquet"
    if not test.is_file():
        return ""
    sealed = hashlib.sha256(test.read_bytes()).hexdigest()
    with registry.store.writing() as connection:
        n = looks.wear(connection, sealed, model=case.model)
    if n <= _MOST_LOOKS:
        return ""
    return (
        f". The same sealed pictures have judged {n} times: add new ones, for they begin to flatter"
    )
