"""A folder on disk as a tree of files. Links are followed, loops are not; nothing in it is ever written."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from pathlib import Path

from peel.errors import PeelError
from peel.images.formats import HEAD_BYTES
from peel.manifest.sources.source import (
    MAX_FILE_BYTES,
    Entry,
    hidden_picture,
    is_hidden,
    text,
    too_large,
)
from peel.types.source import Skipped


class DiskTree:
    """The files under `root`; with `only`, those directly in these folders (relative, '' is the root)."""

    form = ""

    def __init__(self, root: Path, only: Collection[str] | None = None) -> None:
        """List the files; raises P206 when `root` itself cannot be listed."""
        self.origin = os.path.abspath(root)
        self._root = str(root)
        self._only = only
        self._skipped: list[Skipped] = []
        try:
            top = _identity(os.stat(root))
        except OSError as error:
            raise _closed(self._root, error) from error
        found = {entry.path: entry for entry in self._walk(top)}
        self.entries = {path: found[path] for path in sorted(found)}
        self.skipped = tuple(sorted(self._skipped, key=lambda each: each.path))

    def read(self, path: str) -> bytes:
        """The whole file; raises P215 (unreadable), P216 (too large)."""
        try:
            with open(os.path.join(self._root, path), "rb") as file:
                size = os.fstat(file.fileno()).st_size
                data = file.read(MAX_FILE_BYTES + 1) if size <= MAX_FILE_BYTES else b""
        except OSError as error:
            raise PeelError(
                "P215",
                "file cannot be read",
                got=error.strerror or "an error of the disk",
                allowed="files that you may read",
                do="change its permissions, or delete it",
            ) from error
        if max(size, len(data)) > MAX_FILE_BYTES:
            raise too_large(max(size, len(data)))
        return data

    def head(self, path: str) -> bytes:
        """The first bytes of a file; nothing when it cannot be read."""
        try:
            with open(os.path.join(self._root, path), "rb") as file:
                return file.read(HEAD_BYTES)
        except OSError:
            return b""

    def _walk(self, top: tuple[int, int]) -> Iterator[Entry]:
        todo = [("", frozenset({top}))]
        while todo:
            folder, above = todo.pop()
            for path, info in self._list(folder):
                here = _identity(info)
                if not stat.S_ISDIR(info.st_mode):
                    if self._only is None or folder in self._only:
                        yield Entry(path, info.st_size, _stamp(info))
                elif here in above:
                    self._skipped.append(_dead_link(path, "a link to a folder above itself"))
                elif self._is_wanted(path):
                    todo.append((path, above | {here}))

    def _is_wanted(self, folder: str) -> bool:
        return self._only is None or any((o + "/").startswith(folder + "/") for o in self._only)

    def _list(self, folder: str) -> Iterator[tuple[str, os.stat_result]]:
        """Files and folders in a folder, links followed; the rest is skipped or the system's own."""
        try:
            found = list(os.scandir(os.path.join(self._root, folder)))
        except OSError as error:
            if not folder:
                raise _closed(self._root, error) from error
            self._skipped.append(_closed_folder(folder, error))
            return
        for each in found:
            path = f"{folder}/{each.name}" if folder else each.name
            info = self._stat(each, path)
            if info:
                yield path, info

    def _stat(self, each: os.DirEntry[str], path: str) -> os.stat_result | None:
        if is_hidden(each.name):
            self._skip(hidden_picture(path))
            return None
        try:
            info = each.stat()
        except OSError:
            self._skip(_dead_link(path, "a link that leads nowhere"))
            return None
        if stat.S_ISREG(info.st_mode) or stat.S_ISDIR(info.st_mode):
            return info
        self._skip(_special(path))
        return None

    def _skip(self, skipped: Skipped | None) -> None:
        if skipped:
            self._skipped.append(skipped)


def _identity(info: os.stat_result) -> tuple[int, int]:
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
