"""All bundles of an installation without a picture; a registered one gets another digest, which everybody learns at once."""

from __future__ import annotations

import shutil
from pathlib import Path

from peel import files
from peel.bundle import pointer
from peel.bundle.files import CARD
from peel.care import rows
from peel.care.home import Home
from peel.care.rewrite import holds, rewritten
from peel.care.traces import Traces
from peel.registry import noted, shelf

_WORK = ".forgetting"


def erase(home: Home, traces: Traces) -> tuple[int, dict[str, str]]:
    """Rewrite every bundle that holds one of the pictures; how many there were, and the new digests of registered ones.

    The new bundle stands before store and pointer speak of it, and the old one goes last: killed anywhere in between, the
    next call goes on from there.
    """
    n = sum(rewritten(bundle, traces) for bundle in _loose(home))
    renamed = {}
    for digest in shelf.find(home.state):
        new = _new(home, digest, traces=traces)
        if new:
            renamed[digest] = new
    if renamed:
        with home.store.writing() as connection:
            rows.rename(connection, renamed)
        _point(home, renamed)
        for digest in renamed:
            shutil.rmtree(home.state.models / digest)
    return n + len(renamed), renamed


def look(home: Home, traces: Traces) -> int:
    """How many bundles hold one of the pictures; nothing is changed."""
    registered = [shelf.folder(home.state, digest) for digest in shelf.find(home.state)]
    return sum(holds(bundle, traces) for bundle in (*_loose(home), *registered))


def _loose(home: Home) -> list[Path]:
    """Those that stand in the project's folder."""
    places = ("bundle", "bundle.previous", "data/export")
    return [home.project / place for place in places if (home.project / place / CARD).is_file()]


def _new(home: Home, digest: str, *, traces: Traces) -> str | None:
    """The digest of the registered bundle without the pictures, which stands beside it then; None where it holds none."""
    work = home.state.folder / _WORK
    try:
        with files.new_folder(work) as folder:
            for path in shelf.folder(home.state, digest).iterdir():
                shutil.copyfile(path, folder / path.name)
        return shelf.put(home.state, work) if rewritten(work, traces) else None
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _point(home: Home, renamed: dict[str, str]) -> None:
    standing = pointer.read(home.state)
    if standing is None:
        return
    told = {name: getattr(standing, name) for name in ("digest", "previous", "shadow")}
    changed = {name: renamed[value] for name, value in told.items() if value in renamed}
    if changed:
        written = pointer.write(home.state, standing.model_copy(update=changed))
        with home.store.writing() as connection:
            noted.put(connection, written)  # no change of the champion that somebody has to finish
