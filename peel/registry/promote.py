"""A model becomes the champion, or an earlier one again.

The pointer alone says which one it is, and it changes in one step. All that is told of it elsewhere (store, tags, `bundle/`) follows
and is made good by `settle` where a kill came between, so that there is exactly one champion at any moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from peel import files
from peel.bundle import pointer
from peel.bundle.files import CARD
from peel.bundle.load import load
from peel.errors import PeelError
from peel.export.publish import follow
from peel.feedback import tables
from peel.feedback.store import Store
from peel.images.digest import of_file
from peel.project import result, run
from peel.registry import git, numbers, shelf
from peel.registry.registry import (
    Decision,
    Origin,
    Registry,
    candidate,
    enter,
    pick,
    version_of,
    versions,
)
from peel.types.pointer import Pointer
from peel.types.version import Version

_NOTED = "pointer"  # the row of `meta` with the number of the last pointer that the store knows of


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
        before = settle(registry, now=decision.now)
        if before and before.digest == model:
            return before
        load(shelf.folder(registry.state, model))
        _refuse(registry, model, decision=decision, before=before)
        version = _register(registry, model, decision=decision)
        return _point(registry, version, decision=decision, before=before)


def rollback(registry: Registry, *, decision: Decision, to: str = "") -> Pointer:
    """Make the champion before this one the champion again, or the registered model with the digest `to`.

    With `to`, also where the pointer is gone or forged. Raises P873 (no earlier one), P872 (its files).
    """
    with alone(registry):
        before = _standing(registry, is_told=bool(to))
        target = to or (before.previous if before else "")
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
            return settle(registry, now=decision.now) or before
        return _point(registry, found, decision=decision, before=before)


def settle(registry: Registry, *, now: float) -> Pointer | None:
    """Bring store, tags and `bundle/` into line with the pointer, which it returns; nothing happens where they are."""
    standing = pointer.read(registry.state, least=_noted(registry.store))
    if standing is None:
        return None
    with registry.store.writing() as connection:
        if _number(connection) < standing.sequence:
            _note(connection, standing, now=now)
    _mirror(registry, standing)
    _follow(registry, standing)
    return standing


def settled(registry: Registry, *, now: float) -> Pointer | None:
    """The same while no other change goes on; raises P703, P870, P871."""
    with alone(registry):
        return settle(registry, now=now)


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
        return pointer.read(registry.state, least=_noted(registry.store))
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
    if found is None or found.state != "better":
        said = found.state if found else "never offered"
        raise _denied(f"{model[:12]}, which is {said}", "a model that the gate found better")


def _refuse_first(registry: Registry, model: str) -> None:
    if _noted(registry.store):
        raise PeelError(
            "P877",
            "the pointer is gone",
            got=f"no {registry.state.pointer}, although a model was promoted",
            allowed="the pointer, which only peel promote and peel rollback write",
            do="peel rollback VERSION puts a registered model in its place; peel models lists them",
        )
    verdict = shelf.card(registry.state, model).verdict
    if verdict.verdict != "pass":
        raise _denied(
            f"{model[:12]} with verdict {verdict.verdict}", "a first champion with verdict pass"
        )


def _denied(got: str, allowed: str) -> PeelError:
    return PeelError(
        "P874",
        "not promoted",
        got=got,
        allowed=allowed,
        do='peel models says why; --override "REASON" puts it there all the same, and is logged',
    )


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
    return new


def _next(registry: Registry, model: str) -> str:
    new, known = shelf.card(registry.state, model), versions(registry.store)
    taken = [*(one.version for one in known), *git.versions(registry.project, new.name)]
    standing = pointer.read(registry.state)
    old = shelf.card(registry.state, standing.digest) if standing else None
    others = old is not None and (old.kind, {*old.space.names}) != (new.kind, {*new.space.names})
    return numbers.after(taken, is_new_language=others)


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
            sequence=_noted(registry.store),
            at=decision.now,
            by=decision.by,
            override=decision.override,
        ),
    )
    standing = settle(registry, now=decision.now)
    assert standing is not None
    return standing


def _note(connection: Connection, standing: Pointer, *, now: float) -> None:
    """What the store holds of a change of the champion, in one transaction."""
    _set_number(connection, standing.sequence)
    of = tables.candidates.c.model
    told = {"state": "promoted", "decided_by": standing.by, "decided_at": standing.at}
    connection.execute(update(tables.candidates).where(of == standing.digest).values(told))
    words = f"{standing.version} took over"
    is_open = tables.incidents.c.closed_at.is_(None)
    connection.execute(update(tables.incidents).where(is_open).values(closed_at=now, handled=words))


def _noted(store: Store) -> int:
    with store.reading() as connection:
        return _number(connection)


def _number(connection: Connection) -> int:
    meta = tables.meta.c
    return int(connection.scalar(select(meta.value).where(meta.key == _NOTED)) or 0)


def _set_number(connection: Connection, number: int) -> None:
    row = {"value": str(number)}
    done = connection.execute(update(tables.meta).where(tables.meta.c.key == _NOTED).values(row))
    if not done.rowcount:
        connection.execute(insert(tables.meta).values(key=_NOTED, **row))


def _mirror(registry: Registry, standing: Pointer) -> None:
    """Tags of the version and of the champion, where the project's git has the commit."""
    found = version_of(registry.store, standing.digest)
    if found is None or not git.can_tag(registry.project):
        return
    commit = _commit(registry, found)
    if commit:
        git.register(registry.project, found.name, version=found.version, commit=commit)
    git.assign(registry.project, found.name, commit=commit)


def _commit(registry: Registry, version: Version) -> str:
    """Where the project's git has what the version was built from; a build may have been committed after its promotion."""
    if git.is_there(registry.project, version.commit):
        return version.commit
    here = registry.project / result.CANDIDATE / CARD
    if not here.is_file() or of_file(here) != version.model:
        return ""
    commit = git.holds(registry.project)
    if commit:
        of = tables.versions.c.model == version.model
        with registry.store.writing() as connection:
            connection.execute(update(tables.versions).where(of).values(commit=commit))
    return commit


def _follow(registry: Registry, standing: Pointer) -> None:
    """`bundle/` becomes the champion; a build that runs does it itself at its end."""
    try:
        with run.build_lock(registry.project):
            follow(registry.project, standing)
    except PeelError as error:
        if error.code != "P703":
            raise
