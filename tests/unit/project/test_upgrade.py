from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.project import template
from peel.project.upgrade import Change, upgrade


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose stage split is not as this Peel writes it."""
    template.make(tmp_path / "p")
    (tmp_path / "p" / "tasks" / "split.py").write_text("# as it was\n")
    return tmp_path / "p"


def test_new_project_needs_nothing(tmp_path: Path) -> None:
    template.make(tmp_path / "p")
    assert upgrade(tmp_path / "p") == []


def test_other_file_is_written_anew(project: Path) -> None:
    upgrade(project)
    assert template.differing(project) == []


def test_what_was_there_is_kept(project: Path) -> None:
    assert upgrade(project) == [
        Change("tasks/split.py", "written", "the one before is tasks/split.py.old")
    ]
    assert (project / "tasks" / "split.py.old").read_text() == "# as it was\n"


def test_kept_copy_is_never_replaced(project: Path) -> None:
    (project / "tasks" / "split.py.old").write_text("# of long ago\n")
    upgrade(project)
    assert (project / "tasks" / "split.py.old").read_text() == "# of long ago\n"
    assert (project / "tasks" / "split.py.old2").read_text() == "# as it was\n"


def test_no_copy_of_what_git_has(project: Path) -> None:
    git = ["git", "-C", str(project), "-c", "user.name=a", "-c", "user.email=a@b"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "as it was"]):
        subprocess.run([*git, *command], check=True)
    assert upgrade(project) == [Change("tasks/split.py", "written", "git has the one before")]
    assert not (project / "tasks" / "split.py.old").exists()


def test_absent_file_is_written(project: Path) -> None:
    (project / "tasks" / "split.py").unlink()
    assert upgrade(project) == [Change("tasks/split.py", "written")]


def test_file_of_a_person_stays(project: Path) -> None:
    (project / "tasks" / "mine.py").write_text("# my own stage\n")
    assert [(change.state, change.name) for change in upgrade(project)][1:] == [
        ("left", "tasks/mine.py")
    ]
    assert (project / "tasks" / "mine.py").read_text() == "# my own stage\n"


def test_parameters_stay_as_they_are(project: Path) -> None:
    (project / "params.yaml").write_text("gate: {threshold: 0.5}\n")
    upgrade(project)
    assert (project / "params.yaml").read_text() == "gate: {threshold: 0.5}\n"


def test_missing_rules_for_git_are_added(project: Path) -> None:
    path = project / ".gitignore"
    whole = path.read_text()
    path.write_text("/mine/\n" + whole.replace("/bundle.previous/\n", ""))
    upgrade(project)
    text = path.read_text()
    assert text.startswith("/mine/\n")
    assert text.endswith(whole[whole.index("/bundle.previous/") :])


def test_folder_without_a_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match=r"^P721 "):
        upgrade(tmp_path)
