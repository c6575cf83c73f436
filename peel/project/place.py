"""Whether a folder is a project; needs the base install only."""

from __future__ import annotations

from pathlib import Path

from peel.errors import PeelError


def is_project(folder: Path) -> bool:
    """Whether `peel build` can run there."""
    return all((folder / name).is_file() for name in ("dvc.yaml", "params.yaml", "flows/build.py"))


def find(folder: Path) -> Path:
    """`folder`, if it is a project; raises P721 with the line to type if not."""
    if is_project(folder):
        return folder
    raise PeelError(
        "P721",
        "no project in this folder",
        got=folder,
        allowed="a folder with dvc.yaml, params.yaml and flows/",
        do="peel init my-project && cd my-project",
    )
