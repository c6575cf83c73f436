"""What a forgetting would erase, place by place; nothing is changed, for there is no way back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from peel.care import bundles, data, objects, rows
from peel.care.forget import Asked, backups, chosen, is_known, known, notes, own_sources
from peel.care.holds import holds
from peel.care.home import Home
from peel.care.traces import Traces
from peel.feedback import pictures
from peel.registry import page
from peel.text import counted
from peel.types.care import Forgotten, Marks


def foresee(home: Home, asked: Asked) -> Forgotten:
    """The places with what would go there, what would have to be made anew, and what cannot be reached. Reads all that forgetting reads."""
    mine, shared = chosen(home, asked)
    found = objects.places(home.project)
    marks = known(home, mine, folders=found.folders)
    traces = Traces(*(frozenset(one) for one in (marks.items, marks.pixels, marks.cuts)))
    own = own_sources(home.project)
    there = data.look(home.project, traces, own=own, here=marks.here)
    gone = [
        *_of_data(there),
        *_of_dvc(home.project, traces, marks=marks),
        *_of_models(home, traces),
        *_of_state(home, traces, is_known=is_known(home, asked, marks=marks)),
        *_of_store(home, traces, source=asked.source),
    ]
    left = [f"{path} is yours, and stays" for path in (*there.theirs, *there.paths)]
    left += [f"the backup {name} may hold what would be erased" for name in backups(home)]
    left += [f"the remote {address} cannot be reached from here" for address in found.far]
    return Forgotten(
        pictures=len(mine), shared=len(shared), gone=tuple(gone), rebuild=(), told=tuple(left)
    )


def _of_data(there: data.Erased) -> Iterator[tuple[str, str]]:
    if there.n or there.files:
        n, files = counted(there.n, "picture"), counted(there.files, "output")
        yield "data", f"{n} in the shards, and {files}, which are gone until the next peel build"
    if there.sealed:
        yield "sealed part", f"smaller by {there.sealed}: nothing takes their place"


def _of_dvc(project: Path, traces: Traces, *, marks: Marks) -> Iterator[tuple[str, str]]:
    folders = objects.places(project).folders
    spare = None if not marks.ever else frozenset() if marks.here else objects.in_use(project)
    n = sum(len(objects.find(one, traces, spare=spare)) for one in folders)
    if n:
        where = counted(len(folders), "cache or remote", many="caches and remotes")
        yield "DVC", f"{counted(n, 'object')} out of {where}: older versions cannot be brought back"


def _of_models(home: Home, traces: Traces) -> Iterator[tuple[str, str]]:
    n = bundles.look(home, traces)
    if n:
        yield (
            "bundles",
            f"{counted(n, 'bundle')} with noise in its place; the models stay until others take over",
        )


def _of_state(home: Home, traces: Traces, *, is_known: bool) -> Iterator[tuple[str, str]]:
    state = home.state
    n = sum(pictures.path(state, item).exists() for item in traces.items)
    if n:
        yield "kept pictures", f"{counted(n, 'picture')}"
    if is_known and page.folder(state).is_dir():
        yield "judgements", "their pages, for pictures are in them"
    if is_known and state.workbench.is_dir():
        yield "workbench", "the whole clone; the next retraining makes it anew"
    told = [path.name for path in notes(state) if holds(path, traces)]
    if told:
        yield "logs", ", ".join(told)


def _of_store(home: Home, traces: Traces, *, source: str) -> Iterator[tuple[str, str]]:
    counts = rows.count(home.store, traces.items, source=source)
    if counts.tickets or counts.labels:
        yield "store", f"{counted(counts.tickets, 'answer')} and {counted(counts.labels, 'label')}"
