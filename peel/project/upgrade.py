"""Writes the pipeline of a project anew, as the installed Peel has it; what a person changed is kept beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from peel import files
from peel.process import git
from peel.project import place, run
from peel.project.template import differing, template_files

_IGNORES = (".gitignore", ".dvcignore")
_ROOMS = ("flows", "tasks")


class Change(NamedTuple):
    """A file of the project, what was done with it (`written`, `added to`, `left`), and more in words."""

    name: str
    state: str
    words: str = ""


def upgrade(folder: Path) -> list[Change]:
    """Bring flows, tasks and dvc.yaml of the project in `folder` to this Peel; params.yaml stays as it is.

    A file that would be lost is moved to NAME.old first; where git has it, it is not lost. Files that Peel does
    not know stay. Raises P721 (no project), P703 (a build runs), P702.
    """
    project = place.find(folder)
    with run.build_lock(project):
        template = dict(template_files())
        names = [*differing(project), *_absent(project, template)]
        changes = [_write(project, name, new=template[name]) for name in dict.fromkeys(names)]
        changes += [
            change for name in _IGNORES if (change := _complete(project / name, template[name]))
        ]
    return [*changes, *_strange(project, template)] if changes else []


def _absent(project: Path, template: dict[str, Path]) -> list[str]:
    return [name for name in template if not (project / name).exists()]


def _write(project: Path, name: str, *, new: Path) -> Change:
    path, words = project / name, ""
    if path.exists() and git.holds(path):
        words = "git has the one before"
    elif path.exists():
        old = _free(path)
        with files.guard(path):
            path.rename(old)
        words = f"the one before is {old.relative_to(project).as_posix()}"
    files.write_bytes(path, new.read_bytes())
    return Change(name, "written", words)


def _free(path: Path) -> Path:
    """`NAME.old`, or with a number where that is taken."""
    old, number = path.with_name(f"{path.name}.old"), 1
    while old.exists():
        number += 1
        old = path.with_name(f"{path.name}.old{number}")
    return old


def _complete(path: Path, new: Path) -> Change | None:
    """Add what is missing at the end, from the first missing line on: the later rule wins in such a file."""
    has, wants = (one.read_text("utf-8").splitlines() for one in (path, new))
    first = next((place for place, line in enumerate(wants) if line not in has), None)
    if first is None:
        return None
    files.write_text(path, "\n".join([*has, *wants[first:]]) + "\n")
    return Change(path.name, "added to", f"{len(wants) - first} lines at the end")


def _strange(project: Path, template: dict[str, Path]) -> Iterator[Change]:
    """Python files among flows and tasks that this Peel does not have: a person's own, or of an earlier Peel."""
    for room in _ROOMS:
        for path in sorted((project / room).glob("*.py")):
            name = f"{room}/{path.name}"
            if name not in template:
                words = "not of this Peel: yours, or of an earlier one and of no use any more"
                yield Change(name, "left", words)
