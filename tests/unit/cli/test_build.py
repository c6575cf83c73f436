import pytest

from peel.cli.main import run
from peel.project import template


@pytest.fixture
def project(tmp_path, monkeypatch):
    template.make(tmp_path / "p")
    monkeypatch.chdir(tmp_path / "p")
    return tmp_path / "p"


def test_folder_without_project_is_refused(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    assert run(["build"]) == 2
    assert capfd.readouterr().err.startswith("error: P721 no project in this folder")


@pytest.mark.usefixtures("project")
def test_absent_source_is_refused(capfd):
    assert run(["build", "--data", "nowhere"]) == 2
    assert capfd.readouterr().err.startswith("error: P201 no such source: got ")


def test_refused_threshold_changes_nothing(project, capfd):
    (project / "data/raw/a").mkdir(parents=True)
    before = (project / "params.yaml").read_text()
    assert run(["build", "--threshold", "2"]) == 2
    assert capfd.readouterr().err.startswith("error: P")
    assert (project / "params.yaml").read_text() == before


@pytest.mark.usefixtures("project")
def test_score_that_is_no_number_is_refused(capfd):
    assert run(["build", "--threshold", "good"]) == 2
    assert "P107 command line not understood" in capfd.readouterr().err
