from __future__ import annotations

from pathlib import Path

import pytest

from peel.cli.main import run
from peel.project import template


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    template.make(tmp_path / "p")
    monkeypatch.chdir(tmp_path / "p")
    return tmp_path / "p"


@pytest.mark.usefixtures("project")
def test_pipeline_that_fits_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["upgrade"]) == 0
    assert capfd.readouterr().out == "The pipeline is as this Peel writes it: nothing to do.\n"


def test_each_written_file_is_told(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (project / "dvc.yaml").write_text("stages: {}\n")
    assert run(["upgrade"]) == 0
    assert capfd.readouterr().out.splitlines() == [
        "written  dvc.yaml  the one before is dvc.yaml.old",
        "Take over what you had changed yourself, then delete the .old files.",
        "next: peel build",
    ]


def test_outdated_build_names_the_command(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (project / "tasks" / "scan.py").write_text("from peel.manifest.scan import scan\n")
    assert run(["build"]) == 2
    assert "P723 " in (said := capfd.readouterr().err)
    assert "do: peel upgrade" in said
