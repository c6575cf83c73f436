from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.project import place


def test_other_folder_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(
        PeelError,
        match=r"^P721 .*do: cd into the project; or make a new one: peel init my-project && cd my-project$",
    ):
        place.find(tmp_path)


def test_project_is_found_by_three_files(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    for name in ("dvc.yaml", "params.yaml", "flows/build.py"):
        assert not place.is_project(tmp_path)
        (tmp_path / name).write_text("")
    assert place.find(tmp_path) == tmp_path


def test_installation_is_where_answers_are_given(tmp_path):
    with pytest.raises(PeelError, match="P721"):
        place.installation(tmp_path)
    (tmp_path / "bundle").mkdir()
    assert place.installation(tmp_path) == tmp_path


def test_installation_that_served_is_one(tmp_path):
    (tmp_path / ".peel/loop").mkdir(parents=True)
    assert place.installation(tmp_path) == tmp_path
