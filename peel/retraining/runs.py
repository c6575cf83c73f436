"""The retrainings in the store: begun once, their next step on disk before it is done, ended once."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, update

from peel.feedback import tables
from peel.feedback.store import Store
from peel.types.retraining import Run

_ROWS = tables.runs.c


def begin(store: Store, run: Run) -> Run:
    """Write a new run down."""
    row = run.model_dump(exclude={"schema_"}) | {"notes": _text(run.notes)}
    with store.writing() as connection:
        connection.execute(insert(tables.runs).values(row))
    return run


def save(store: Store, run: Run) -> Run:
    """Write down where a run stands."""
    row = run.model_dump(exclude={"schema_", "id"}) | {"notes": _text(run.notes)}
    with store.writing() as connection:
        connection.execute(update(tables.runs).where(_ROWS.id == run.id).values(row))
    return run


def charge(store: Store, run: Run, *, cpu_s: float) -> None:
    """Write down what a run has cost so far, as long as its row stands where `run` does: a step that has ended knows better."""
    still = (_ROWS.id == run.id, _ROWS.step == run.step, _ROWS.notes == _text(run.notes))
    asked = update(tables.runs).where(*still, _ROWS.ended_at.is_(None))
    with store.writing() as connection:
        connection.execute(asked.values(cpu_s=round(cpu_s, 2)))


def every(store: Store) -> list[Run]:
    """All runs, the earliest first."""
    with store.reading() as connection:
        rows = connection.execute(select(tables.runs).order_by(_ROWS.started_at, _ROWS.id))
        return [_run(row) for row in rows.mappings()]


def unfinished(store: Store) -> Run | None:
    """The run that goes on, or that a kill has left; None where all have ended."""
    return next((run for run in every(store) if run.ended_at is None), None)


def new_id(now: float) -> str:
    """A name for a run that begins at `now`: the time, and a little chance.

    >>> new_id(0).startswith("19700101-000000-")
    True
    """
    return f"{datetime.fromtimestamp(now, UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def _text(notes: dict[str, Any]) -> str:
    return json.dumps(notes, sort_keys=True)


def _run(row: Any) -> Run:
    return Run(**{**row, "notes": json.loads(row["notes"])})
