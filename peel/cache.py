"""A content-addressed folder of arrays: deleting it loses only time."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from peel import files

DEFAULT_LIMIT_GB = 20.0


class Cache:
    """Arrays under a key (what made them) and an item (of what); the least recently used go first above the limit."""

    def __init__(self, root: Path, *, limit_gb: float = DEFAULT_LIMIT_GB) -> None:
        self.root, self.limit_bytes = root, int(limit_gb * 2**30)

    def get(self, key: str, item: str) -> NDArray[np.float16] | None:
        """The array, or None; a file that a crash or a disk has damaged counts as missing."""
        path = self._path(key, item)
        try:
            array: NDArray[np.float16] = np.load(path, allow_pickle=False)
            os.utime(path)
        except (FileNotFoundError, ValueError, EOFError, OSError):
            return None
        return array

    def put(self, key: str, item: str, *, array: NDArray[np.float16]) -> None:
        """Keep `array`, in one step."""
        files.write_bytes(self._path(key, item), _npy(array))

    def prune(self) -> int:
        """Remove the least recently used arrays until the limit holds; returns how many went."""
        found = [(p.stat().st_mtime, p.stat().st_size, p) for p in self.root.rglob("*.npy")]
        over, gone = sum(size for _, size, _ in found) - self.limit_bytes, 0
        for _, size, path in sorted(found):
            if over <= 0:
                break
            path.unlink(missing_ok=True)
            over, gone = over - size, gone + 1
        return gone

    def _path(self, key: str, item: str) -> Path:
        return self.root / key[:16] / item[:2] / f"{item}.npy"


def _npy(array: NDArray[np.float16]) -> bytes:
    buffer = BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()
