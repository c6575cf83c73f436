"""The registry of an installation: where it lies, and its two tables, of candidates and of versions."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, and_, insert, or_, select, update

from peel.errors import PeelError
from peel.feedback import tables
from peel.feedback.store import Store, open_store
from peel.params.environment import store_url
from peel.project.state import State, state_of
from peel.types.judgement import Judgement
from peel.types.version import Candidate, Stand, Version

OPEN: tuple[Stand, ...] = ("offered", "shadow", "better")  # what may still take over
_STANDS: dict[str, Stand] = {"promote": "better", "shadow": "shadow", "refuse": "refused"}


class Registry(NamedTuple):
    """The project, the state of its installation, and the store."""

    project: Path
    state: State
    store: Store


class Decision(NamedTuple):
    """Who decided, when (seconds, UTC), and with what reason against the gate; `again`: one that was given before and stays with the model."""

    by: str
    now: float
    override: str = ""
    again: bool = False


class Origin(NamedTuple):
    """What a model was built from: the commit that holds it ("" for none), and the retraining ("" for a person's build)."""

    commit: str = ""
    run: str = ""


def open_registry(project: Path) -> Registry:
    """The registry of the installation in `project`; raises P831, P832."""
    state = state_of(project)
    return Registry(project, state, open_store(state))


def has_any(project: Path) -> bool:
    """Whether the installation has a store or a champion; to open the registry would make an empty one."""
    state = state_of(project)
    return state.store.exists() or state.pointer.exists() or store_url() is not None


def versions(store: Store) -> list[Version]:
    """All registered models, the first one first."""
    return [Version.model_validate(row) for row in _rows(store, tables.versions)]


def candidates(store: Store) -> list[Candidate]:
    """All models that were ever offered, the first one first."""
    return [Candidate.model_validate(row) for row in _rows(store, tables.candidates)]


def candidate(store: Store, model: str) -> Candidate | None:
    """The candidate with this digest."""
    return next((one for one in candidates(store) if one.model == model), None)


def version_of(store: Store, model: str) -> Version | None:
    """The version that the model with this digest got, if it is registered."""
    return next((one for one in versions(store) if one.model == model), None)


def pick(store: Store, told: str) -> str:
    """The digest of the model that a person names, by its version or by the beginning of its digest; raises P873."""
    known = {one.model for one in candidates(store)} | {one.model for one in versions(store)}
    found = {one.model for one in versions(store) if one.version == told}
    found = found or {model for model in known if len(told) >= 4 and model.startswith(told)}
    if len(found) == 1:
        return found.pop()
    listed = [one.version for one in versions(store)] + sorted(model[:12] for model in known)
    raise PeelError(
        "P873",
        "no such model is registered or waiting" if not found else "several models begin like that",
        got=told,
        allowed=", ".join(listed) or "none: peel promote makes the first",
        do="peel models lists them",
    )


def enter(connection: Connection, model: str, *, origin: Origin, now: float) -> None:
    """Write the candidate down, once; one that was offered before stays as it is, but for a commit that is known now."""
    table = tables.candidates
    found = connection.execute(select(table).where(table.c.model == model)).first()
    if found is None:
        row = Candidate(model=model, run=origin.run, commit=origin.commit, at=now, state="offered")
        connection.execute(insert(table).values(row.model_dump(exclude={"schema_"})))
    elif origin.commit and not found.commit:
        connection.execute(update(table).where(table.c.model == model).values(commit=origin.commit))


def enter_decision(connection: Connection, model: str, *, state: Stand, decision: Decision) -> None:
    """Write down what was decided of a candidate; nothing where it is none."""
    told = {"state": state, "decided_by": decision.by, "decided_at": decision.now}
    table = tables.candidates
    connection.execute(update(table).where(table.c.model == model).values(told))


def leave(connection: Connection, *, beside: str, now: float) -> None:
    """Write down that challengers which answered beside the champion are replaced by the one that comes there."""
    others = and_(tables.candidates.c.state == "shadow", tables.candidates.c.model != beside)
    _replace(connection, others, decision=Decision(by=beside[:12], now=now))


def retire(connection: Connection, champion: str, *, decision: Decision) -> None:
    """Write down that a new champion replaces what was open: offered before it, or by the same retraining.

    Each would be compared with every champion to come, and each comparison asks more of all later ones. What was offered after it stays.
    """
    table = tables.candidates.c
    its = connection.execute(select(table.at, table.run).where(table.model == champion)).first()
    if its is None:
        return
    earlier = or_(table.at <= its.at, and_(table.run == its.run, table.run != ""))
    left = and_(table.state.in_(OPEN), table.model != champion, earlier)
    _replace(connection, left, decision=decision)


def enter_judgement(connection: Connection, told: Judgement) -> None:
    """Write down what the gate said of a candidate, and where that leaves it; a person's no stays what it is."""
    table = tables.candidates
    row = {"judgement": told.to_json(), "state": _STANDS[told.verdict]}
    chosen = and_(table.c.model == told.challenger, table.c.state != "rejected")
    connection.execute(update(table).where(chosen).values(row))


def is_turned_down(one: Candidate | None) -> bool:
    """Whether a person has said no to it."""
    return one is not None and one.state == "rejected"


def in_work(store: Store) -> set[str]:
    """The retrainings that go on: what becomes of their candidates is for them to say."""
    runs = tables.runs.c
    with store.reading() as connection:
        return set(connection.scalars(select(runs.id).where(runs.ended_at.is_(None))))


def _replace(connection: Connection, which: ColumnElement[bool], *, decision: Decision) -> None:
    told = {"state": "replaced", "decided_by": decision.by, "decided_at": decision.now}
    connection.execute(update(tables.candidates).where(which).values(told))


def _rows(store: Store, table: Table) -> list[dict[str, object]]:
    with store.reading() as connection:
        found = connection.execute(select(table).order_by(table.c.at, table.c.model))
        return [dict(row._mapping) for row in found]
