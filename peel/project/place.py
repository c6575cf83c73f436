"""Whether a folder is a project; needs the base install only."""

from __future__ import annotations

from pathlib import Path

from peel.errors import PeelError
from peel.project.state import state_of


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
        do="cd into the project; or make a new one: peel init my-project && cd my-project",
    )


def installation(folder: Path) -> Path:
    """`folder`, if answers are given there: a project, a folder with a bundle, or one that has served before; raises P721."""
    if state_of(folder).folder.is_dir() or (folder / "bundle").exists():
        return folder
    return find(folder)
