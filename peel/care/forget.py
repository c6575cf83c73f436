"""Forget pictures, or a source: out of store, data, models, caches and remotes, so that nothing here holds them any more."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from peel import clock, files
from peel.care import bundles, data, objects, rows
from peel.care.holds import holds
from peel.care.home import Home
from peel.care.traces import MANIFESTS, Traces, gather, rows_of
from peel.errors import PeelError
from peel.feedback import keys, leases, ledger, pictures
from peel.feedback.leases import FOR_S, Lease
from peel.params.load import FILE
from peel.params.load import load as load_params
from peel.process import dvc
from peel.project import place
from peel.project.run import build_lock
from peel.project.state import State
from peel.registry import page
from peel.sources import forgotten
from peel.text import counted, named, printable
from peel.types.care import Forgotten, Marks
from peel.types.ledger import Deed

_JOURNAL = "forgetting.json"


class Asked(NamedTuple):
    """What shall be forgotten: pictures, by the SHA-256 of their bytes, or all that came from a source alone."""

    items: tuple[str, ...] = ()
    source: str = ""


def forget(home: Home, asked: Asked, *, now: float) -> Forgotten:
    """Erase the pictures from every place that can be reached, and say what is left to do.

    Pictures of a source that others sent too, or that a person's own data hold, stay; its answers and labels go. What is
    erased is put on the list `forgotten.txt`, so that no build takes it in again. Killed anywhere, the same command goes
    on. Raises P703 or P934 while a build or a retraining works.
    """
    with _alone(home, now):
        mine, shared = chosen(home, asked)
        found = objects.places(home.project)
        marks = _marks(home, mine, folders=found.folders)
        report = _Report(home, asked, marks=marks)
        report.left += _listed(home.project, marks, traces=report.traces)
        report.data(folders=found.folders)
        report.models()
        report.state()
        report.rows(now)
        (home.state.folder / _JOURNAL).unlink(missing_ok=True)
        return report.told(len(mine), shared=len(shared), far=found.far)


@contextlib.contextmanager
def _alone(home: Home, now: float) -> Iterator[None]:
    """While neither a build nor a retraining works, here or on another machine."""
    lease = Lease("retrain", _holder(home))
    with contextlib.ExitStack() as stack:
        stack.enter_context(files.lock(home.state.folder / "retrain.lock", "a retraining"))
        if place.is_project(home.project):
            stack.enter_context(build_lock(home.project))
        if not leases.take(home.store, lease, for_s=FOR_S, now=now):
            raise PeelError(
                "P934",
                "nothing is forgotten while a retraining works",
                got="a retraining on another machine, or one that was killed a moment ago",
                allowed="no retraining of this store",
                do="wait until it has ended (peel status), then type the same command again",
            )
        stack.enter_context(leases.kept(home.store, lease, now=clock.now))
        yield


def _holder(home: Home) -> str:
    """The machine and the installation, so that a killed call's successor has its lease."""
    folder = os.fsencode(home.state.folder.resolve())
    return f"peel forget {socket.gethostname()[:80]} {hashlib.sha256(folder).hexdigest()[:16]}"


def chosen(home: Home, asked: Asked) -> tuple[set[str], set[str]]:
    """The pictures to erase, and those of the source that stay because others have them too; raises P939 for a source that is none.

    Of a film these are all that were made of it.
    """
    if not asked.source:
        return {*asked.items, *data.made_from(home.project, asked.items)}, set()
    mine, shared = rows.items_of(home.store, asked.source)
    if not (home.state.folder / _JOURNAL).is_file():  # what was killed at its end goes on
        _refuse_unknown(home, asked.source)
    own = {row.item for row in rows_of(home.project / MANIFESTS[1])}
    return mine - own, shared | (mine & own)


def _refuse_unknown(home: Home, source: str) -> None:
    """Raise P939 where nothing here came from such a source, or under such a key: a slip must not look like done."""
    known = keys.all_keys(home.store)
    if rows.knows(home.store, source) or any(key.id == source for key in known):
        return
    ids = [key.id for key in known if key.name == source]
    raise PeelError(
        "P939",
        "no source or key has that name",
        got=printable(source),
        allowed=named([*map(printable, rows.sources(home.store)), *(key.id for key in known)])
        or "none: nothing came here yet",
        do=f"peel forget --source {ids[0]}, which is the id of that key"
        if ids
        else "correct the name; peel keys list has the ids of keys. What was forgotten before is not known any more",
    )


