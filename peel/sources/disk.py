"""A folder on disk as a tree of files; nothing in it is ever written."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from peel.errors import PeelError
from peel.images.formats import HEAD_BYTES
from peel.sources.source import MAX_FILE_BYTES, too_large
from peel.sources.walk import Walk


class DiskTree:
    """The files under `root`; with `only`, those directly in these folders (relative, '' is the root)."""

    form = ""

    def __init__(
        self, root: Path, only: Collection[str] | None = None, *, follow_links: bool = False
    ) -> None:
        """List the files; raises P206 when `root` itself cannot be listed.

        Links within `root` are followed, loops are not; links that lead out of it only when asked for.
        """
        self.origin = os.path.abspath(root)
        self._root = str(root)
        walk = Walk(root, only=only, within=not follow_links)
        self.entries, self.folders, self.skipped = walk.entries, walk.folders, walk.skipped

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

    def head(self, path: str, size: int = HEAD_BYTES) -> bytes:
        """The first bytes of a file; nothing when it cannot be read."""
        try:
            with open(os.path.join(self._root, path), "rb") as file:
                return file.read(size)
        except OSError:
            return b""
