"""What a Peel project writes itself: never a source."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

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
    try:
        text = path.read_text(encoding="utf-8")
        return [str(name) for name in YAML(typ="safe", pure=True).load(text)["stages"]]
    except (OSError, ValueError, TypeError, KeyError, YAMLError):
        return []
