"""Whether the pipeline of a project fits this Peel: what its own copies of flows and tasks import has to be there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from peel.errors import PeelError
from peel.project.template import template_files

_ROOMS = ("flows", "tasks")


class Wanted(NamedTuple):
    """A module or a name in it that a file of the project imports, and this Peel does not have."""

    file: str
    name: str


def refuse_outdated(project: Path) -> None:
    """Raises P723 where flows or tasks import from Peel, or from one another, what is not there."""
    found = next(wanted(project), None)
    if found:
        raise PeelError(
            "P723",
            "the project's pipeline is of another Peel",
            got=f"{found.file} imports {found.name}, which this Peel does not have",
            allowed="flows, tasks and dvc.yaml that fit the installed Peel",
            do="peel upgrade writes them anew and keeps what was there",
        )


def wanted(project: Path) -> Iterator[Wanted]:
    """What is imported in vain; files that are as this Peel writes them are not looked at."""
    places = {
        "peel": Path(__file__).resolve().parents[1],
        **{room: project / room for room in _ROOMS},
    }
    ours = {name: path.read_bytes() for name, path in template_files()}
    for room in _ROOMS:
        for path in sorted((project / room).glob("*.py")):
            name, text = f"{room}/{path.name}", path.read_bytes()
            if ours.get(name) == text:
                continue
            yield from (
                Wanted(name, each) for each in _imports(text) if not _is_there(each, places)
            )


def _imports(text: bytes) -> Iterator[str]:
    """The dotted names at the top of a file; nothing of one that cannot be parsed, which its stage will tell."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):
        return
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _is_there(name: str, places: dict[str, Path]) -> bool:
    """Whether a dotted name is a module below its root, or a name that stands in one; foreign packages count as there."""
    top, *parts = name.split(".")
    if top not in places:
        return True
    whole, above = places[top].joinpath(*parts), places[top].joinpath(*parts[:-1])
    if whole.is_dir() or whole.with_suffix(".py").is_file():
        return True
    files = [path for path in (above / "__init__.py", above.with_suffix(".py")) if path.is_file()]
    return bool(files) and parts[-1] in _names(files[0])


def _names(path: Path) -> set[str]:
    """Every name that a module may define at its top, and some more."""
    names = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.alias):
            names.add(node.asname or node.name)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.add(node.value)  # what a module's __getattr__ gives
    return names
