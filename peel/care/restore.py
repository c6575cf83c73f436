"""Bring a backup back into an installation that has nothing yet."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from typing import NamedTuple

from pydantic import ValidationError
from sqlalchemy import select, update

from peel import files
from peel.bundle import pointer
from peel.care import copy, objects
from peel.care.backup import ABOUT, OBJECT, POINTER, REMOTE, STORE
from peel.care.traces import rows_of
from peel.errors import PeelError
from peel.feedback import ledger, tables
from peel.feedback.store import Store, open_store
from peel.params.environment import store_url
from peel.project.state import State, remote_of
from peel.sources import forgotten
from peel.types.care import Backup
from peel.types.ledger import Deed
from peel.types.pointer import Pointer

# All that a backup may hold; nothing of it leads out of the folder.
_NAMES = re.compile(
    r"store\.db|pointer\.json|models/[0-9a-f]{64}/[A-Za-z0-9_][\w.-]{0,80}"
    r"|pictures/[0-9a-f]{2}/[0-9a-f]{64}\.png|secrets/[A-Za-z0-9_][\w.-]{0,80}"
    rf"|{REMOTE}/{OBJECT}"
)
_PARTS = ("models", "pictures", "secrets", REMOTE, STORE, POINTER)
_WORK = ".restoring"


class Restored(NamedTuple):
    """What the backup held, and the number from which the pointer goes on (0: there is none)."""

    about: Backup
    sequence: int


def restore(state: State, file: Path, *, now: float) -> Restored:
    """Put everything of the backup back; every byte is checked before the first file stands.

    The pointer gets a number above all that this installation ever gave, so that no server takes an earlier one for
    newer. Raises P932 for a file that is no whole backup, P933 where the installation has something already.
    """
    _refuse_full(state)
    work = state.folder / _WORK
    shutil.rmtree(work, ignore_errors=True)
    try:
        about = _unpack(file, work)
        sequence = _point(State(work), about, now=now)
        _place(work, state)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    held = {name: about.count(name) for name in ("models", "pictures", "secrets", REMOTE)}
    file = Path(os.path.abspath(file))
    details = {"backup_of": about.at, "file": str(file), "pointer": sequence, **held}
    deed = Deed(who="peel restore", what="restore", details=details)
    with _open(state) as store:
        ledger.note(store, deed, now=now)
        _end_runs(store, now)
    return Restored(about, sequence)


def come_back(project: Path, state: State) -> list[str]:
    """The pictures that were forgotten in the project and are here again, for the backup is older; costs a reading of all tables of the remote."""
    marks = forgotten.read(project)
    if not marks:
        return []
    with _open(state) as store, store.reading() as connection:
        items = set(connection.scalars(select(tables.tickets.c.item).distinct()))
    items |= {path.stem for path in state.pictures.glob("*/*.png")}
    items |= {row.item for path in objects.objects(remote_of(state)) for row in rows_of(path)}
    return sorted(item for item in items if forgotten.mark(item) in marks)


def _refuse_full(state: State) -> None:
    there = [name for name in _PARTS if (state.folder / name).exists()]
    if there:
        raise _taken(
            f"{', '.join(there)} in {state.folder}",
            do=f"mv {quote(str(state.folder))} ELSEWHERE, then try again",
        )


def _taken(got: str, *, do: str) -> PeelError:
    return PeelError(
        "P933",
        "a backup is brought back into an empty installation only",
        got=got,
        allowed="neither store, pointer, models, pictures, remote nor secrets",
        do=do,
    )


def _unpack(file: Path, work: Path) -> Backup:
    """All members below `work`, each with the SHA-256 that the backup says; raises P932."""
    try:
        with tarfile.open(file, "r:") as archive:
            found = {member.name: _take(archive, member, work=work) for member in archive}
        about = Backup.model_validate_json((work / ABOUT).read_bytes())
    except (tarfile.TarError, OSError, ValidationError, EOFError) as error:
        if isinstance(error, OSError) and error.errno is not None and file.is_file():
            with files.guard(work):
                raise
        raise _no_backup(file, str(error)) from error
    del found[ABOUT]
    wrong = sorted(
        name for name in found | about.sha256 if found.get(name) != about.sha256.get(name)
    )
    if wrong:
        raise _no_backup(file, f"{wrong[0]} is not what was backed up")
    _check_models(file, work)
    return about


def _take(archive: tarfile.TarFile, member: tarfile.TarInfo, *, work: Path) -> str:
    """Write one member; its SHA-256."""
    source = archive.extractfile(member) if member.isreg() else None
    if source is None or not (member.name == ABOUT or _NAMES.fullmatch(member.name)):
        raise tarfile.TarError(f"{member.name!r} has no place in a backup")
    path = work / member.name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    mode = 0o644 if member.name.startswith(("models/", POINTER)) else 0o600
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as target:
        while block := source.read(2**20):
            digest.update(block)
            target.write(block)
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest()


def _check_models(file: Path, work: Path) -> None:
    for model in sorted((work / "models").glob("*")):
        card = model / "bundle.json"
        if not card.is_file() or hashlib.sha256(card.read_bytes()).hexdigest() != model.name:
            raise _no_backup(file, f"the model {model.name[:12]} is not what its name says")


def _no_backup(file: Path, got: str) -> PeelError:
    return PeelError(
        "P932",
        "not a whole backup",
        got=f"{file}: {got}",
        allowed="a file that `peel backup` wrote, unchanged",
        do="take another copy of it, or an earlier backup",
    )


def _point(work: State, about: Backup, *, now: float) -> int:
    """Sign the pointer anew under a number that was never given: numbers grow by one a change, far slower than the clock."""
    if about.pointer_sequence == 0:
        return 0
    found = pointer.read(work) if about.secrets else Pointer.read(work.pointer)
    assert found is not None
    raised = found.model_copy(update={"sequence": max(found.sequence, int(now))})
    return pointer.write(work, raised).sequence


def _end_runs(store: Store, now: float) -> None:
    """A retraining that was at work when the backup was made has no clone here to go on in."""
    runs = tables.runs
    words = "the installation was brought back from a backup, which holds no half of a retraining"
    ended = {"ended_at": now, "outcome": "failed", "words": words}
    with store.writing() as connection:
        connection.execute(update(runs).where(runs.c.ended_at.is_(None)).values(ended))


@contextlib.contextmanager
def _open(state: State) -> Iterator[Store]:
    store = open_store(state)
    try:
        yield store
    finally:
        store.engine.dispose()


def _place(work: Path, state: State) -> None:
    """The pointer last: whoever finds it finds all that it speaks of."""
    if store_url() is not None:
        with _open(state) as store:
            if not copy.is_empty(store):
                raise _taken("rows in the database", do="let PEEL_STORE_URL name an empty database")
            copy.load(work / STORE, store)
        (work / STORE).unlink()
    for name in _PARTS:
        if (work / name).exists():
            os.replace(work / name, state.folder / name)
    for folder in (state.folder, state.pictures, state.secrets):
        if folder.exists():
            folder.chmod(0o700)
    files.sync(state.folder)