def _marks(home: Home, items: set[str], *, folders: tuple[Path, ...]) -> Marks:
    """The same as `known`, written down for the next call, should this one be killed."""
    marks = known(home, items, folders=folders)
    files.write_text(home.state.folder / _JOURNAL, marks.to_json())
    return marks


def known(home: Home, items: set[str], *, folders: tuple[Path, ...]) -> Marks:
    """All by which they are known, and what a killed call had found out before."""
    benches = home.state.workbench.rglob(MANIFESTS[1]) if home.state.workbench.is_dir() else ()
    projects = [home.project, *(path.parents[2] for path in benches)]
    tables = [path for folder in folders for path in objects.objects(folder)]
    found = gather(items, projects=projects, state=home.state, tables=tables)
    here = data.held(home.project, found)
    ever = here or any(row.item in found.items for table in tables for row in rows_of(table))
    journal = home.state.folder / _JOURNAL
    if journal.is_file():
        left = Marks.read(journal)
        found = Traces(
            found.items | {*left.items}, found.pixels | {*left.pixels}, found.cuts | {*left.cuts}
        )
        here, ever = here or left.here, ever or left.ever
    told = {name: tuple(sorted(getattr(found, name))) for name in ("items", "pixels", "cuts")}
    return Marks(**told, here=here, ever=ever)


def _listed(project: Path, marks: Marks, *, traces: Traces) -> list[str]:
    """Put them on the list, and the films of which they were made: another build may make other pictures of the same film.

    What is to be said of those that are not here.
    """
    films, unseen = data.films(project, traces)
    forgotten.add(project, (*marks.items, *films))
    told = [
        f"{path} is not here to be marked: where it lies, delete it, for another build may take it in again"
        for path in unseen
    ]
    if not marks.here and data.is_blind(project):
        told.append(
            "the films of the source are not here, so nobody can tell which clips or frames are of a film that was given as a file: give their `item`"
        )
    return told


def is_known(home: Home, asked: Asked, *, marks: Marks) -> bool:
    """Whether data, answers or kept pictures ever held them: then what was made of these may too, and is made anew. A slip clears nothing."""
    if asked.source or marks.here or marks.ever or marks.pixels:
        return True
    counts = rows.count(home.store, marks.items)
    return bool(counts.tickets or counts.labels)


