"""The files below a folder: links are followed within it, circles and what Peel itself writes are not."""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from peel.errors import PeelError
from peel.sources.outputs import (
    own_outputs,
    project_outputs,
    skip_taken,
    taken,
    with_parents,
)
from peel.sources.source import Entry, hidden_picture, is_hidden, text
from peel.types.source import Skipped

WAY_OUT = "P237"
_Identity = tuple[int, int]


class _Folder(NamedTuple):
    """A folder to list: its path, what it is, and what it and the folders above it are."""

    path: str
    here: _Identity
    above: frozenset[_Identity]


class Walk:
    """One walk below `root`: `entries`, `folders` and `skipped` say what was found, in the order of their paths.

    With `only`, files directly in these folders count (relative, '' is the root). With `within`, links that lead
    out of `root` are left out. Raises P206 when `root` cannot be listed.
    """

    def __init__(self, root: Path, *, only: Collection[str] | None, within: bool) -> None:
        self._root, self._only = str(root), only
        self._inside = os.path.join(os.path.realpath(root), "") if within else ""
        self._own = set(_identities(own_outputs(root)))
        self._taken = {_identity(t.folder.stat()): t for p in with_parents(root) for t in taken(p)}
        self._skipped: list[Skipped] = []
        self._folders: list[str] = []
        try:
            top = _identity(os.stat(root))
        except OSError as error:
            raise _closed(self._root, error) from error
        found = {entry.path: entry for entry in self._files(top)}
        self.entries = {path: found[path] for path in sorted(found)}
        self.folders = tuple(sorted(self._folders))
        self.skipped = tuple(sorted(self._skipped, key=lambda each: each.path))

    def _files(self, top: _Identity) -> Iterator[Entry]:
        """Folders first, then what links lead to; each link once, so that links in circles come to an end."""
        todo, links = [_Folder("", top, frozenset({top}))], deque[_Folder]()
        followed: set[tuple[_Identity, str]] = set()
        while todo or links:
            folder = todo.pop() if todo else links.popleft()
            for each, info in self._list(folder.path):
                path, here = _joined(folder.path, each.name), _identity(info)
                if not stat.S_ISDIR(info.st_mode):
                    if self._only is None or folder.path in self._only:
                        yield Entry(path, info.st_size, _stamp(info))
                elif here in folder.above:
                    self._skipped.append(_dead_link(path, "a link to a folder above itself"))
                elif (key := (folder.here, each.name)) in followed:
                    self._skipped.append(_dead_link(path, "a link that was followed already"))
                elif self._is_wanted(path):
                    self._folders.append(path)
                    inner = _Folder(path, here, folder.above | {here})
                    (links if each.is_symlink() else todo).append(inner)
                    followed |= {key} if each.is_symlink() else set()

    def _is_wanted(self, folder: str) -> bool:
        return self._only is None or any((o + "/").startswith(folder + "/") for o in self._only)

    def _list(self, folder: str) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
        """Files and folders in a folder, links followed; the rest is skipped or the system's own."""
        place = os.path.join(self._root, folder)
        try:
            found = sorted(os.scandir(place), key=lambda each: each.name)
        except OSError as error:
            if not folder:
                raise _closed(self._root, error) from error
            self._skipped.append(_closed_folder(folder, error))
            return
        if any(each.name == "dvc.yaml" for each in found):
            self._own.update(_identities(project_outputs(Path(place))))
            self._taken |= {_identity(t.folder.stat()): t for t in taken(Path(place))}
        for each in found:
            path = _joined(folder, each.name)
            info = self._stat(each, path)
            if info and _identity(info) not in self._own:
                yield each, info
            elif info and _identity(info) in self._taken:
                self._skipped.append(skip_taken(self._taken[_identity(info)], path))

    def _stat(self, each: os.DirEntry[str], path: str) -> os.stat_result | None:
        """What stands at `path`, or None, having noted why it is left out."""
        left_out: Skipped | None
        if is_hidden(each.name):
            left_out = hidden_picture(path)
        else:
            try:
                info = each.stat()
            except OSError:
                left_out = _dead_link(path, "a link that leads nowhere")
            else:
                left_out = self._refusal(each, path, info=info)
                if left_out is None:
                    return info
        self._skipped += [left_out] if left_out else []
        return None

    def _refusal(
        self, each: os.DirEntry[str], path: str, *, info: os.stat_result
    ) -> Skipped | None:
        if not stat.S_ISREG(info.st_mode) and not stat.S_ISDIR(info.st_mode):
            return _special(path)
        if self._inside and each.is_symlink():
            real = os.path.realpath(each.path)
            if not os.path.join(real, "").startswith(self._inside):
                return _way_out(path)
        return None


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _identities(paths: Collection[Path] | Iterator[Path]) -> Iterator[_Identity]:
    for path in paths:
        try:
            yield _identity(path.stat())
        except OSError:
            continue


def _identity(info: os.stat_result) -> _Identity:
    return (info.st_dev, info.st_ino)


def _stamp(info: os.stat_result) -> tuple[int, ...]:
    return (info.st_mtime_ns, info.st_ctime_ns, info.st_ino)


def _closed(root: str, error: OSError) -> PeelError:
    return PeelError(
        "P206",
        "source cannot be listed",
        got=f"{text(root)}: {error.strerror}",
        allowed="a folder that you may read",
        do="change its permissions, or choose another one",
    )


def _closed_folder(folder: str, error: OSError) -> Skipped:
    reason = f"folder cannot be listed: {error.strerror}"
    return Skipped(path=text(folder), code="P219", reason=reason, do="change its permissions")


def _dead_link(path: str, reason: str) -> Skipped:
    do = "repair the link or delete it"
    return Skipped(path=text(path), code="P217", reason=reason, do=do)


def _special(path: str) -> Skipped:
    return Skipped(
        path=text(path), code="P218", reason="a device, pipe or socket, no file", do="delete it"
    )


def _way_out(path: str) -> Skipped:
    """Where it leads is not told: that would name places of this machine in files that are shared."""
    return Skipped(
        path=text(path),
        code=WAY_OUT,
        reason="a link that leads out of the source",
        do="set ingest.follow_links: true in params.yaml if what it leads to may be packed and shared",
    )
