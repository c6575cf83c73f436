import shutil
import subprocess

import pytest

from peel import files
from peel.errors import PeelError
from peel.installation import ready as module
from peel.process import dvc
from peel.project import template
from peel.types.evaluation import Evaluation, Parity, Reference
from tests.unit.types.test_bundle import VERDICT


def git(folder, *words):
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b", *words],
        cwd=folder,
        check=True,
        capture_output=True,
    )


@pytest.fixture
def project(tmp_path):
    template.make(tmp_path / "p")
    return tmp_path / "p"


@pytest.fixture
def committed(project):
    git(project, "init")
    git(project, "add", ".")
    git(project, "commit", "-m", "x")
    return project


def test_project_without_git_is_refused(project):
    with pytest.raises(PeelError, match=r"^P910 .*do: git init && git add \. && git commit"):
        module._refuse_uncommitted(project, "peel up")


def test_project_without_a_commit_is_refused(project):
    git(project, "init")
    with pytest.raises(
        PeelError, match=r"^P911 .*git add \.dvc/\.gitignore .* tasks && git commit"
    ):
        module._refuse_uncommitted(project, "peel up")


def test_changed_parameter_is_refused(committed):
    module._refuse_uncommitted(committed, "peel up")
    with (committed / "params.yaml").open("a") as file:
        file.write("# more\n")
    with pytest.raises(PeelError, match=r"^P911 .*got params\.yaml; .*git add params\.yaml && git"):
        module._refuse_uncommitted(committed, "peel up")


def test_ignored_project_is_refused(project):
    git(project.parent, "init")
    (project.parent / ".gitignore").write_text("/p/\n")
    with pytest.raises(PeelError, match=r"^P910 "):
        module._refuse_uncommitted(project, "peel up")


def test_project_without_remote_is_refused(committed):
    with pytest.raises(PeelError, match=r"^P912 .*peel up --local-remote .*dvc remote add"):
        module._refuse_alone(committed, "peel up")


@pytest.mark.slow
def test_data_must_be_pushed(committed):
    (committed / "thing").write_text("x")
    dvc._run(committed, ["add", "thing"])
    dvc.add_remote(committed, "there", folder=committed.parent / "remote")
    with pytest.raises(
        PeelError, match=r"^P913 .*1 missing, the first thing: here alone; .*do: dvc push"
    ):
        module._refuse_alone(committed, "peel up")
    module.local_remote(committed)
    module._refuse_alone(committed, "peel up")
    assert dvc.remote(committed) == "there"
    for place in (committed / ".dvc/cache", committed.parent / "remote"):
        shutil.rmtree(place / "files")
    with pytest.raises(
        PeelError, match=r"^P913 .*neither there nor here .*do: peel build && peel up"
    ):
        module._refuse_alone(committed, "peel up")


@pytest.mark.slow
def test_local_remote_lies_in_the_state(committed):
    module.local_remote(committed)
    assert dvc.remote(committed) == "here"
    assert "url = ../.peel/loop/remote" in (committed / ".dvc" / "config.local").read_text()
    module._refuse_uncommitted(committed, "peel up")  # what is true of one machine is not committed


@pytest.mark.slow
def test_local_remote_takes_any_letters(tmp_path):
    """DVC itself writes its configuration in ASCII."""
    project = tmp_path / "Bilder äöü" / "p"
    template.make(project)
    git(project, "init")
    (project / "thing").write_text("x")
    dvc._run(project, ["add", "thing"])
    module.local_remote(project)
    assert dvc.not_pushed(project) == ([], [])
    assert [path for path in (project / ".peel/loop/remote").rglob("*") if path.is_file()] != []


def test_git_is_looked_for_first(project):
    """And the line to type ends in the command as it was typed."""
    evaluation = Evaluation(
        scores=(),
        verdict=VERDICT,
        parity=Parity(n=1, tolerance=0, margin=0, forms={}, outputs={}, same=True),
        mistakes=(),
        details={},
        reference=Reference(n=1, mean=(), std=()),
        model_sha256="",
        golden_sha256="",
        models_judged=1,
    )
    files.write_text(project / "data/evaluate/evaluation.json", evaluation.to_json())
    with pytest.raises(PeelError, match=r"^P910 .* && peel up --local-remote$"):
        module.ready(project, typed="peel up --local-remote")
    assert dvc.remote(project) is None


@pytest.mark.slow
def test_remote_that_is_away_warns(committed, capfd):
    (committed / "thing").write_text("x")
    dvc._run(committed, ["add", "thing"])
    dvc._run(committed, ["remote", "add", "-d", "away", "ssh://nowhere/x"])
    module._refuse_alone(committed, "peel up")
    assert "DVC's remote could not be asked" in capfd.readouterr().err


def test_project_of_an_earlier_peel_is_refused(committed):
    (committed / "flows" / "deploy.py").unlink()
    with pytest.raises(PeelError, match=r"^P917 .*got no flows/deploy\.py; .*do: peel upgrade"):
        module.ready(committed)


def test_wrong_parameter_is_refused_first(committed):
    path = committed / "params.yaml"
    path.write_text(path.read_text().replace("port: 8000", "port: many"))
    with pytest.raises(PeelError, match=r"^P104 .*serve\.port"):
        module.ready(committed)


def test_nothing_built_is_refused(committed):
    with pytest.raises(PeelError, match=r"^P722 "):
        module.ready(committed)
