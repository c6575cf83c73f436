"""The files that train leaves, sealed by their digests: what was damaged since is never scored, and never deployed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from peel.damage import distrust
from peel.errors import PeelError
from peel.images.digest import of_file
from peel.types.training import Training

FACTS = "train.json"


def digests(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """The sha256 of each of the named files in `folder`."""
    return {name: of_file(folder / name) for name in names}


def check(folder: Path, facts: Training) -> None:
    """Raise P604 where a file in `folder` is not the one whose digest `facts` (train.json) states."""
    for name, digest in facts.sha256.items():
        path = folder / name
        if not path.is_file() or of_file(path) != digest:
            distrust(path)
            raise PeelError(
                "P604",
                "a trained file is not what train wrote",
                got=path,
                allowed=f"sha256 {digest or 'of each file'}, as {FACTS} states",
                do="run the same command again: it is made anew",
            )
