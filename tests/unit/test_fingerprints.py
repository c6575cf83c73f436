from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.fingerprints import fingerprints

TASK = '''"""Stage."""
from typing import TYPE_CHECKING

from tasks.stage import run
from tasks.deep import {name}

if TYPE_CHECKING:
    from tasks.typed import Kind


def main():
    """Words."""
    from tasks.inner import thing
    return "done"  # a comment
'''


@pytest.fixture
def tasks(tmp_path: Path) -> Path:
    folder = tmp_path / "tasks"
    folder.mkdir()
    files = {
        "__init__": "",
        "stage": "def run(): ...\n",
        "one": TASK.format(name="first"),
        "two": "from . import other\n",
        "deep": "def first(): return 1\ndef __getattr__(name):\n    from tasks import far\n",
        "inner": "thing = 'page.html'\n",
        "other": "x = 1\n",
        "far": "x = 1\n",
        "typed": "Kind = int\n",
    }
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    (folder / "page.html").write_text("<p>")
    return folder


def changed(tasks: Path, edit: Callable[[], object]) -> set[str]:
    before = fingerprints(tasks, kind="classification")
    edit()
    after = fingerprints(tasks, kind="classification")
    return {stage for stage in before if before[stage] != after[stage]}


def rewrite(path: Path, old: str, new: str) -> Callable[[], object]:
    text = path.read_text()
    assert old in text
    return lambda: path.write_text(text.replace(old, new))


def test_every_stage_file_has_one(tasks: Path) -> None:
    found = fingerprints(tasks, kind="classification")
    assert {"one", "two"} <= set(found)
    assert not {"__init__", "stage"} & set(found)
    assert all(len(digest) == 64 for digest in found.values())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# a comment", "# another"),
        ('"""Words."""', '"""Other words."""'),
        ('"""Stage."""\n', ""),
        ("\n\n\n", "\n\n\n\n\n"),
        ('"done"', "'done'"),
    ],
)
def test_words_and_layout_change_nothing(tasks: Path, old: str, new: str) -> None:
    assert changed(tasks, rewrite(tasks / "one.py", old, new)) == set()


def test_changed_task_changes_itself_only(tasks: Path) -> None:
    assert changed(tasks, rewrite(tasks / "one.py", '"done"', '"ready"')) == {"one"}


def test_import_in_a_function_counts(tasks: Path) -> None:
    assert "one" in changed(tasks, rewrite(tasks / "inner.py", "thing", "thing = other"))


def test_relative_import_is_followed(tasks: Path) -> None:
    assert changed(tasks, rewrite(tasks / "other.py", "1", "2")) == {"two", "other"}


@pytest.mark.parametrize("name", ["far", "typed"])
def test_what_is_not_reached_changes_nothing(tasks: Path, name: str) -> None:
    edit = rewrite(tasks / f"{name}.py", "=", "= 7 +")
    assert changed(tasks, edit) == {name}


def test_page_that_code_names_counts(tasks: Path) -> None:
    assert changed(tasks, rewrite(tasks / "page.html", "<p>", "<h1>")) == {"one", "inner"}


def test_library_is_followed_into_its_depth(tasks: Path) -> None:
    edit = rewrite(tasks / "other.py", "x = 1", "from peel.sources.ingest import ingest")
    assert changed(tasks, edit) == {"two", "other"}


def test_kind_is_part_of_who_finds_it(tasks: Path) -> None:
    (tasks / "asks.py").write_text("from peel.problem import find\n")
    one = fingerprints(tasks, kind="classification")
    other = fingerprints(tasks, kind="unheard_of")
    assert {stage for stage in one if one[stage] != other[stage]} == {"asks"}


@pytest.mark.parametrize("find", ["find_learner", "find_report", "find_follower"])
def test_face_counts_where_asked_for(tasks: Path, find: str) -> None:
    (tasks / "asks.py").write_text("from peel.problem import find\n")
    (tasks / "learns.py").write_text("import peel.problem\nx = peel.problem.find\n")
    before = fingerprints(tasks, kind="detection")
    (tasks / "learns.py").write_text(f"import peel.problem\nx = peel.problem.{find}\n")
    after = fingerprints(tasks, kind="detection")
    assert before["asks"] == after["asks"]
    assert before["learns"] != after["learns"]


def test_kind_of_another_package_is_followed(
    tasks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = tmp_path / "toykind"
    kind.mkdir()
    (kind / "__init__.py").write_text("PROBLEM = 1\n")
    metadata = tmp_path / "toykind-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Name: toykind\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text("[peel.problems]\ntoy = toykind\n")
    monkeypatch.syspath_prepend(tmp_path)
    (tasks / "asks.py").write_text("from peel.problem import find\n")
    before = fingerprints(tasks, kind="toy")
    (kind / "__init__.py").write_text("PROBLEM = 2\n")
    after = fingerprints(tasks, kind="toy")
    assert {stage for stage in before if before[stage] != after[stage]} == {"asks"}


def test_vanished_kind_is_refused(
    tasks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    metadata = tmp_path / "gonekind-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Name: gonekind\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text("[peel.problems]\ngone = gonekind.here\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(PeelError, match="P253"):
        fingerprints(tasks, kind="gone")


def test_python_minor_is_part_of_it(tasks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def upgrade() -> None:
        monkeypatch.setattr(sys, "version_info", (3, 99, 0, "final", 0))

    assert "two" in changed(tasks, upgrade)


def test_code_that_cannot_be_parsed_is_refused(tasks: Path) -> None:
    (tasks / "two.py").write_text("def main(:\n")
    with pytest.raises(PeelError, match=r"P254.*two\.py, line 1"):
        fingerprints(tasks, kind="classification")
