"""A content-addressed folder of arrays: deleting it loses only time."""

from __future__ import annotations

import hashlib
import os
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from peel import files

DEFAULT_LIMIT_GB = 20.0
_SEAL_BYTES = 32
# What is pruned: features, and the graphs of networks that peel.runners keeps beside them.
_KEPT = ("*.npy", "*.onnx")


class Cache:
    """Arrays under a key (what made them) and an item (of what); the least recently used go first above the limit."""

    def __init__(self, root: Path, *, limit_gb: float = DEFAULT_LIMIT_GB) -> None:
        self.root, self.limit_bytes = root, int(limit_gb * 2**30)
        self.damaged: list[str] = []  # items whose file was not what had been put there

    def get(self, key: str, item: str) -> NDArray[np.float16] | None:
        """The array, or None; a file with other bytes than were put there counts as missing, and as `damaged`."""
        path = self._path(key, item)
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        body = data[:-_SEAL_BYTES]
        if data[-_SEAL_BYTES:] != _seal(key, item, body=body):
            self.damaged.append(item)
            return None
        array: NDArray[np.float16] = np.load(BytesIO(body), allow_pickle=False)
        return array

    def put(self, key: str, item: str, *, array: NDArray[np.float16]) -> None:
        """Keep `array`, in one step: an .npy file, and behind it the digest of its key, its item and its bytes."""
        body = _npy(array)
        files.write_bytes(self._path(key, item), body + _seal(key, item, body=body))

    def prune(self) -> int:
        """Remove the least recently used arrays and graphs until the limit holds; returns how many went."""
        kept = (p for form in _KEPT for p in self.root.rglob(form))
        found = [(p.stat().st_mtime, p.stat().st_size, p) for p in kept]
        over, gone = sum(size for _, size, _ in found) - self.limit_bytes, 0
        for _, size, path in sorted(found):
            if over <= 0:
                break
            path.unlink(missing_ok=True)
            over, gone = over - size, gone + 1
        return gone

    def _path(self, key: str, item: str) -> Path:
        return self.root / key[:16] / item[:2] / f"{item}.npy"


def _seal(key: str, item: str, *, body: bytes) -> bytes:
    seal = hashlib.sha256(f"{key} {item} ".encode())
    seal.update(body)
    return seal.digest()


def _npy(array: NDArray[np.float16]) -> bytes:
    buffer = BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()
