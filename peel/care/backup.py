"""A backup: store, pointer, registered models, kept pictures, secrets on request, in one tar file, while everything runs."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
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
from peel.project.state import State
from peel.types.care import Backup
from peel.types.ledger import Deed

ABOUT, STORE, POINTER = "backup.json", "store.db", "pointer.json"
_TRIES = 5


class Asked(NamedTuple):
    """Where the backup shall lie, and whether it shall hold the secrets too."""

    file: Path
    secrets: bool


def backup(home: Home, asked: Asked, *, now: float) -> Backup:
    """Write the backup, whole or not at all, for its owner's eyes only; nobody has to stop meanwhile.

    The ledger notes where, for `peel forget` has to say which backups still hold what was forgotten. Raises P931 where a file lies there already, P870 for a pointer that is none of ours.
    """
    if os.path.lexists(asked.file):
        raise PeelError(
            "P931",
            "a backup is never written over a file",
            got=asked.file,
            allowed="a new file",
            do="give another name, as backup-2026-11-30.tar",
        )
    with files.guard(asked.file):
        asked.file.absolute().parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=asked.file.parent, prefix=".tmp-")  # mode 600
        try:
            with os.fdopen(handle, "wb") as file:
                about = _write(file, home, about=_about(asked, now))
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, asked.file)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
        files.sync(asked.file.absolute().parent)
    details = {"file": str(asked.file.absolute()), "secrets": asked.secrets}
    ledger.note(home.store, Deed(who="peel backup", what="backup", details=details), now=now)
    return about


def _about(asked: Asked, now: float) -> Backup:
    return Backup(at=now, peel=version("peel-automl"), secrets=asked.secrets)


def _write(file: IO[bytes], home: Home, *, about: Backup) -> Backup:
    digests: dict[str, str] = {}
    with tarfile.open(fileobj=file, mode="w") as archive, tempfile.TemporaryDirectory() as work:
        sequence = _agreeing(home, Path(work))
        for name, path in _members(home.state, Path(work), has_secrets=about.secrets):
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


def _members(state: State, work: Path, *, has_secrets: bool) -> Iterator[tuple[str, Path]]:
    yield from ((path.name, path) for path in sorted(work.iterdir()))
    folders = [("models", state.models), ("pictures", state.pictures)]
    for name, folder in [*folders, *([("secrets", state.secrets)] if has_secrets else [])]:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
            parts = path.relative_to(folder).parts
            if path.is_file() and not any(part.startswith(".") for part in parts):
                yield "/".join((name, *parts)), path


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
