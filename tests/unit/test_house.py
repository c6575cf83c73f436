"""The house rules that a machine can check: sizes, names, errors, purity, and where tests lie."""

from __future__ import annotations

import ast
import builtins
import re
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("peel", "tasks", "flows")
LIBRARY = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
TESTS = sorted(path for path in (ROOT / "tests").rglob("*.py") if "data" not in path.parts)
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in [*LIBRARY, *TESTS]}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# Besides PeelError: the end of a process, what a protocol of Python asks for, and OSError, which files.guard turns into one.
RAISED = {"PeelError", "SystemExit", "Exit", "AttributeError", "OSError", "StopIteration"}
_DRAWS = tuple(f"peel/split/{name}.py" for name in ("divide", "draw", "parts", "stratify"))
PURE = ("peel/heads/", "peel/metrics/", *_DRAWS, "peel/search/choose.py")
IMPURE_MODULES = {
    "datetime",
    "io",
    "os",
    "pathlib",
    "random",
    "shutil",
    "socket",
    "subprocess",
    "time",
}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _nodes(kinds: Any, files: list[Path] = LIBRARY) -> Iterator[tuple[Path, Any]]:
    for path in files:
        yield from ((path, node) for node in ast.walk(TREES[path]) if isinstance(node, kinds))


def _bad(kinds: Any, is_bad: Callable[[Path, Any], bool], files: list[Path] = LIBRARY) -> list[str]:
    """`file:line name` of every node of these kinds for which `is_bad(path, node)` holds."""
    return [
        f"{_name(path)}:{node.lineno} {getattr(node, 'name', None) or ast.unparse(node)[:80]}"
        for path, node in _nodes(kinds, files)
        if is_bad(path, node)
    ]


def _body_lines(function: ast.FunctionDef) -> int:
    """Lines of the body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_functions_stay_under_sixty_lines() -> None:
    assert _bad(FUNCTIONS, lambda _, node: _body_lines(node) > 60) == []


def _ninth_of_ten(values: list[int]) -> int:
    return sorted(values)[int(0.9 * len(values))]


def test_most_functions_are_short() -> None:
    lines = [_body_lines(node) for _, node in _nodes(FUNCTIONS)]
    assert statistics.median(lines) <= 12
    assert _ninth_of_ten(lines) <= 24


def test_most_functions_take_few_arguments() -> None:
    every = [node.args for _, node in _nodes(FUNCTIONS)]
    names = [[*a.posonlyargs, *a.args, *a.kwonlyargs] for a in every]
    assert _ninth_of_ten([sum(n.arg not in ("self", "cls") for n in one) for one in names]) <= 3


def test_nine_of_ten_functions_are_small() -> None:
    """What is easy to read: at most 24 lines of body, at most 3 arguments."""
    lines = sorted(_body_lines(node) for _, node in _nodes(FUNCTIONS))
    arguments = sorted(
        sum(a.arg not in ("self", "cls") for a in (*node.args.args, *node.args.kwonlyargs))
        for _, node in _nodes(FUNCTIONS)
    )
    place = len(lines) * 9 // 10
    assert lines[place] <= 24
    assert arguments[place] <= 3


def test_files_stay_under_four_hundred_lines() -> None:
    long = {_name(path): len(path.read_text("utf-8").splitlines()) for path in TREES}
    assert {name: n for name, n in long.items() if n > 400} == {}


def test_tasks_stay_under_sixty_lines() -> None:
    tasks = [path for path in LIBRARY if path.parent.name == "tasks"]
    assert [_name(path) for path in tasks if len(path.read_text("utf-8").splitlines()) > 60] == []


def test_classes_have_at_most_eight_methods() -> None:
    def is_large(_: Path, node: ast.ClassDef) -> bool:
        return sum(isinstance(child, FUNCTIONS) for child in node.body) > 8

    assert _bad(ast.ClassDef, is_large) == []


def test_boolean_defaults_are_rare() -> None:
    functions = [node for _, node in _nodes(FUNCTIONS)]
    flags = [
        default
        for node in functions
        for default in [*node.args.defaults, *node.args.kw_defaults]
        if isinstance(default, ast.Constant) and isinstance(default.value, bool)
    ]
    assert len(flags) <= 5 * len(functions) / 100


def test_no_file_is_named_for_leftovers() -> None:
    leftovers = re.compile(r"(utils?|helpers?|common|misc|base\d*)")
    assert [_name(path) for path in TREES if leftovers.fullmatch(path.stem)] == []
    assert [_name(path) for path in TREES if leftovers.fullmatch(path.parent.name)] == []


def test_nothing_is_passed_as_kwargs() -> None:
    def is_vague(_: Path, node: ast.FunctionDef) -> bool:
        return node.args.kwarg is not None and node.args.kwarg.arg == "kwargs"

    assert _bad(FUNCTIONS, is_vague) == []


def test_only_peel_errors_are_raised() -> None:
    def is_foreign(path: Path, node: ast.Raise) -> bool:
        call = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        name = call.id if isinstance(call, ast.Name) else getattr(call, "attr", "")
        # A pydantic validator has to raise ValueError; params/load.py turns it into the one form.
        allowed = RAISED | ({"ValueError"} if path.parent.name in ("params", "types") else set())
        return name not in allowed and isinstance(getattr(builtins, name, None), type)

    assert _bad(ast.Raise, is_foreign) == []


def test_imports_stand_at_the_top() -> None:
    """But in cli and api, whose help must not wait, and for an optional dependency (in a try)."""
    free = {"peel/api.py", "peel/__init__.py"}
    late = []
    for path, function in _nodes(FUNCTIONS):
        if _name(path) in free or _name(path).startswith("peel/cli/"):
            continue
        tried = {id(n) for t in ast.walk(function) if isinstance(t, ast.Try) for n in ast.walk(t)}
        imports = [n for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
        late += [f"{_name(path)}:{n.lineno}" for n in imports if id(n) not in tried]
    assert late == []


def test_pure_rooms_know_no_world() -> None:
    def is_impure(path: Path, node: ast.Import | ast.ImportFrom) -> bool:
        names = [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        tops = {(name or "").partition(".")[0] for name in names}
        return _name(path).startswith(PURE) and bool(tops & IMPURE_MODULES)

    assert _bad((ast.Import, ast.ImportFrom), is_impure) == []


def test_only_params_read_peel_variables() -> None:
    """And events.py, which lies below params and reads the one variable that makes it speak."""

    def is_read(path: Path, node: ast.Call | ast.Subscript) -> bool:
        if _name(path).startswith(("peel/params/", "peel/events.py")):
            return False
        text = ast.unparse(node)
        read = isinstance(node, ast.Call) or isinstance(node.ctx, ast.Load)
        return read and bool(re.match(r"os\.(environ(\.get)?|getenv)[(\[]['\"]PEEL_", text))

    assert _bad((ast.Call, ast.Subscript), is_read) == []


def _own_names(path: Path) -> set[str]:
    """The names in a test file that stand for a module or a thing of ours."""
    tree = TREES[path]
    found = [
        alias.asname or alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name.partition(".")[0] in ROOMS
    ]
    found += [
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in ROOMS
        for alias in node.names
    ]
    return set(found)


def _root(node: ast.expr) -> str:
    """`a` of `a.b.c`."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def test_own_code_is_never_mocked() -> None:
    """No stand-ins, and no attribute of ours set from a test: by monkeypatch, by name or by assignment."""

    def is_mock(path: Path, node: ast.Import | ast.ImportFrom | ast.Call | ast.Assign) -> bool:
        if isinstance(node, ast.Import | ast.ImportFrom):
            return "mock" in ast.unparse(node)
        if isinstance(node, ast.Assign):
            set_on = [target for target in node.targets if isinstance(target, ast.Attribute)]
            return any(_root(target) in _own_names(path) for target in set_on)
        called = ast.unparse(node.func)
        if called not in ("monkeypatch.setattr", "monkeypatch.delattr", "setattr", "mocker.patch"):
            return False
        target = node.args[0]
        name = target.value if isinstance(target, ast.Constant) else _root(target)
        own = {*_own_names(path), *ROOMS}
        return str(name).partition(".")[0] in own

    kinds = (ast.Import, ast.ImportFrom, ast.Call, ast.Assign)
    assert _bad(kinds, is_mock, TESTS) == []


