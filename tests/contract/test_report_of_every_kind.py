"""The page that every kind has speaks of no kind's things; what only one knows stands in its own `report`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOM = Path(__file__).resolve().parents[2] / "peel" / "report"
FILES = [path for path in sorted(ROOM.rglob("*")) if path.suffix in (".py", ".html")]
# A sentence about classes; a class of the page's style or of Python is none.
OWN = re.compile(
    r"confusion|recall|calibrat|F1\b|(each|every|the|a|of|one|no|many|rare) class(es)?\b(?!=)|label (?:!=|==)",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOM).as_posix())
def test_page_knows_no_kind(path: Path) -> None:
    text = path.read_text("utf-8")
    assert [line for line in text.splitlines() if OWN.search(line)] == []
