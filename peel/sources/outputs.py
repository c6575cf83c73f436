"""What a Peel project writes itself: never a source."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from peel.errors import PeelError
from peel.images.formats import has_picture_name
from peel.sources.source import text
from peel.types.source import Skipped

_PROJECT = ("dvc.yaml", "params.yaml", "flows/build.py")
_OWN = ("bundle", "bundle.previous", "dvc_plots", "dvc.lock", "flows", "tasks")


def own_outputs(folder: Path) -> frozenset[Path]:
    """What the projects in and above `folder` write, as real paths; nothing where there is no project."""
    return frozenset(path for each in with_parents(folder) for path in project_outputs(each))


def with_parents(folder: Path) -> tuple[Path, ...]:
    """`folder` as a real path, and all folders above it."""
    real = folder.resolve()
    return (real, *real.parents)


def project_outputs(folder: Path) -> Iterator[Path]:
    """What the pipeline of a project in `folder` writes; nothing where it is none."""
    if not all(os.path.isfile(folder / name) for name in _PROJECT):  # Path.is_file may raise
        return
    yield from (folder / name for name in (*_OWN, *_PROJECT[:2]))
    yield from (folder / "data" / name for name in _stages(folder / "dvc.yaml"))


class Taken(NamedTuple):
    """A folder that a stage writes, and a picture in it that the pipeline knows nothing of."""

    folder: Path
    picture: Path

    @property
    def do(self) -> str:
        """What to do, before the stage replaces its folder."""
        return f"move the pictures out of data/{self.folder.name}, such as to data/raw, and set ingest.sources: that stage replaces all that lies there"


def taken(folder: Path) -> Iterator[Taken]:
    """A person's folders of pictures under the name of a stage's output, in the project in `folder`."""
    named = set(re.findall(r"\bdata/[\w./-]+", _text(folder / "dvc.yaml")))
    for own in project_outputs(folder):
        if own.parent.name == "data":
            strange = next(_strange(own, f"data/{own.name}", named=named), None)
            if strange:
                yield Taken(own, strange)


def skip_taken(found: Taken, path: str) -> Skipped:
    """One entry for all of the folder, which is at `path` in the source."""
    reason = f"a folder that a stage of the project writes, with pictures in it, such as {text(found.picture.name)}"
    return Skipped(path=text(path), code="P238", reason=reason, do=found.do)


def refuse_taken(folder: Path) -> None:
    """Raises P238 before a stage of the project in `folder` replaces a person's pictures."""
    for found in taken(folder):
        raise PeelError(
            "P238",
            "pictures lie where a stage of the project writes",
            got=text(str(found.picture.relative_to(folder))),
            allowed=f"in data/{found.folder.name} only what the stage {found.folder.name} writes",
            do=found.do,
        )


def _strange(folder: Path, name: str, *, named: set[str]) -> Iterator[Path]:
    """Pictures below `folder` (`name` in the pipeline) and below nothing that the pipeline names in it; links are not followed."""
    try:
        found = sorted(os.scandir(folder), key=lambda each: each.name)
    except OSError:
        return
    for each in found:
        path = f"{name}/{each.name}"
        if each.name.startswith(".") or path in named:
            continue
        if each.is_dir(follow_symlinks=False):
            yield from _strange(Path(each.path), path, named=named)
        elif has_picture_name(each.name):
            yield Path(each.path)


def _stages(path: Path) -> list[str]:
    """The names under `stages:`; read as plain lines, because who serves a bundle has no library for YAML."""
    below = _text(path).partition("\nstages:\n")[2]
    return re.findall(r"^  ([\w-]+):$", below.split("\nplots:")[0], re.MULTILINE)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
