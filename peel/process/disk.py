"""Whether it was the disk that made a child process fail, whatever it could still say about it."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from peel import files
from peel.errors import PeelError

_WORDS = {
    "No space left on device": errno.ENOSPC,
    "disk is full": errno.ENOSPC,  # SQLite
    "Disk quota exceeded": errno.EDQUOT,
    "Read-only file system": errno.EROFS,
    "Permission denied": errno.EACCES,
}
_LITTLE = 64 * 1024  # where not even a log or an event could be written


def refusal(said: str, folder: Path) -> PeelError | None:
    """P701 or P702, in the words of files.py, when a child's last words or the disk under `folder` say so."""
    numbers = [number for words, number in _WORDS.items() if words in said]
    if not numbers and shutil.disk_usage(folder).free < _LITTLE:
        numbers = [errno.ENOSPC]
    if not numbers:
        return None
    try:
        with files.guard(folder):
            raise OSError(numbers[0], os.strerror(numbers[0]))
    except PeelError as error:
        return error
