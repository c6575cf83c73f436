import shutil
from pathlib import Path

import pytest
from PIL import Image

from peel.errors import PeelError
from peel.files import write_text
from peel.params.load import load
from peel.project import prepare, run, template
from peel.types.source import Scanned


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose data/raw holds two classes of one picture each."""
    for kind in "ab":
        folder = tmp_path / "p" / "data" / "raw" / kind
        folder.mkdir(parents=True)
        Image.new("RGB", (9, 9)).save(folder / "1.png")
    template.make(tmp_path / "p")
    return tmp_path / "p"


def test_project_with_its_source_is_ready(project: Path) -> None:
    before = (project / "params.yaml").read_text()
    assert prepare.prepare(project, template.NOTHING) == project
    assert (project / "params.yaml").read_text() == before


def test_given_values_are_written(project: Path) -> None:
    data = str(project / "data" / "raw")
    prepare.prepare(project, template.Given(data=[data], threshold=0.5))
    params = load(project / "params.yaml")
    assert (params.ingest.sources, params.gate.threshold) == ((data,), 0.5)


def test_several_sources_are_written(project: Path) -> None:
    more = project.parent / "more" / "c"
    more.mkdir(parents=True)
    Image.new("RGB", (9, 9), (1, 2, 3)).save(more / "1.png")
    prepare.prepare(project, template.Given(data=["data/raw", "../more"]))
    assert load(project / "params.yaml").ingest.sources == ("data/raw", "../more")
    with pytest.raises(PeelError, match=r"^P201 .*gone"):
        prepare.prepare(project, template.Given(data=["data/raw", "gone"]))


def test_absent_source_with_a_state_is_ready(project: Path) -> None:
    told = Scanned(source="data/raw", form="class folders", digest="0", n_files=2, bytes=9)
    write_text(project / "data/scan/source.json", told.to_json())
    shutil.rmtree(project / "data" / "raw")
    assert prepare.prepare(project, template.NOTHING) == project
    with pytest.raises(PeelError, match=r"^P201 "):
        prepare.prepare(project, template.Given(data=["data/raw"]))


def test_pictures_that_a_stage_would_replace(project: Path) -> None:
    shutil.copytree(project / "data" / "raw", project / "data" / "train")
    with pytest.raises(PeelError, match=r"^P238 .*got data/train/a/1.png"):
        prepare.prepare(project, template.NOTHING)
    assert (project / "data" / "train" / "b" / "1.png").exists()


@pytest.mark.parametrize(
    ("data", "threshold", "code"),
    [("nowhere", None, "P201"), (None, 2.0, "P104 --threshold refused:")],
)
def test_refused_value_is_never_written(
    data: str | None, threshold: float | None, code: str, project: Path
) -> None:
    before = (project / "params.yaml").read_text()
    with pytest.raises(PeelError, match=f"^{code} "):
        prepare.prepare(project, template.Given(data=data or (), threshold=threshold))
    assert (project / "params.yaml").read_text() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("kind: classification", "kind: depth", "P190"),
        ("metric: null", "metric: f1", "P192"),
        ("dir: null", "dir: /no/such", "P105"),
        ("backbones: [efficientnet_lite0]", "backbones: [resnet18]", "P501"),
    ],
)
def test_late_refusals_come_at_once(old: str, new: str, code: str, project: Path) -> None:
    path = project / "params.yaml"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(PeelError, match=f"^{code} "):
        prepare.prepare(project, template.NOTHING)


def test_folder_that_is_no_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match=r"^P721 "):
        prepare.prepare(tmp_path, template.NOTHING)


def test_second_build_at_once_is_refused(project: Path) -> None:
    with run.build_lock(project), pytest.raises(PeelError, match=r"^P703 a build of this project"):
        prepare.prepare(project, template.NOTHING)


def test_given_kind_is_written(project):
    prepare.prepare(project, template.Given(kind="multilabel"))
    assert load(project / "params.yaml").problem.kind == "multilabel"


def test_unknown_kind_writes_nothing(project):
    before = (project / "params.yaml").read_bytes()
    with pytest.raises(PeelError, match=r"^P190 "):
        prepare.prepare(project, template.Given(kind="nothing"))
    assert (project / "params.yaml").read_bytes() == before