class _Report:
    """Does one place after the other, and keeps what it says."""

    def __init__(self, home: Home, asked: Asked, *, marks: Marks) -> None:
        self.home, self.asked, self.marks = home, asked, marks
        self.traces = Traces(*(frozenset(one) for one in (marks.items, marks.pixels, marks.cuts)))
        self.is_known = is_known(home, asked, marks=marks)
        self.gone: list[tuple[str, str]] = []
        self.rebuild: list[str] = []
        self.left: list[str] = []

    def data(self, *, folders: tuple[Path, ...]) -> None:
        """The project's data, DVC's cache and remotes, the workbench."""
        project, own = self.home.project, own_sources(self.home.project)
        done = data.erase(project, self.traces, own=own, here=self.marks.here)
        if done.n or done.files:
            n, outputs = counted(done.n, "picture"), counted(done.files, "output")
            self._say("data", f"{n} out of the shards, {outputs} removed")
            self.rebuild.append(
                "peel build (makes what was removed again, and a model without the pictures)"
            )
        if done.sealed:
            self._say("sealed part", f"smaller by {done.sealed}: nothing takes their place")
        self.left += [f"{path} holds one of them and is yours" for path in done.theirs]
        self.left += [
            f"your own {path} is one of them: no build takes it in, but the file is yours to delete"
            for path in done.paths
        ]
        spare = None if not self.marks.ever else objects.in_use(project)
        if self.marks.here:
            spare = frozenset()
        n_objects = sum(objects.erase(one, self.traces, spare=spare) for one in folders)
        if n_objects:
            self._say(
                "DVC",
                f"{counted(n_objects, 'object')} out of {counted(len(folders), 'cache or remote', many='caches and remotes')}; older versions lack them",
            )
        if self.marks.here and folders:
            push = "dvc push, and commit" if dvc.remote(project) else "commit"
            self.rebuild.append(f"{push} what the build tells")
        if self.is_known and self.home.state.workbench.is_dir():
            shutil.rmtree(self.home.state.workbench)
            self._say("workbench", "removed; the next retraining makes it anew")

    def models(self) -> None:
        """Bundles, also registered ones."""
        n, renamed = bundles.erase(self.home, self.traces)
        if n:
            told = ", ".join(
                f"{old[:12]} is {new[:12]} now" for old, new in sorted(renamed.items())
            )
            self._say(
                "bundles",
                f"{n} rewritten, the models themselves as they were{'; ' if told else ''}{told}",
            )
            self.rebuild.append(
                "a model that learned from them still stands: build or retrain, then peel promote"
            )

    def state(self) -> None:
        """Kept pictures, and what the installation's processes printed."""
        n = sum(pictures.forget(self.home.state, item) for item in self.traces.items)
        if n:
            self._say("kept pictures", f"{n} removed")
        judged = page.folder(self.home.state)
        if self.is_known and judged.is_dir():
            shutil.rmtree(judged)
            self._say("judgements", "their pages removed, for pictures are in them")
        for path in notes(self.home.state):
            if holds(path, self.traces):
                self._log(path)

    def rows(self, now: float) -> None:
        """The store, last: until then it says what there is to forget."""
        items = self.traces.items
        with self.home.store.writing() as connection:
            counts = rows.erase(connection, items, source=self.asked.source)
            marks = sorted(map(forgotten.mark, items))
            details = {
                "pictures": len(items),
                "tickets": counts.tickets,
                "labels": counts.labels,
                "marks": marks if len(marks) <= 100 else [forgotten.mark(" ".join(marks))],
            }
            ledger.note(
                connection, Deed(who="peel forget", what="forget", details=details), now=now
            )
        if counts.tickets or counts.labels:
            self._say(
                "store",
                f"{counted(counts.tickets, 'answer')} and {counted(counts.labels, 'label')}",
            )
        if any(key.id == self.asked.source for key in keys.all_keys(self.home.store)):
            self.left.append(f"the key still works: peel keys revoke {self.asked.source}")
        if not rows.scrub(self.home.store):
            self.left.append(
                "the store's log still holds what was deleted, for somebody reads it: type the command again"
            )

    def told(self, n: int, *, shared: int, far: tuple[str, ...]) -> Forgotten:
        """Everything that was said."""
        self.left += [
            f"the backup {name} may hold what was erased: delete it, if it is still there, and make a new one"
            for name in backups(self.home)
        ]
        self.left += [
            f"the remote {address} cannot be reached from here: dvc gc --cloud there"
            for address in far
        ]
        if place.is_project(self.home.project):
            self.left.append("git's history keeps digests (of parts and of labels), never pictures")
        return Forgotten(
            pictures=n,
            shared=shared,
            gone=tuple(self.gone),
            rebuild=tuple(self.rebuild),
            told=tuple(self.left),
        )

    def _say(self, where: str, words: str) -> None:
        self.gone.append((where, words))

    def _log(self, path: Path) -> None:
        if path.suffix in (".log", ".jsonl", ".txt"):
            path.write_bytes(b"")
            self._say("logs", f"{path.name} emptied")
        else:
            self.left.append(f"{path} names one of them")


def backups(home: Home) -> list[str]:
    """Where backups were written, and from which one this installation was brought back."""
    told = (e for e in ledger.read(home.store) if e.what in ("backup", "restore"))
    return sorted({str(e.details["file"]) for e in told if "file" in e.details})


def notes(state: State) -> Iterator[Path]:
    """Files of the installation that no other step looks into: what its processes print and note."""
    seen = ("models", "pictures", "remote", "secrets", "workbench", _JOURNAL)
    for path in sorted(state.folder.iterdir()) if state.folder.is_dir() else ():
        if path.name not in seen and not path.name.startswith(state.store.name):
            yield from (one for one in sorted((path, *path.rglob("*"))) if one.is_file())


def own_sources(project: Path) -> list[Path]:
    """The person's sources, as params.yaml names them."""
    if not (project / FILE).is_file():
        return []
    return [project / os.path.expanduser(one) for one in load_params(project / FILE).ingest.sources]
