import os
import subprocess
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.params.load import load
from peel.project import place, template


def git_init(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    subprocess.run(["git", "init", "-q", str(folder)], check=True)


def test_new_folder_becomes_a_project(tmp_path: Path) -> None:
    written = template.make(tmp_path / "a" / "b", template.Given(data=["x.zip"], threshold=0.7))
    assert {"params.yaml", "dvc.yaml", "flows/build.py", "tasks/scan.py"} <= set(written)
    assert place.is_project(tmp_path / "a" / "b")
    params = load(tmp_path / "a" / "b" / "params.yaml")
    assert (params.ingest.sources, params.gate.threshold) == (("x.zip",), 0.7)


def test_project_needs_no_git_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    template.make(tmp_path / "p")
    assert "no_scm = true" in (tmp_path / "p" / ".dvc" / "config.local").read_text()


def test_project_inside_another_repository(tmp_path: Path) -> None:
    git_init(tmp_path / "outer")
    template.make(tmp_path / "outer" / "p")
    assert not (tmp_path / "outer" / "p" / ".dvc" / "config.local").exists()


def test_fresh_repository_with_environment_will_do(tmp_path: Path) -> None:
    git_init(tmp_path / "p")
    (tmp_path / "p" / ".venv").mkdir()
    template.make(tmp_path / "p")
    assert place.is_project(tmp_path / "p")


def test_second_time_writes_nothing(tmp_path: Path) -> None:
    template.make(tmp_path / "p")
    (tmp_path / "p" / "notes.txt").write_text("mine")
    (tmp_path / "p" / "tasks" / "scan.py").write_text("# mine\n")
    assert template.make(tmp_path / "p") == []
    assert (tmp_path / "p" / "tasks" / "scan.py").read_text() == "# mine\n"


def test_half_made_project_is_completed(tmp_path: Path) -> None:
    template.make(tmp_path / "p")
    (tmp_path / "p" / "dvc.yaml").unlink()
    (tmp_path / "p" / "bundle.previous").mkdir()
    assert template.make(tmp_path / "p") == ["dvc.yaml"]


@pytest.mark.parametrize("name", ["photo.jpg", "cats"])
def test_folder_with_something_else_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(PeelError, match=f"^P720 .*which holds {name};"):
        template.make(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_file_in_the_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("")
    with pytest.raises(PeelError, match=r"^P720 .*which is a file"):
        template.make(tmp_path / "f")


def test_refused_threshold_is_told_in_its_form(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match=r"^P104 --threshold refused"):
        template.make(tmp_path / "p", template.Given(threshold=1.5))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_forbidden_place_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(PeelError, match=r"^P702 "):
        template.make(tmp_path / "p")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="where Linux shows its processes")
def test_place_that_takes_nothing_is_refused() -> None:
    with pytest.raises(PeelError, match=r"^P702 .*got /proc/p;"):
        template.make(Path("/proc/p"))


def test_given_values_keep_all_comments(tmp_path: Path) -> None:
    template.make(tmp_path / "p")
    path = tmp_path / "p" / "params.yaml"
    before = path.read_text()
    template.set_params(tmp_path / "p", template.Given(threshold=0.5))
    assert path.read_text() == before.replace("threshold: 0.9", "threshold: 0.5")


@pytest.mark.parametrize("name", ["pets", "007", "yes", "Bär: <b> #1", "~"])
def test_report_is_headed_with_the_name(name: str, tmp_path: Path) -> None:
    template.make(tmp_path / name)
    assert load(tmp_path / name / "params.yaml").report.title == name


def test_new_project_differs_in_nothing(tmp_path: Path) -> None:
    template.make(tmp_path / "p", template.Given(threshold=0.5))
    assert template.differing(tmp_path / "p") == []


def test_files_of_another_peel_are_named(tmp_path: Path) -> None:
    template.make(tmp_path / "p")
    (tmp_path / "p" / "tasks" / "scan.py").write_text("# as it was\n")
    (tmp_path / "p" / "flows" / "build.py").unlink()
    (tmp_path / "p" / "tasks" / "mine.py").write_text("# my own stage\n")
    path = tmp_path / "p" / "dvc.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert template.differing(tmp_path / "p") == ["flows/build.py", "tasks/scan.py"]


def test_unknown_kind_makes_no_project(tmp_path):
    with pytest.raises(PeelError, match=r"^P190 "):
        template.make(tmp_path / "p", template.Given(kind="multilable"))
    with pytest.raises(PeelError, match=r"^P190 .*got nothing"):
        template.make(tmp_path / "p", template.Given(kind=""))
    assert not (tmp_path / "p").exists()
