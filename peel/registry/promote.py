"""A model becomes the champion, or an earlier one again.

The pointer alone says which one it is, and it changes in one step. All that is told of it elsewhere (store, tags, `bundle/`) follows
and is made good by `settle` where a kill came between, so that there is exactly one champion at any moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import insert

from peel import files
from peel.bundle import pointer
from peel.bundle.load import load
from peel.errors import PeelError
from peel.feedback import epochs, ledger, tables
from peel.registry import git, noted, numbering, reasons, shelf
from peel.registry.registry import (
    Decision,
    Origin,
    Registry,
    candidate,
    enter,
    enter_decision,
    leave,
    pick,
    version_of,
    versions,
)
from peel.registry.settle import settle
from peel.types.ledger import Deed
from peel.types.pointer import Pointer
from peel.types.version import Version

_ALL_THE_SAME = 'peel models says why; peel promote MODEL --override "REASON" puts it there all the same, which is logged; --reject "REASON" turns it down'


def offer(registry: Registry, bundle: Path, *, origin: Origin, now: float) -> str:
    """Keep the bundle in the folder `bundle` and write it down as a candidate; returns its digest.

    Raises what opening it raises (P652 to P667): a model that answers otherwise here than where it was proven is no candidate.
    """
    load(bundle)
    model = shelf.put(registry.state, bundle)
    with registry.store.writing() as connection:
        enter(connection, model, origin=origin, now=now)
    return model


def promote(registry: Registry, model: str, *, decision: Decision) -> Pointer:
    """Make the model with this digest the champion and return the pointer; a second call finishes what a killed one began.

    Raises P703 (another promotion runs), P872 (its files), P874 (the gate has not said yes, and no reason was given to override it).
    """
    with alone(registry):
        before = settle(registry)
        if before and before.digest == model:
            return before
        load(shelf.folder(registry.state, model))
        _refuse(registry, model, decision=decision, before=before)
        version = _register(registry, model, decision=decision)
        return _point(registry, version, decision=decision, before=before)


def rollback(registry: Registry, *, decision: Decision, to: str = "") -> Pointer:
    """Make the champion before this one the champion again, or the registered model with the digest `to`.

    With `to`, also where the pointer is gone or forged. Raises P879 (no earlier one), P872 (its files).
    """
    with alone(registry):
        before = _standing(registry, is_told=bool(to))
        if before and not to and noted.last(registry.store) < before.sequence:
            return settle(registry) or before  # a change that was killed: this call finishes it
        target = to or (before.previous if before else "")
        if not target:
            raise _no_earlier(before)
        found = version_of(registry.store, pick(registry.store, target))
        if found is None:
            raise PeelError(
                "P876",
                "only a registered model can be put back",
                got=target[:12],
                allowed=", ".join(one.version for one in versions(registry.store)),
                do="peel promote is the way for a new one",
            )
        load(shelf.folder(registry.state, found.model))
        if before and before.digest == found.model:
            return settle(registry) or before
        mark = reasons.against_gate(registry.store, found.version)
        marked = decision if decision.override else decision._replace(override=mark, again=True)
        return _point(registry, found, decision=marked, before=before)


def _no_earlier(standing: Pointer | None) -> PeelError:
    return PeelError(
        "P879",
        "there is no champion before this one",
        got=f"{standing.version}, which is the first" if standing else "no champion yet",
        allowed="a champion that took the place of another",
        do="peel models lists those that are registered, and peel rollback VERSION names one",
    )


def settled(registry: Registry) -> Pointer | None:
    """The pointer, with store, tags and `bundle/` in line with it, while no other change goes on; raises P703, P870, P871."""
    with alone(registry):
        return settle(registry)


def reject(registry: Registry, model: str, *, decision: Decision, reason: str) -> None:
    """Write down that the model shall not take over; one that answers beside the champion leaves it."""
    with alone(registry):
        standing = settle(registry)
        if standing and standing.digest == model:
            raise _denied(
                f"a no to {standing.version}, which is the champion",
                "a no to a model that waits",
                do="peel rollback puts the champion before it back",
            )
        with registry.store.writing() as connection:
            enter_decision(connection, model, state="rejected", decision=decision)
            details = {"model": model, "reason": reason}
            deed = Deed(who=decision.by, what="reject", details=details)
            ledger.note(connection, deed, now=decision.now)
        if standing and standing.shadow == model:
            _put_beside(registry, standing, model="")


def put_beside(registry: Registry, model: str, *, now: float) -> Pointer | None:
    """Let the model answer beside the champion, for the audit only; None where there is no champion. Raises P872.

    One at a time: an earlier one leaves, and does not come back.
    """
    with alone(registry):
        standing = settle(registry)
        if standing is None or standing.shadow == model:
            return standing
        load(shelf.folder(registry.state, model))
        for digest in (standing.digest, model):
            text = shelf.card(registry.state, digest).to_json()
            epochs.remember_card(registry.store, digest, card_json=text, now=now)
        with registry.store.writing() as connection:
            leave(connection, beside=model, now=now)
        return _put_beside(registry, standing, model=model)


def drop(registry: Registry, model: str) -> Pointer | None:
    """Let the model no longer answer beside the champion, if it does."""
    with alone(registry):
        standing = settle(registry)
        if standing is None or standing.shadow != model:
            return standing
        return _put_beside(registry, standing, model="")


def planned(registry: Registry, model: str) -> str:
    """The version that the model has, or would get."""
    found = version_of(registry.store, model)
    return found.version if found else _next(registry, model)


@contextmanager
def alone(registry: Registry) -> Iterator[None]:
    """One change of the champion at a time; raises P703."""
    with files.lock(registry.state.folder / ".lock-promote", "a change of the champion"):
        yield


def _standing(registry: Registry, *, is_told: bool) -> Pointer | None:
    try:
        return pointer.read(registry.state, least=noted.last(registry.store))
    except PeelError:
        if not is_told:
            raise
        return None


def _refuse(registry: Registry, model: str, *, decision: Decision, before: Pointer | None) -> None:
    """Raise P874 unless the gate has said yes, or a person gives a reason."""
    if decision.override:
        return
    if before is None:
        _refuse_first(registry, model)
        return
    found = candidate(registry.store, model)
    judged = found.gate if found else None
    if found is None or found.state != "better":
        said: str = found.state if found else "never offered"
        if found and found.state == "replaced":
            said = f"replaced by {found.decided_by}"
        raise _denied(f"{model[:12]}, which is {said}", "a model that the gate found better")
    if judged is None or judged.champion != before.digest:
        raise _denied(
            f"{model[:12]}, which was compared with an earlier champion",
            "one compared with this one",
        )


def _refuse_first(registry: Registry, model: str) -> None:
    if noted.last(registry.store):
        raise pointer.gone(registry.state)
    verdict = shelf.card(registry.state, model).verdict
    if verdict.verdict != "pass":
        raise _denied(
            f"{model[:12]} with verdict {verdict.verdict}", "a first champion with verdict pass"
        )


def _denied(got: str, allowed: str, *, do: str = _ALL_THE_SAME) -> PeelError:
    what = "not promoted" if do == _ALL_THE_SAME else "not turned down"
    return PeelError("P874", what, got=got, allowed=allowed, do=do)


def _register(registry: Registry, model: str, *, decision: Decision) -> Version:
    """The model's version, made where it has none; the number is taken in the store before anything else knows of it."""
    found = version_of(registry.store, model)
    if found:
        return found
    told = candidate(registry.store, model)
    new = Version(
        model=model,
        name=shelf.card(registry.state, model).name,
        version=_next(registry, model),
        run=told.run if told else "",
        commit=told.commit if told else "",
        at=decision.now,
        by=decision.by,
    )
    with registry.store.writing() as connection:
        connection.execute(insert(tables.versions).values(new.model_dump(exclude={"schema_"})))
        details = new.model_dump(include={"model", "name", "version", "run", "commit"})
        deed = Deed(who=decision.by, what="register", details=details)
        ledger.note(connection, deed, now=decision.now)
    return new


def _next(registry: Registry, model: str) -> str:
    new, known = shelf.card(registry.state, model), versions(registry.store)
    taken = [*(one.version for one in known), *git.versions(registry.project, new.name)]
    standing = pointer.read(registry.state)
    old = shelf.card(registry.state, standing.digest) if standing else None
    others = old is not None and (old.kind, {*old.space.names}) != (new.kind, {*new.space.names})
    return numbering.after(taken, is_new_language=others)


def _point(
    registry: Registry, version: Version, *, decision: Decision, before: Pointer | None
) -> Pointer:
    """The switch, and after it all that follows from it."""
    pointer.write(
        registry.state,
        Pointer(
            name=version.name,
            version=version.version,
            digest=version.model,
            previous=before.digest if before else "",
            previous_version=before.version if before else "",
            sequence=noted.last(registry.store),
            at=decision.now,
            by=decision.by,
            override=decision.override,
        ),
    )
    standing = settle(registry, is_new=not decision.again)
    assert standing is not None
    return standing


def _put_beside(registry: Registry, standing: Pointer, *, model: str) -> Pointer | None:
    pointer.write(registry.state, standing.model_copy(update={"shadow": model}))
    return settle(registry)
