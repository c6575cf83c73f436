"""The features of many items on disk, so that memory holds those of one tap at a time."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from peel import files

Features = NDArray[np.float16]
_BYTES = np.dtype(np.float16).itemsize


class FeatureFile:
    """(n, d) half-precision features of all taps, in a file without a name: it ends with the process, whatever ends that.

    `widths` are the numbers of each tap. One tap lies behind the other, each as (n, width).
    """

    def __init__(self, n: int, *, widths: Sequence[int], folder: Path) -> None:
        self._n, self._widths, self._written, self._folder = n, tuple(widths), 0, folder
        with files.guard(folder):
            folder.mkdir(parents=True, exist_ok=True)
            self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - open as long as the rows are
        weakref.finalize(self, self._file.close)

    def __len__(self) -> int:
        return self._n

    def append(self, rows: Features) -> None:
        """Write the next rows (m, d)."""
        first = 0
        with files.guard(self._folder):
            for tap, width in enumerate(self._widths):
                part = np.ascontiguousarray(rows[:, first : first + width], np.float16)
                self._file.seek(self._offset(tap) + self._written * width * _BYTES)
                self._file.write(part.data)
                first += width
            self._file.flush()
        self._written += len(rows)

    def vectors(self, tap: int) -> Features:
        """(n, width) of one tap, mapped and not read: what is not touched costs no memory."""
        shape = (self._n, self._widths[tap])
        return np.memmap(self._file, np.float16, mode="r", offset=self._offset(tap), shape=shape)

    def _offset(self, tap: int) -> int:
        return self._n * sum(self._widths[:tap]) * _BYTES
