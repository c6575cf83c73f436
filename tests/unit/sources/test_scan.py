from __future__ import annotations

import json
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.params.sections import Ingest
from peel.sources.scan import remembered, scan


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pictures: Path) -> Path:
    (tmp_path / "tasks").mkdir()
    (tmp_path / "tasks" / "ingest.py").write_text("import peel.errors\n")
    (tmp_path / "raw").symlink_to(pictures)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run() -> dict[str, bytes]:
    scan(
        Ingest(source="raw"),
        Path("data/scan"),
        cache=Path(".peel/scan.json"),
        kind="classification",
    )
    files = [path for path in Path("data/scan").rglob("*") if path.is_file()]
    return {path.relative_to("data/scan").as_posix(): path.read_bytes() for path in files}


def test_state_and_codes_are_written(project: Path) -> None:
    files = run()
    assert set(files) == {"source.json", "code/ingest.txt"}
    told = json.loads(files["source.json"])
    assert (told["source"], told["form"], told["n_files"]) == ("raw", "class folders", 60)
    assert told["bytes"] > 60 * 64
    assert len(files["code/ingest.txt"]) == 65
    assert str(project) not in str(files)


def test_second_scan_gives_same_bytes(project: Path) -> None:
    first = run()
    (project / "data/scan/code/gone.txt").write_text("of a stage that is no more")
    assert run() == first


def test_absent_source_keeps_its_state(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PEEL_EVENTS", raising=False)
    first = run()
    (project / "data/ingest").mkdir()
    (project / "raw").unlink()
    (project / "tasks" / "ingest.py").write_text("import peel.files\n")
    assert run()["source.json"] == first["source.json"]
    assert run()["code/ingest.txt"] != first["code/ingest.txt"]
    assert "the source raw is not here: this stands on what was ingested" in capsys.readouterr().err


def test_clone_without_data_is_told_to_pull(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PEEL_EVENTS", raising=False)
    run()
    (project / "raw").unlink()
    run()
    assert "`dvc pull` has to bring it" in capsys.readouterr().err


@pytest.mark.parametrize("damage", ["{", '{"source": "raw"}', ""])
def test_damaged_state_is_no_state(project: Path, damage: str) -> None:
    run()
    (project / "raw").unlink()
    (project / "data/scan/source.json").write_text(damage)
    with pytest.raises(PeelError, match="P201"):
        run()


def test_state_of_another_source_is_none(project: Path) -> None:
    run()
    other = Ingest(source="gone")
    assert remembered(other, Path("data/scan")) is None
    with pytest.raises(PeelError, match="P201"):
        scan(other, Path("data/scan"), cache=Path("c.json"), kind="classification")
    assert (project / "data/scan/source.json").is_file()
