"""How kinds are found."""

from __future__ import annotations

import sys

import pytest

from peel import problem
from peel.errors import PeelError


@pytest.fixture
def foreign_kind(tmp_path, monkeypatch):
    """Another distribution with a kind of its own, which only answers."""
    package = tmp_path / "wild_kinds" / "animals"
    package.mkdir(parents=True)
    (tmp_path / "wild_kinds" / "__init__.py").touch()
    (package / "__init__.py").write_text("PROBLEM = 'animals'\n")
    info = tmp_path / "wild_kinds-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: wild-kinds\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[peel.problems]\nanimals = wild_kinds.animals\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "animals"
    for name in [name for name in sys.modules if name.startswith("wild_kinds")]:
        del sys.modules[name]


def test_own_kinds_are_known():
    assert "classification" in problem.known()


def test_foreign_kind_is_found(foreign_kind):
    assert foreign_kind in problem.known()
    assert problem.find(foreign_kind) == "animals"


def test_foreign_kind_may_only_answer(foreign_kind):
    with pytest.raises(
        PeelError, match="P191 problem kind cannot be trained: got animals; allowed: class"
    ):
        problem.find_learner(foreign_kind)


@pytest.mark.parametrize("kind", ["horoscope", "", "classification.decode", "../classification"])
@pytest.mark.parametrize(
    "search", [problem.find, problem.find_learner, problem.find_report, problem.find_viewer]
)
def test_unknown_kind_names_the_known(kind, search):
    words = "P190 unknown problem kind: .*allowed: classification, detection, multilabel;"
    with pytest.raises(PeelError, match=words):
        search(kind)


def test_kind_may_have_nothing_to_tell(foreign_kind):
    assert problem.find_report(foreign_kind) is None
    assert problem.find_report("classification") is not None


def test_foreign_kind_tells_its_own_part(foreign_kind, tmp_path):
    (tmp_path / "wild_kinds" / "animals" / "report.py").write_text("REPORT = 'they roar'\n")
    assert problem.find_report(foreign_kind) == "they roar"


def test_kind_may_say_nothing_of_films(foreign_kind):
    assert problem.find_viewer(foreign_kind) is None
