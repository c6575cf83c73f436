"""What the store knows of pictures and of a source, taken out of it, also from where a database keeps what was deleted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, Text, delete, or_, select, text, update

from peel.care.traces import SHOWN
from peel.feedback import tables
from peel.feedback.store import Store
from peel.registry import looks, noted

_TICKETS, _LABELS, _QUARANTINE = tables.tickets, tables.labels, tables.quarantine
# What was written about tickets and pictures in passing; the ledger is never changed, and holds digests only.
_PASSING = (tables.happened, tables.incidents, tables.alerts, tables.candidates, tables.runs)
_TOKEN = re.compile(r"[0-9a-f]{12,64}|t_[\w-]+")
GONE = "forgotten"


class Counts(NamedTuple):
    """How many rows went."""

    tickets: int
    labels: int


def items_of(store: Store, source: str) -> tuple[set[str], set[str]]:
    """The pictures that came from the source (or under the key of that id) alone, and those that others sent as well."""
    t = _TICKETS.c
    with store.reading() as connection:
        mine = set(connection.scalars(select(t.item).where(_from(source))))
        others = set[str]()
        for some in _some(sorted(mine)):
            also = select(t.item).where(t.item.in_(some), ~_from(source))
            others |= set(connection.scalars(also))
    return mine - others, others


def sources(store: Store) -> list[str]:
    """The sources that answers here name, as KEY/NAME or NAME."""
    with store.reading() as connection:
        found = connection.scalars(select(_TICKETS.c.source).distinct())
        return sorted(one for one in found if one)


def knows(store: Store, source: str) -> bool:
    """Whether an answer or a label came from it."""
    asked = (
        select(_TICKETS.c.ticket).where(_from(source)),
        select(_LABELS.c.ticket).where(_LABELS.c.by == source),
        select(_QUARANTINE.c.ticket).where(_QUARANTINE.c.by == source),
    )
    with store.reading() as connection:
        return any(connection.scalar(one.limit(1)) is not None for one in asked)


def items_like(store: Store, begins: str) -> set[str]:
    """The pictures whose digest begins like that."""
    with store.reading() as connection:
        found = select(_TICKETS.c.item).where(_TICKETS.c.item.startswith(begins, autoescape=True))
        return set(connection.scalars(found))


def erase(connection: Connection, items: Collection[str], *, source: str = "") -> Counts:
    """Delete answers with these pictures, all answers and labels of the source, and what else tells of them."""
    gone = _tickets(connection, items, source=source)
    n_labels = 0
    for some in _some(sorted(gone)):
        n_labels += connection.execute(delete(_LABELS).where(_LABELS.c.ticket.in_(some))).rowcount
        connection.execute(delete(_QUARANTINE).where(_QUARANTINE.c.ticket.in_(some)))
        connection.execute(delete(_TICKETS).where(_TICKETS.c.ticket.in_(some)))
    if source:
        n_labels += connection.execute(delete(_LABELS).where(_LABELS.c.by == source)).rowcount
        connection.execute(delete(_QUARANTINE).where(_QUARANTINE.c.by == source))
    replace(connection, dict.fromkeys([*gone, *items], GONE))
    return Counts(len(gone), n_labels)


def count(store: Store, items: Collection[str], *, source: str = "") -> Counts:
    """How many answers and labels `erase` would delete; nothing is changed."""
    with store.reading() as connection:
        gone, said = _tickets(connection, items, source=source), set[int]()
        for some in _some(sorted(gone)):
            said |= set(connection.scalars(select(_LABELS.c.id).where(_LABELS.c.ticket.in_(some))))
        if source:
            said |= set(connection.scalars(select(_LABELS.c.id).where(_LABELS.c.by == source)))
    return Counts(len(gone), len(said))


def _tickets(connection: Connection, items: Collection[str], *, source: str) -> set[str]:
    """All answers with these pictures, and all of the source."""
    found = set[str]()
    for some in _some(sorted(items)):
        found |= set(connection.scalars(select(_TICKETS.c.ticket).where(_TICKETS.c.item.in_(some))))
    if source:
        found |= set(connection.scalars(select(_TICKETS.c.ticket).where(_from(source))))
    return found


def rename(connection: Connection, models: Mapping[str, str]) -> None:
    """Let every row that speaks of a model by its bundle's digest speak of the new one."""
    for table in tables.METADATA.sorted_tables:
        for column in table.columns:
            if column.name in ("model", "shadow_model"):
                for old, new in models.items():
                    changed = update(table).where(column == old).values({column.name: new})
                    connection.execute(changed)
    for old, new in models.items():
        noted.rename(connection, old, new=new)
        looks.rename(connection, old, new=new)
    replace(connection, models)


def replace(connection: Connection, words: Mapping[str, str]) -> None:
    """Put other words for digests and tickets in all that was written about them in passing."""
    heads = {old[:SHOWN]: new for old, new in words.items() if not old.startswith("t_")}

    def other(found: re.Match[str]) -> str:
        said = found[0]
        new = words.get(said) or ("" if said.startswith("t_") else heads.get(said[:SHOWN], ""))
        return new[: len(said)] if new else said

    for table, row in _told(connection):
        texts = {
            column.name: row[column.name]
            for column in table.columns
            if isinstance(column.type, Text)
        }
        new = {name: _TOKEN.sub(other, value) for name, value in texts.items() if value}
        if any(texts[name] != value for name, value in new.items()):
            key = [column == row[column.name] for column in table.primary_key]
            connection.execute(update(table).where(*key).values(new))


def _told(connection: Connection) -> Iterator[tuple[Table, Mapping[str, str]]]:
    for table in _PASSING:
        for row in connection.execute(select(table)).mappings().all():
            yield table, row  # type: ignore[misc]


def scrub(store: Store) -> bool:
    """Have the database write its files anew, for a deleted row stays in them; whether it is done (else somebody reads)."""
    with store.engine.connect() as connection:
        if not store.is_sqlite:
            plain = connection.execution_options(isolation_level="AUTOCOMMIT")
            for table in (_TICKETS, _LABELS, _QUARANTINE, *_PASSING):
                plain.execute(text(f"VACUUM FULL {table.name}"))
            return True
        raw = connection.connection.dbapi_connection
        assert raw is not None
        cursor = raw.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ((busy, *_),) = cursor.fetchall()
        return not busy


def _some(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many at a time as a statement takes."""
    yield from (values[at : at + 500] for at in range(0, len(values), 500))


def _from(source: str) -> ColumnElement[bool]:
    """A source counts within its key, as key/name; it is known by its name, by both, or by the key alone."""
    t = _TICKETS.c
    return or_(
        t.source == source, t.key == source, t.source.endswith(f"/{source}", autoescape=True)
    )
