from __future__ import annotations

import json
from pathlib import Path

import pytest

from peel.manifest.scan import scan
from peel.params.sections import Ingest


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
