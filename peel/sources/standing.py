"""Whether all that scan read still stands as it was; asked before any library is loaded.

A scan that finds nothing new needs no parameters, no pictures and no parsed code: only the listing of what
it read. What it told is kept beside a digest of that listing; any doubt is a no, and scan then looks itself.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from peel.files import write_text
from peel.text import from_json

MEMO = Path(".peel/standing.json")
_SCANNED = Path("data/scan")
_PROJECT = ("dvc.yaml", "params.yaml", "flows/build.py")
# A file that was written so shortly before it was read may be written again without another time.
_RACY_NS = 2_000_000_000


class Reading(NamedTuple):
    """What a scan reads beside the project's own files: the sources, and the roots of the code of its stages."""

    sources: Sequence[str]
    roots: Sequence[str]


class _Unsure(Exception):
    """Something whose state a listing does not tell."""


def told(project: Path) -> str | None:
    """What the last scan of `project` said, where nothing that it read or wrote has changed since; else None.

    Costs the listing of the source, of the code and of `data`. Links to folders, tables as sources, sources
    that are not here and whatever changed within two seconds of the scan are never sure.
    """
    try:
        memo = from_json((project / MEMO).read_bytes())
        reading = Reading(memo["sources"], memo["roots"])
        same = memo["state"] == _State(project).digest(reading)
        return str(memo["words"]) if same else None
    except (OSError, ValueError, KeyError, TypeError, _Unsure):
        return None


def remember(project: Path, words: str, *, reading: Reading, since_ns: int) -> None:
    """Keep what a scan said that began at `since_ns`; nothing is kept where `told` could not be sure."""
    state = _State(project)
    try:
        memo = {**reading._asdict(), "state": state.digest(reading), "words": words}
    except (OSError, _Unsure):
        (project / MEMO).unlink(missing_ok=True)
        return
    if state.newest_ns < since_ns - _RACY_NS:
        write_text(project / MEMO, json.dumps(memo))
    else:
        (project / MEMO).unlink(missing_ok=True)


class _State:
    """Collects the digest of everything that was read, and when the last of it changed."""

    def __init__(self, project: Path) -> None:
        self.project, self.newest_ns = project, 0
        self._digest = hashlib.sha256(sys.version.encode())

    def digest(self, reading: Reading) -> str:
        """The digest; raises OSError or _Unsure."""
        for name in ("params.yaml", "dvc.yaml"):
            self._add(name, (self.project / name).read_bytes())
        if (self.project / "forgotten.txt").exists():
            self._add("forgotten.txt", (self.project / "forgotten.txt").read_bytes())
        for path in sorted((self.project / _SCANNED).rglob("*.*")):
            self._add(path.name, path.read_bytes())
        sources = [self.project / os.path.expanduser(source) for source in reading.sources]
        for source in sources:
            self._add_source(source)
        for root in reading.roots:
            self._add_all(self.project / root, skip=("__pycache__",))
        self._add_packages()
        self._add_strange({path.resolve() for path in sources})
        return self._digest.hexdigest()

    def _add(self, *words: object) -> None:
        self._digest.update(repr(words).encode())

    def _add_source(self, source: Path) -> None:
        """With what would make one of the folders above it a project, whose outputs are no pictures.

        A table names pictures that may lie anywhere around it, so that its own state says too little.
        """
        if source.is_file() and source.suffix.lower() != ".zip":
            raise _Unsure(source)
        self._add_all(source)
        for above in source.resolve().parents:
            self._add([name for name in _PROJECT if os.path.lexists(above / name)])

    def _add_all(self, path: Path, *, skip: Collection[str] = ()) -> None:
        """A file, or all that is in a folder: names, sizes and times; in no case what it holds."""
        self._stamp(str(path), os.stat(path))
        for each in _walk(str(path), skip=skip) if path.is_dir() else ():
            self._stamp(each.path, each.stat(follow_symlinks=False))
            if each.is_symlink():
                if each.is_dir():
                    raise _Unsure(each.path)
                self._stamp(each.path, os.stat(each.path))

    def _stamp(self, path: str, found: os.stat_result) -> None:
        self.newest_ns = max(self.newest_ns, found.st_ctime_ns)
        is_folder = found.st_mode & 0o170000 == 0o040000
        times = () if is_folder else (found.st_size, found.st_mtime_ns, found.st_ctime_ns)
        self._add(path, found.st_mode, found.st_ino, *times)

    def _add_packages(self) -> None:
        """What is installed: another package may bring a kind of problem."""
        for folder in map(os.path.realpath, sys.path):
            if os.path.isdir(folder):
                found = [each for each in os.scandir(folder) if each.name.endswith("-info")]
                self._add(folder, sorted((each.name, each.stat().st_mtime_ns) for each in found))

    def _add_strange(self, sources: Collection[Path]) -> None:
        """Files below `data` that are neither of the source nor named by the pipeline: they may lie in a stage's way."""
        text = (self.project / "dvc.yaml").read_text(encoding="utf-8")
        known = set(re.findall(r"\bdata/[\w./-]+", text))
        known |= {os.path.relpath(source, self.project.resolve()) for source in sources}
        base = len(str(self.project / "data")) - len("data")
        for each in _walk(str(self.project / "data"), known=known, base=base):
            if not each.is_dir(follow_symlinks=False):
                self._add(each.path)


def _walk(
    folder: str, *, skip: Collection[str] = (), known: Collection[str] = (), base: int = 0
) -> Iterator[os.DirEntry[str]]:
    """Everything below `folder` in the order of names, without folders called as in `skip` and paths in `known`."""
    for each in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if each.name in skip or each.path[base:] in known:
            continue
        yield each
        if each.is_dir(follow_symlinks=False):
            yield from _walk(each.path, skip=skip, known=known, base=base)
