"""What code a stage depends on: a hash of the syntax of every module that its task reaches."""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from peel.errors import PeelError
from peel.images.digest import of_file

# A kind is found by its name, not imported; how it learns and what it tells, only where that is asked for.
_FINDER = "peel.problem"
_FACES = {"learn": "find_learner", "report": "find_report", "tracks": "find_follower"}
# Read by code as if they were code.
_DATA = (".html", ".css", ".js", ".svg", ".jinja", ".j2", ".yaml", ".toml")
_WITH_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


class _Module(NamedTuple):
    """The hash of a module's syntax, the names that it imports, and whether it names data files."""

    digest: str
    imports: frozenset[str]
    has_data: bool


def fingerprints(tasks: Path, *, kind: str) -> dict[str, str]:
    """For each stage file in the folder `tasks`, 64 hex digits that change when its code does.

    Followed are the imports of `tasks`, of `peel` and of the package that holds the problem kind, in
    functions too; comments, docstrings, layout and modules that are not reached change nothing. The
    Python minor is part of it, since syntax trees differ between them. About 3 ms a module, once.
    """
    code = _Code(tasks, kind)
    stages = [path.stem for path in sorted(tasks.glob("*.py"))]
    return {s: code.fingerprint(f"tasks.{s}") for s in stages if s not in ("__init__", "stage")}


def roots(tasks: Path, *, kind: str) -> list[Path]:
    """The folders (and single files) in which the code of the stages lies."""
    return sorted(_Code(tasks, kind).roots.values())


class _Code:
    """The modules below a few roots, each parsed once."""

    def __init__(self, tasks: Path, kind: str) -> None:
        entries = [each.module for each in entry_points(group="peel.problems", name=kind)]
        self._kinds = [f"peel.problems.{kind}", *sorted(entries)]
        self.roots = {name: _location(name) for name in {k.partition(".")[0] for k in self._kinds}}
        self.roots["tasks"] = tasks
        self._files: dict[str, Path | None] = {}
        self._modules: dict[str, _Module] = {}

    def fingerprint(self, start: str) -> str:
        """One hash of all modules that `start` reaches, and of the data files beside them."""
        digest = hashlib.sha256(f"python {sys.version_info[0]}.{sys.version_info[1]}\n".encode())
        reached = {name: path for name in self._reached(start) if (path := self._file(name))}
        for name, path in sorted(reached.items()):
            digest.update(f"{name} {self._module(name, path).digest}\n".encode())
        for name, path in sorted(reached.items()):
            if self._module(name, path).has_data:
                for data in _data_beside(path):
                    digest.update(f"{data.name} {of_file(data)}\n".encode())
        return digest.hexdigest()

    def _reached(self, start: str) -> set[str]:
        names = self._closure({start})
        while missing := set(self._kind_modules(names)) - names:
            names = self._closure(names | missing)
        return names

    def _closure(self, start: Iterable[str]) -> set[str]:
        """All names that are imported on the way, of modules and of what they define."""
        names: set[str] = set()
        todo = list(start)
        while todo:
            name = todo.pop()
            if name not in names and name.partition(".")[0] in self.roots:
                names.add(name)
                todo.append(name.rpartition(".")[0])
                path = self._file(name)
                todo += self._module(name, path).imports if path else ()
        return names

    def _kind_modules(self, names: set[str]) -> Iterator[str]:
        """The modules of the problem kind, once something reaches the module that finds it."""
        if _FINDER not in names:
            return
        left_out = {face for face, find in _FACES.items() if f"{_FINDER}.{find}" not in names}
        for kind in self._kinds:
            file = self._file(kind)
            if file and file.name != "__init__.py":
                yield kind
            elif file:
                for path in sorted(file.parent.rglob("*.py")):
                    parts = path.relative_to(file.parent).with_suffix("").parts
                    if parts[0] not in left_out:
                        yield ".".join((kind, *parts)).removesuffix(".__init__")

    def _file(self, name: str) -> Path | None:
        if name not in self._files:
            top, *parts = name.split(".")
            inside = self.roots[top].joinpath(*parts)
            beside = inside.with_name(f"{inside.name}.py") if parts else inside
            found = [path for path in (inside / "__init__.py", beside) if path.is_file()]
            self._files[name] = found[0] if found else None
        return self._files[name]

    def _module(self, name: str, path: Path) -> _Module:
        if name not in self._modules:
            self._modules[name] = _parse(path, name)
        return self._modules[name]


def _location(name: str) -> Path:
    """The folder of a package, or the file of a module."""
    spec = find_spec(name)
    if spec is None or not spec.origin:
        raise PeelError(
            "P253",
            "package cannot be found",
            got=name,
            allowed="an installed package",
            do="install it into this environment",
        )
    origin = Path(spec.origin)
    return origin.parent if origin.name == "__init__.py" else origin


def _data_beside(file: Path) -> list[Path]:
    """Data files beside a module and in folders there that are no packages."""
    found = (*file.parent.glob("*"), *file.parent.glob("*/*"))
    data = [path for path in found if path.suffix in _DATA]
    packages = {path.parent for path in found if path.name == "__init__.py"} - {file.parent}
    return sorted(path for path in data if path.parent not in packages)


def _parse(path: Path, name: str) -> _Module:
    try:
        tree = ast.parse(path.read_bytes())
    except SyntaxError as error:
        raise PeelError(
            "P254",
            "code of a stage cannot be parsed",
            got=f"{path.name}, line {error.lineno}: {error.msg}",
            allowed=f"Python {sys.version_info[0]}.{sys.version_info[1]}",
            do="repair that line",
        ) from error
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    imports = frozenset(_imports(tree, package))
    has_data = any(_is_data_name(node) for node in ast.walk(tree))
    return _Module(hashlib.sha256(_syntax(tree).encode()).hexdigest(), imports, has_data)


def _is_data_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and str(node.value).endswith(_DATA)


def _syntax(tree: ast.Module) -> str:
    """The tree as text, without places and docstrings."""
    for node in ast.walk(tree):
        if isinstance(node, _WITH_DOCSTRING) and ast.get_docstring(node, clean=False) is not None:
            del node.body[0]
    return ast.dump(tree)


def _imports(node: ast.AST, package: str) -> Iterator[str]:
    """Names that are imported below `node`, as dotted paths; what only a type checker sees is left out.

    A module's `__getattr__` offers names to others from afar: it is not what the module depends on.
    """
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
        base = ".".join([*above, *([node.module] if node.module else [])])
        yield from (f"{base}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Attribute) and node.attr in _FACES.values():
        yield f"{_FINDER}.{node.attr}"
    for child in ast.iter_child_nodes(node):
        if not _is_apart(child, node):
            yield from _imports(child, package)


def _is_apart(child: ast.AST, node: ast.AST) -> bool:
    if isinstance(child, ast.If):
        return isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING"
    lazy = isinstance(child, ast.FunctionDef) and child.name == "__getattr__"
    return lazy and isinstance(node, ast.Module)