def test_no_test_asserts_under_a_condition() -> None:
    """What an `if` leaves out is never looked at, and nobody notices."""

    def asserts(node: ast.AST) -> bool:
        return any(
            isinstance(n, ast.Assert) or "pytest.raises" in ast.unparse(n) for n in ast.walk(node)
        )

    def is_conditional(_: Path, node: ast.FunctionDef) -> bool:
        branches = (ast.If, ast.Match, ast.ExceptHandler)
        inner = [n for n in ast.walk(node) if isinstance(n, branches)]
        return node.name.startswith("test_") and any(asserts(n) for n in inner)

    assert _bad(FUNCTIONS, is_conditional, TESTS) == []


def test_test_names_are_short_sentences() -> None:
    def is_odd(_: Path, node: ast.FunctionDef) -> bool:
        return node.name.startswith("test_") and not 3 <= node.name.count("_") <= 7

    assert _bad(FUNCTIONS, is_odd, TESTS) == []


def _mirror(path: Path) -> str:
    """Where the tests of a library file lie: images/test_decode.py for peel/images/decode.py."""
    room, *inner = path.relative_to(ROOT).parts
    stem = path.parent.name if path.name == "__init__.py" else path.stem
    return "/".join([*([] if room == "peel" else [room]), *inner[:-1], f"test_{stem}.py"])


def _has_logic(path: Path) -> bool:
    """Whether a function in it does something: a protocol's say only what, records and constants have none."""
    functions = [node for node in ast.walk(TREES[path]) if isinstance(node, FUNCTIONS)]
    bodies = [node.body[ast.get_docstring(node) is not None :] for node in functions]
    done = [node for body in bodies for node in body if ast.unparse(node) != "..."]
    return bool(done)


def test_unit_tests_mirror_the_library() -> None:
    """In both directions: each file of tests has its module, each module that does something its tests."""
    unit = ROOT / "tests" / "unit"
    files = {path.relative_to(unit).as_posix() for path in unit.rglob("test_*.py")}
    assert sorted(files - {_mirror(path) for path in LIBRARY} - {"test_house.py"}) == []
    assert sorted({_mirror(path) for path in LIBRARY if _has_logic(path)} - files) == []


@pytest.mark.parametrize("word", ["/wo" + "rk/", "/r" + "oot/", "/ho" + "me/", "pypi" + ".org"])
def test_no_file_names_one_machine(word: str) -> None:
    tools = [ROOT / name for name in ("Makefile", "pyproject.toml", ".ci/run", "README.md")]
    texts = [*TREES, *tools, *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").rglob("*.py")]
    assert [_name(path) for path in texts if word in path.read_text("utf-8")] == []
