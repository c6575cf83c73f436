"""docs/reference/ is what `make docs` would write now."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def pages() -> dict[str, Callable[[], str]]:
    made: dict[str, Callable[[], str]] = runpy.run_path(str(DOCS / "make_reference.py"))["PAGES"]
    return made


@pytest.mark.parametrize("page", ["params.md", "cli.md", "problems.md"])
def test_reference_is_up_to_date(page: str, pages: dict[str, Callable[[], str]]) -> None:
    assert (DOCS / "reference" / page).read_text("utf-8") == pages[page](), "do: make docs"
