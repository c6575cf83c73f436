"""What a kind says of labels, as everybody else sees it."""

from __future__ import annotations

import pytest

from peel.problem import find, known
from peel.types.labels import LabelRules, LineRules

ASKED = [name for name in vars(LabelRules) if not name.startswith("_")]


@pytest.mark.parametrize("kind", known())
@pytest.mark.parametrize("name", [*ASKED, "several"])
def test_kinds_found_here_answer(kind: str, name: str) -> None:
    assert hasattr(find(kind), name)


def test_kind_of_names_reads_no_lines() -> None:
    assert not isinstance(find("classification"), LineRules)
