"""A backup: store, pointer, registered models, kept pictures, DVC's data where they lie here, secrets on request, in one tar file, while everything runs."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import tarfile
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import IO, NamedTuple

from peel import files
from peel.bundle import pointer
from peel.care import copy
from peel.care.home import Home
from peel.errors import PeelError
from peel.feedback import ledger
from peel.project.state import State, remote_of
from peel.types.care import Backup
from peel.types.ledger import Deed

ABOUT, STORE, POINTER, REMOTE = "backup.json", "store.db", "pointer.json", "remote"
# A file of a DVC remote is called after its content; what is being sent has another name.
OBJECT = r"(?:files/md5/)?[0-9a-f]{2}/[0-9a-f]{30}(?:\.dir)?"
_OBJECT = re.compile(OBJECT)
_TRIES = 5


class Asked(NamedTuple):
    """Where the backup shall lie, and whether it shall hold the secrets, and the remote of DVC that lies in the installation."""

    file: Path
    secrets: bool
    remote: bool = True


def backup(home: Home, asked: Asked, *, now: float) -> Backup:
    """Write the backup, whole or not at all, for its owner's eyes only; nobody has to stop meanwhile.

    The ledger notes where, for `peel forget` has to say which backups still hold what was forgotten. Raises P931 where a file lies there already, P937 where its folder is not there, P870 for a pointer that is none of ours.
    """
    if os.path.lexists(asked.file):
        raise PeelError(
            "P931",
            "a backup is never written over a file",
            got=asked.file,
            allowed="a new file",
            do="give another name, as backup-2026-11-30.tar",
        )
    if not asked.file.absolute().parent.is_dir():
        raise PeelError(
            "P937",
            "the folder for the backup is not there",
            got=asked.file.absolute().parent,
            allowed="a folder that exists: one that is made may lie on another disk than you think",
            do="see whether the disk is mounted, or make the folder",
        )
    with files.guard(asked.file):
        handle, name = tempfile.mkstemp(dir=asked.file.parent, prefix=".tmp-")  # mode 600
        try:
            with os.fdopen(handle, "wb") as file:
                about = _write(file, home, asked=asked, now=now)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, asked.file)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
        files.sync(asked.file.absolute().parent)
    details = {"file": os.path.abspath(asked.file), "secrets": asked.secrets}
    ledger.note(home.store, Deed(who="peel backup", what="backup", details=details), now=now)
    return about


def _write(file: IO[bytes], home: Home, *, asked: Asked, now: float) -> Backup:
    about = Backup(at=now, peel=version("peel-automl"), secrets=asked.secrets)
    digests: dict[str, str] = {}
    with tarfile.open(fileobj=file, mode="w") as archive, tempfile.TemporaryDirectory() as work:
        sequence = _agreeing(home, Path(work))
        for name, path in _members(home.state, Path(work), asked=asked):
            digest = _add(archive, name, path=path)
            if digest:
                digests[name] = digest
        told = about.model_copy(update={"sha256": digests, "pointer_sequence": sequence})
        data = told.to_json().encode()
        info = tarfile.TarInfo(ABOUT)
        info.size, info.mode = len(data), 0o600
        archive.addfile(info, io.BytesIO(data))
    return told


def _agreeing(home: Home, work: Path) -> int:
    """Copy store and pointer as they stood together: a promotion in between would part them. Gives the pointer's number."""
    for _ in range(_TRIES):
        (work / STORE).unlink(missing_ok=True)
        before = pointer.read(home.state)
        copy.save(home.store, work / STORE)
        if pointer.read(home.state) == before:
            break
    if before is None:
        return 0
    (work / POINTER).write_text(before.to_json(), encoding="utf-8")
    return before.sequence


def _members(state: State, work: Path, *, asked: Asked) -> Iterator[tuple[str, Path]]:
    yield from ((path.name, path) for path in sorted(work.iterdir()))
    folders = [("models", state.models), ("pictures", state.pictures)]
    for name, folder in [*folders, *([("secrets", state.secrets)] if asked.secrets else [])]:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
            parts = path.relative_to(folder).parts
            if path.is_file() and not any(part.startswith(".") for part in parts):
                yield "/".join((name, *parts)), path
    remote = remote_of(state)
    for path in _objects(remote) if asked.remote else ():
        yield f"{REMOTE}/{path.relative_to(remote).as_posix()}", path


def _objects(remote: Path) -> Iterator[Path]:
    """What the remote holds; lists of folders are looked up first, for DVC sends them after what they list."""
    lists = sorted(remote.rglob("*.dir"))
    others = (path for path in sorted(remote.rglob("*")) if path.suffix != ".dir")
    yield from (
        path
        for path in (*others, *lists)
        if _OBJECT.fullmatch(path.relative_to(remote).as_posix()) and path.is_file()
    )


def _add(archive: tarfile.TarFile, name: str, *, path: Path) -> str:
    """Add one file; its SHA-256, or "" where it went meanwhile (`peel gc`)."""
    try:
        handle = path.open("rb")
    except FileNotFoundError:
        return ""
    with handle as file:
        info = tarfile.TarInfo(name)
        info.size, info.mode = os.fstat(file.fileno()).st_size, 0o600
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        archive.addfile(info, file)
    return digest
