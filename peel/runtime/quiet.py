"""Silence for native code that writes to the process's stderr without being asked."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Nothing written to file descriptor 2 in the block is seen; exceptions pass as ever."""
    try:
        kept = os.dup(2)
    except OSError:  # a process without a stderr has none to keep quiet
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)
