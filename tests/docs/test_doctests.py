"""The examples in the docstrings hold."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for room in ("peel", "tasks", "flows")
    for path in sorted((ROOT / room).rglob("*.py"))
    if ">>> " in path.read_text("utf-8")
]


@pytest.fixture
def module(request: pytest.FixtureRequest) -> ModuleType:
    """Imported here, since the import of a large library is not the time of the example."""
    return importlib.import_module(request.param)


@pytest.mark.parametrize("module", NAMES, indirect=True)
def test_docstring_examples_hold(module: ModuleType) -> None:
    done = doctest.testmod(module)
    assert done.attempted
    assert done.failed == 0
