"""What a Peel project writes itself: never a source."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

_PROJECT = ("dvc.yaml", "params.yaml", "flows/build.py")
_OWN = ("bundle", "bundle.previous", "dvc_plots", "dvc.lock", "flows", "tasks")


def own_outputs(folder: Path) -> frozenset[Path]:
    """What the projects in and above `folder` write, as real paths; nothing where there is no project."""
    real = folder.resolve()
    return frozenset(path for above in (real, *real.parents) for path in project_outputs(above))


def project_outputs(folder: Path) -> Iterator[Path]:
    """What the pipeline of a project in `folder` writes; nothing where it is none."""
    if not all(os.path.isfile(folder / name) for name in _PROJECT):  # Path.is_file may raise
        return
    yield from (folder / name for name in (*_OWN, *_PROJECT[:2]))
    yield from (folder / "data" / name for name in _stages(folder / "dvc.yaml"))


def _stages(path: Path) -> list[str]:
    """The names under `stages:`; read as plain lines, because who serves a bundle has no library for YAML."""
    try:
        below = path.read_text(encoding="utf-8").partition("\nstages:\n")[2]
    except (OSError, ValueError):
        return []
    return re.findall(r"^  ([\w-]+):$", below.split("\nplots:")[0], re.MULTILINE)
