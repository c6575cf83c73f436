from __future__ import annotations

import json
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.params.sections import Ingest
from peel.problem import find as find_kind
from peel.sources.scan import remembered, scan
from peel.sources.source import Terms

KIND = find_kind("classification")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pictures: Path) -> Path:
    (tmp_path / "tasks").mkdir()
    (tmp_path / "tasks" / "ingest.py").write_text("import peel.errors\n")
    (tmp_path / "raw").symlink_to(pictures)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run() -> dict[str, bytes]:
    scan(
        Terms(Ingest(sources=("raw",)), KIND),
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
    other = Ingest(sources=("gone",))
    assert remembered(other, Path("data/scan")) is None
    with pytest.raises(PeelError, match="P201"):
        scan(Terms(other, KIND), Path("data/scan"), cache=Path("c.json"), kind="classification")
    assert (project / "data/scan/source.json").is_file()


@pytest.mark.usefixtures("project")
def test_one_absent_source_of_two_is_refused(tmp_path: Path) -> None:
    (tmp_path / "more" / "fox").mkdir(parents=True)
    (tmp_path / "more" / "fox" / "1.png").write_bytes(b"1")
    terms = Terms(Ingest(sources=("raw", "more")), KIND)
    told = scan(terms, Path("data/scan"), cache=Path("c.json"), kind="classification")
    assert (told.source, told.n_files) == ("raw, more", 61)
    (tmp_path / "raw").unlink()
    with pytest.raises(PeelError, match=r"P201 .*raw"):
        scan(terms, Path("data/scan"), cache=Path("c.json"), kind="classification")
    (tmp_path / "more").rename(tmp_path / "away")
    assert remembered(terms.how, Path("data/scan")) == told


@pytest.mark.parametrize("n", [1, 2])
def test_too_few_groups_are_refused_early(project: Path, n: int) -> None:
    (project / "set").mkdir()
    for k in range(6):
        (project / "set" / f"{k}.png").touch()
    lines = ["path,label,group", *(f"{k}.png,{k % 2},{k % n}" for k in range(6))]
    (project / "set" / "labels.csv").write_text("\n".join(lines))
    terms = Terms(Ingest(sources=("set",)), KIND)
    with pytest.raises(PeelError, match=rf"^P293 .*6 pictures in {n} group"):
        scan(terms, Path("data/scan"), cache=Path("cache.json"), kind="classification")
