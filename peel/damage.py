"""Files that are not what was written: how DVC is made to look at them again, and the refusal of records."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from peel.errors import PeelError

# Of files that were marked: the same command, run again, makes them anew.
CODES = frozenset(("P252", "P255", "P603", "P604", "P704"))


def distrust(path: Path) -> None:
    """Mark a damaged file so that DVC looks at its bytes again, also at those in its own cache.

    DVC takes a file for what it was while size and time are the same, and never looks again at one in its
    cache that nobody may write to; a hard link is both. **Source**: decision 0012.
    """
    with contextlib.suppress(OSError):
        os.chmod(path, 0o644)
        os.utime(path)


def unreadable(path: Path, error: Exception) -> PeelError:
    """The refusal of a JSON file of a stage, which is marked for DVC."""
    distrust(path)
    lines = str(error).splitlines() or [type(error).__name__]
    return PeelError(
        "P704",
        "what an earlier stage wrote cannot be read",
        got=f"{path}: {', '.join(line.strip() for line in lines[:3])}",
        allowed="the JSON that this version of Peel writes there",
        do="run the same command again: it is made anew",
    )
